import CKernels

extension Tensor {
  /// `x · sigmoid(x)`, number by number.
  ///
  /// Gradient: `∂x = g · σ(x) · (1 + x · (1 - σ(x)))`
  ///
  /// - Source: Elfwing et al. 2017, <https://arxiv.org/abs/1702.03118>.
  public func silu() -> Tensor {
    let x = detached
    let result = mapped(cost: 2, rz_silu)
    return Tensor.recorded(result, from: [self]) { g in
      [x.mapped(with: g, cost: 2, rz_silu_gradient)]
    }
  }

  /// `silu(x) · other` in one pass: the gated unit of Llama, with this tensor as the gate.
  ///
  /// - Shape: both of one shape, which the result has.
  ///
  /// Gradient: `∂x = g · other · silu′(x)`, `∂other = g · silu(x)`
  ///
  /// - Source: Shazeer 2020, <https://arxiv.org/abs/2002.05202>.
  public func silu(times other: Tensor) -> Tensor {
    precondition(shape == other.shape, "silu: gate \(shape) and factor \(other.shape)")
    let (gate, x) = (detached, other.detached)
    let result = gate.mapped(with: x, cost: 2, rz_silu_product)
    return Tensor.recorded(result, from: [self, other]) { g in
      let (gateGradient, gradient) = (
        Tensor(uninitialized: gate.shape), Tensor(uninitialized: gate.shape)
      )
      Chunks(rows: gate.count, cost: 3).forEach {
        let start = $0.lowerBound
        rz_silu_product_gradient(
          gate.base + start, x.base + start, g.base + start, Int64($0.count),
          gateGradient.base + start, gradient.base + start)
      }
      return [gateGradient, gradient]
    }
  }
}

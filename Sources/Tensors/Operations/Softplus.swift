import CKernels

extension Tensor {
  /// `log(1 + exp x)`, number by number, exact for large `|x|` too.
  ///
  /// Gradient: `∂x = g · sigmoid(x)`
  public func softplus() -> Tensor {
    let x = detached
    let result = mapped(cost: 2, rz_softplus)
    return Tensor.recorded(result, from: [self]) { g in
      [x.mapped(with: g, cost: 2, rz_softplus_gradient)]
    }
  }
}

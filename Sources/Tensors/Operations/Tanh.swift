import CKernels

extension Tensor {
  /// The hyperbolic tangent, number by number.
  ///
  /// Gradient: `∂x = g · (1 - y²)`
  public func tanh() -> Tensor {
    let result = mapped(cost: 2, rz_tanh)
    return Tensor.recorded(result, from: [self]) { g in
      [result.mapped(with: g, cost: 2, rz_tanh_gradient)]
    }
  }
}

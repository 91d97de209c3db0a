import CKernels

extension Tensor {
  /// `max(x, 0)`, number by number.
  ///
  /// Gradient: `∂x = g` where `x > 0`, else 0
  public func relu() -> Tensor {
    let result = mapped(rz_relu)
    return Tensor.recorded(result, from: [self]) { g in
      [result.mapped(with: g, rz_relu_gradient)]
    }
  }
}

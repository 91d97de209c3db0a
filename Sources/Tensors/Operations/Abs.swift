import CKernels

extension Tensor {
  /// The absolute value, number by number.
  ///
  /// Gradient: `∂x = g · sign(x)`, 0 at 0
  public func abs() -> Tensor {
    let x = detached
    let result = mapped(rz_abs)
    return Tensor.recorded(result, from: [self]) { g in
      [x.mapped(with: g, rz_abs_gradient)]
    }
  }
}

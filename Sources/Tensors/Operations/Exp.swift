import CKernels

extension Tensor {
  /// `e` to the power of each number.
  ///
  /// Gradient: `∂x = g · y`
  public func exp() -> Tensor {
    let result = mapped(cost: 2, rz_exp)
    return Tensor.recorded(result, from: [self]) { g in [g * result] }
  }
}

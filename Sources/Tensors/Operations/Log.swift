import CKernels

extension Tensor {
  /// The natural logarithm of each number: -∞ at 0, NaN below.
  ///
  /// Gradient: `∂x = g / x`
  public func log() -> Tensor {
    let x = detached
    return Tensor.recorded(mapped(cost: 2, rz_log), from: [self]) { g in [g / x] }
  }
}

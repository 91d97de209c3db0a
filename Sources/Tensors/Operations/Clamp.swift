import CKernels

extension Tensor {
  /// Each number, or the nearer end of the range where it lies outside.
  ///
  /// Gradient: `∂x = g` inside the range and at its ends, 0 outside
  public func clamped(to range: ClosedRange<Float>) -> Tensor {
    let x = detached
    let (low, high) = (range.lowerBound, range.upperBound)
    let result = mapped { rz_clamp($0, low, high, $1, $2) }
    return Tensor.recorded(result, from: [self]) { g in
      [x.mapped(with: g) { rz_clamp_gradient($0, $1, low, high, $2, $3) }]
    }
  }
}

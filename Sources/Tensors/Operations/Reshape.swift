extension Tensor {
  /// The same numbers in another shape of as many; shares the storage.
  ///
  /// Gradient: `∂x = g` in the old shape
  public func reshaped(_ shape: Shape) -> Tensor {
    precondition(
      shape.count == count,
      "reshape: \(self.shape) holds \(count) scalars, \(shape) holds \(shape.count)")
    let before = self.shape
    return Tensor.recorded(view(shape), from: [self]) { g in [g.view(before)] }
  }
}

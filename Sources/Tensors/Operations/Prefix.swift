import CKernels

extension Tensor {
  /// The first rows (entries of the first axis); shares the storage.
  ///
  /// Gradient: `∂x = g`, then zeros
  public func prefix(rows: Int) -> Tensor {
    self.rows(0..<rows)
  }

  /// Some successive rows (entries of the first axis); shares the storage.
  ///
  /// Gradient: `∂x = g` in these rows, zeros elsewhere; added in place to these rows alone when x has
  /// another use
  public func rows(_ range: Range<Int>) -> Tensor {
    precondition(
      shape.rank > 0 && range.lowerBound >= 0 && range.upperBound <= shape[0],
      "rows: \(range) of shape \(shape)")
    guard range != 0..<shape[0] else { return self }
    let width = shape.dimensions.dropFirst().reduce(1, *)
    let part = Shape([range.count] + shape.dimensions.dropFirst())
    let result = view(part, from: range.lowerBound * width)
    return .recordedPart(result, of: self, from: range.lowerBound * width)
  }

  /// Zeros of the shape with this tensor's numbers from a position on.
  func padded(to whole: Shape, from start: Int) -> Tensor {
    let result = Tensor(uninitialized: whole)
    Chunks(rows: whole.count, cost: 1).forEach { range in
      let first = min(max(range.lowerBound, start), range.upperBound)
      let end = max(first, min(range.upperBound, start + count))
      rz_fill(0, Int64(first - range.lowerBound), result.base + range.lowerBound)
      if first < end {
        (result.base + first).update(from: base + (first - start), count: end - first)
      }
      rz_fill(0, Int64(range.upperBound - end), result.base + end)
    }
    return result
  }
}

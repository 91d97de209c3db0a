import CKernels

extension Tensor {
  /// The named rows, in their order; a row of zeros where the number is -1.
  ///
  /// - Shape: `[rows.sourceCount, width]`; returns `[rows.count, width]`
  ///
  /// Gradient: `∂xᵢ` = the sum of g over the positions that took row i, in their order
  public func gather(_ rows: Rows) -> Tensor {
    precondition(
      shape.rank == 2 && shape[0] == rows.sourceCount,
      "gather: rows of a [\(rows.sourceCount), width] tensor from shape \(shape)")
    let (source, width) = (shape, shape.width)
    let result = Tensor(uninitialized: [rows.count, width])
    rows.indices.withUnsafeBufferPointer { indices in
      guard let first = indices.baseAddress else { return }
      Chunks(rows: rows.count, cost: width).forEach {
        rz_gather_rows(
          base, Int64(width), first + $0.lowerBound, Int64($0.count),
          result.base + $0.lowerBound * width)
      }
    }
    return Tensor.recorded(result, from: [self]) { g in
      [g.segmentSum(rows.takers, shape: source)]
    }
  }
}

import CKernels

extension Tensor {
  /// The sum of the squares of all numbers, in double; has no gradient.
  public func sumOfSquares() -> Double {
    let chunks = Chunks(rows: count, cost: 1)
    return [Double](unsafeUninitializedCapacity: chunks.count) { parts, initialized in
      guard let start = parts.baseAddress else { return }
      ComputePool.shared.run(chunks: chunks.count) {
        let range = chunks[$0]
        (start + $0).initialize(
          to: rz_sum_of_squares(base + range.lowerBound, Int64(range.count)))
      }
      initialized = chunks.count
    }.reduce(0, +)
  }
}

import CKernels

/// Sums over many rows computed in parts by several threads and then added in the order of the parts,
/// so that the result does not depend on the threads.
struct PartialSums {
  let count: Int
  let width: Int
  private let parts: Tensor

  init(count: Int, width: Int) {
    self.count = count
    self.width = width
    parts = Tensor(uninitialized: [count, width])
  }

  /// How many rows one part covers: at most 32 parts, each of at least 512 rows.
  static func chunks(of rows: Int) -> Chunks {
    Chunks(rows: rows, rowsPerChunk: max(512, (rows + 31) / 32))
  }

  /// Calls `body` for each part with its `width` floats, which it must write.
  func fill(_ body: (Int, UnsafeMutablePointer<Float>) -> Void) -> Self {
    ComputePool.shared.run(chunks: count) { body($0, parts.base + $0 * width) }
    return self
  }

  /// Writes the sum of the parts' floats from `first` on to `out`; zeros if there is no part.
  func add(from first: Int = 0, length: Int? = nil, into out: UnsafeMutablePointer<Float>) {
    let length = length ?? width
    Chunks(rows: length, cost: max(1, count)).forEach { range in
      let target = out + range.lowerBound
      let source = parts.base + first + range.lowerBound
      guard count > 0 else { return rz_fill(0, Int64(range.count), target) }
      target.update(from: source, count: range.count)
      for part in 1..<max(1, count) {
        rz_accumulate(source + part * width, Int64(range.count), target)
      }
    }
  }
}

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
      let size = Int64(range.count)
      rz_fill(0, size, target)
      for part in 0..<count {
        rz_accumulate(parts.base + part * width + first + range.lowerBound, size, target)
      }
    }
  }
}

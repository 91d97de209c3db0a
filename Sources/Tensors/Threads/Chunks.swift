/// How an operation over rows is cut into chunks: by its shapes alone, so that any number of threads
/// gives the same bits.
struct Chunks {
  let rows: Int
  let rowsPerChunk: Int

  /// - Parameters:
  ///   - cost: work per row, in units of about 0.3 ns (one float of a simple kernel).
  ///   - chunkCost: work per chunk in the same unit; the default is about 20 µs.
  init(rows: Int, cost: Int, chunkCost: Int = 1 << 16) {
    self.rows = rows
    rowsPerChunk = max(1, chunkCost / max(1, cost))
  }

  init(rows: Int, rowsPerChunk: Int) {
    self.rows = rows
    self.rowsPerChunk = max(1, rowsPerChunk)
  }

  var count: Int { (rows + rowsPerChunk - 1) / rowsPerChunk }

  subscript(chunk: Int) -> Range<Int> {
    chunk * rowsPerChunk..<min(rows, (chunk + 1) * rowsPerChunk)
  }

  /// Calls `body` for every chunk's rows, on several threads at once.
  func forEach(_ body: (Range<Int>) -> Void) {
    ComputePool.shared.run(chunks: count) { body(self[$0]) }
  }
}

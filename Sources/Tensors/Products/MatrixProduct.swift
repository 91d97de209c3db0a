import CKernels

/// A matrix product cut into chunks by its shape: along the longer side of the result, or along the
/// summed axis when that is long and the result small (weight gradients), with partial sums added in
/// order.
struct MatrixProduct {
  let m: Int
  let n: Int
  let k: Int

  /// About 200 µs of one thread: long enough that packing costs little (1,024 rows of width 128 run
  /// at the speed of the whole, 256 rows 5 % below).
  private static let flopsPerChunk = 32 << 20

  /// Rows (or columns) of the result per chunk, a multiple of 32. Each chunk packs the other side whole,
  /// which must cost little beside the product; more so on tile units, whose product is faster. Long
  /// results are cut in eight: chunks of 64 rows ran at 0.7–0.85 of one whole product of 1,024³ to
  /// 4,096³, of 128 to 256 at 0.95–1.1 (AVX2, 2 threads).
  ///
  /// - Parameter lines: rows (or columns) of the result.
  static func chunkLength(lines: Int, flopsPerLine: Int) -> Int {
    func padded(_ count: Int) -> Int { (count + 31) / 32 * 32 }
    let least =
      BLAS.usesTileUnits ? 256 : lines < 512 ? 64 : min(256, max(128, padded(lines / 8)))
    return max(least, padded(flopsPerChunk / max(1, flopsPerLine)))
  }

  /// Whether the summed axis is cut.
  var splitsSum: Bool { k >= 2048 && m * n <= 1 << 18 && k > 4 * max(m, n) }

  func compute(
    _ a: BLAS.Operand, _ b: BLAS.Operand, into out: UnsafeMutablePointer<Float>
  ) {
    if k == 0 {
      rz_fill(0, Int64(m * n), out)
    } else if splitsSum {
      sumInParts(a, b, into: out)
    } else if m >= n {
      Chunks(rows: m, rowsPerChunk: Self.chunkLength(lines: m, flopsPerLine: 2 * n * k)).forEach {
        rows in
        BLAS.multiply(
          m: rows.count, n: n, k: k, a.rows(from: rows.lowerBound), b,
          into: out + rows.lowerBound * n, stride: n)
      }
    } else {
      Chunks(rows: n, rowsPerChunk: Self.chunkLength(lines: n, flopsPerLine: 2 * m * k)).forEach {
        columns in
        BLAS.multiply(
          m: m, n: columns.count, k: k, a, b.columns(from: columns.lowerBound),
          into: out + columns.lowerBound, stride: n)
      }
    }
  }

  /// One product on the calling thread; zeros when there is nothing to sum.
  ///
  /// - Parameter stride: floats from one row of the result to the next; n unless given.
  static func multiplyOrClear(
    m: Int, n: Int, k: Int, _ a: BLAS.Operand, _ b: BLAS.Operand,
    into out: UnsafeMutablePointer<Float>, stride: Int? = nil,
    in precision: ProductPrecision = .float32
  ) {
    let stride = stride ?? n
    if k == 0 {
      for row in 0..<m { rz_fill(0, Int64(n), out + row * stride) }
    } else {
      BLAS.multiply(m: m, n: n, k: k, a, b, into: out, stride: stride, in: precision)
    }
  }

  private func sumInParts(
    _ a: BLAS.Operand, _ b: BLAS.Operand, into out: UnsafeMutablePointer<Float>
  ) {
    let chunks = PartialSums.chunks(of: k)
    PartialSums(count: chunks.count, width: m * n).fill { part, target in
      let range = chunks[part]
      BLAS.multiply(
        m: m, n: n, k: range.count, a.columns(from: range.lowerBound),
        b.rows(from: range.lowerBound), into: target, stride: n)
    }.add(into: out)
  }
}

extension BLAS.Operand {
  /// The matrix without its first rows.
  func rows(from row: Int) -> Self {
    Self(
      base: base + (isTransposed ? row : row * stride), stride: stride, isTransposed: isTransposed)
  }

  /// The matrix without its first columns.
  func columns(from column: Int) -> Self {
    Self(
      base: base + (isTransposed ? column * stride : column), stride: stride,
      isTransposed: isTransposed)
  }
}

import CKernels

extension Tensor {
  /// `x · weightᵀ` with a frozen weight kept in eight bits. For prediction: it has no gradient.
  ///
  /// A few rows of x read each weight from memory once; where the processor multiplies bytes these rows are
  /// cut to 16 bits first. For more rows blocks of the weight are widened into the cache: to bfloat16, which
  /// holds these whole numbers exactly, where there are tile units, else to float32.
  ///
  /// - Parameter precision: bfloat16 lets x be rounded too.
  /// - Shape: `[…, inputWidth]`, weight `[outputWidth, inputWidth]`; returns `[…, outputWidth]`
  public func linear(
    weight: ByteMatrix, precision: ProductPrecision = .float32
  ) -> Tensor {
    precondition(
      shape.rank > 0 && shape.width == weight.columns,
      "linear: input \(shape), weight \(weight.shape)")
    precondition(!isTraced, "linear: weights in eight bits have no gradient")
    return ByteProduct(weight: weight, precision: precision).forward(self)
  }
}

private struct ByteProduct {
  let weight: ByteMatrix
  let precision: ProductPrecision

  /// Rows of x up to which each weight is read once, straight into the sums.
  private static let fewRows = 12
  /// Rows of the weight widened at a time: with those of a thousand columns half a megabyte.
  private static let panelRows = 256

  func forward(_ x: Tensor) -> Tensor {
    let (m, n, k) = (x.shape.rows, weight.rows, weight.columns)
    let result = Tensor(uninitialized: x.shape.withWidth(n))
    if m <= Self.fewRows, rz_multiplies_bytes() != 0, k <= 1 << 16 {
      multiplyCut(x, into: result)
    } else if m <= Self.fewRows {
      Chunks(rows: n, cost: k, chunkCost: 1 << 17).forEach {
        rz_byte_dots(
          x.base, Int64(m), Int64(k), weight.base + $0.lowerBound * k,
          weight.scales.base + $0.lowerBound, Int64($0.count), Int64(n),
          result.base + $0.lowerBound)
      }
    } else if BLAS.usesTileUnits {
      Chunks(rows: n, rowsPerChunk: Self.panelRows).forEach { multiplyOnTiles(x, $0, into: result) }
    } else {
      Chunks(rows: n, rowsPerChunk: Self.panelRows).forEach { multiply(x, $0, into: result) }
    }
    return result
  }

  private func multiplyCut(_ x: Tensor, into result: Tensor) {
    let (m, n, k) = (x.shape.rows, weight.rows, weight.columns)
    let parts = Storage(count: (2 * m * k + 3) / 4)
    let bytes = UnsafeMutableRawPointer(parts.base).assumingMemoryBound(to: Int8.self)
    var rows = [rz_byte_row](repeating: rz_byte_row(), count: m)
    rz_cut_to_bytes(x.base, Int64(m), Int64(k), bytes, &rows)
    rows.withUnsafeBufferPointer { rows in
      Chunks(rows: n, cost: k, chunkCost: 1 << 17).forEach {
        rz_cut_byte_dots(
          bytes, rows.baseAddress, Int64(m), Int64(k), weight.base + $0.lowerBound * k,
          weight.scales.base + $0.lowerBound, Int64($0.count), Int64(n),
          result.base + $0.lowerBound)
      }
    }
    withExtendedLifetime(parts) {}
  }

  private func multiplyOnTiles(_ x: Tensor, _ columns: Range<Int>, into result: Tensor) {
    let (m, n, k) = (x.shape.rows, weight.rows, weight.columns)
    let panel = Storage(count: (columns.count * k + 1) / 2)
    let numbers = UnsafeMutableRawPointer(panel.base).assumingMemoryBound(to: UInt16.self)
    rz_bytes_to_bfloat16(
      weight.base + columns.lowerBound * k, Int64(columns.count * k), numbers)
    let corner = result.base + columns.lowerBound
    var product = rz_tile_product()
    (product.m, product.n, product.k) = (Int64(m), Int64(columns.count), Int64(k))
    (product.left, product.left_stride) = (UnsafePointer(x.base), Int64(k))
    (product.right, product.right_stride) = (UnsafeRawPointer(numbers), Int64(k))
    product.right_transposed = 1
    product.rounds = precision.rounds
    (product.out, product.out_stride) = (corner, Int64(n))
    rz_tile_multiply_half(product)
    withExtendedLifetime(panel) {}
    let scales = rz_operand(
      base: weight.scales.base + columns.lowerBound, row_stride: 0, column_stride: 1)
    for row in 0..<m {
      let sums = corner + row * n
      rz_multiply(
        rz_operand(base: sums, row_stride: 0, column_stride: 1), scales, 1, Int64(columns.count),
        sums)
    }
  }

  private func multiply(_ x: Tensor, _ columns: Range<Int>, into result: Tensor) {
    let (m, n, k) = (x.shape.rows, weight.rows, weight.columns)
    let panel = Tensor(uninitialized: [columns.count, k])
    rz_widen_bytes(
      weight.base + columns.lowerBound * k, weight.scales.base + columns.lowerBound,
      Int64(columns.count), Int64(k), panel.base)
    BLAS.multiply(
      m: m, n: columns.count, k: k, BLAS.Operand(base: x.base, stride: k, isTransposed: false),
      BLAS.Operand(base: panel.base, stride: k, isTransposed: true),
      into: result.base + columns.lowerBound, stride: n)
  }
}

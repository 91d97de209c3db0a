import CKernels

extension Tensor {
  /// `x · weightᵀ + bias` with a frozen weight kept in bfloat16; x and the sums are float32.
  ///
  /// On tile units (`amx.c`) the product is as exact as float32's. Elsewhere blocks of the weight are
  /// widened into the cache; for a few rows of x each weight is widened as it is read from memory, once.
  ///
  /// - Parameter precision: bfloat16 lets x be rounded too.
  /// - Shape: `[…, inputWidth]`, weight `[outputWidth, inputWidth]`, bias `[outputWidth]`;
  ///   returns `[…, outputWidth]`
  ///
  /// Gradient: `∂x = g · weight`, `∂bias` = the sum of g's rows; the weight has none
  public func linear(
    weight: HalfMatrix, bias: Tensor? = nil, precision: ProductPrecision = .float32
  ) -> Tensor {
    precondition(
      shape.rank > 0 && shape.width == weight.columns
        && bias.map { $0.shape == [weight.rows] } ?? true,
      "linear: input \(shape), weight \(weight.shape), bias \(bias?.shape ?? [])")
    let half = HalfProduct(weight: weight, precision: precision)
    let product = half.forward(self)
    let inputShape = shape
    let result = Tensor.recorded(product, from: [self]) { g in
      [half.backward(g, shape: inputShape)]
    }
    return bias.map { result + $0 } ?? result
  }
}

private struct HalfProduct {
  let weight: HalfMatrix
  let precision: ProductPrecision

  /// Rows of x up to which each weight is read once, straight into the sums.
  private static let fewRows = 12
  /// Rows of the weight widened at a time, where there are no tile units.
  private static let panelRows = 64

  /// `x · weightᵀ`
  func forward(_ x: Tensor) -> Tensor {
    let (m, n, k) = (x.shape.rows, weight.rows, weight.columns)
    let result = Tensor(uninitialized: x.shape.withWidth(n))
    if m <= Self.fewRows {
      let pairs = Tensor(uninitialized: x.shape)
      rz_split_pairs(x.base, Int64(m), Int64(k), pairs.base)
      Chunks(rows: n, cost: k, chunkCost: 1 << 17).forEach {
        rz_half_dots(
          pairs.base, Int64(m), Int64(k), weight.base + $0.lowerBound * k, Int64($0.count),
          Int64(n), result.base + $0.lowerBound)
      }
      return result
    }
    // Along the longer side of the result; each chunk packs or widens its part of the weight.
    let columns = Chunks(rows: n, rowsPerChunk: m >= 2 * n ? n : max(64, min(256, n)))
    let rows = Chunks(rows: m, rowsPerChunk: m >= 2 * n ? 512 : m)
    ComputePool.shared.run(chunks: columns.count * rows.count) { chunk in
      let (column, row) = (columns[chunk / rows.count], rows[chunk % rows.count])
      multiply(
        x.base + row.lowerBound * k, rows: row.count,
        weight.rows(column), isTransposed: true,
        into: result.base + row.lowerBound * n + column.lowerBound, stride: n)
    }
    return result
  }

  /// `g · weight`
  func backward(_ g: Tensor, shape: Shape) -> Tensor {
    let (m, n, k) = (g.shape.rows, weight.rows, weight.columns)
    let result = Tensor(uninitialized: shape)
    Chunks(rows: m, rowsPerChunk: max(32, min(512, (m + 3) / 4))).forEach {
      multiply(
        g.base + $0.lowerBound * n, rows: $0.count, weight, isTransposed: false,
        into: result.base + $0.lowerBound * k, stride: k)
    }
    return result
  }

  /// `out = a · op(weight)` on the calling thread; rows of `a` follow one another.
  private func multiply(
    _ a: UnsafePointer<Float>, rows m: Int, _ weight: HalfMatrix, isTransposed: Bool,
    into out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let (n, k) = isTransposed ? (weight.rows, weight.columns) : (weight.columns, weight.rows)
    if BLAS.usesTileUnits {
      var product = rz_tile_product()
      (product.m, product.n, product.k) = (Int64(m), Int64(n), Int64(k))
      (product.left, product.left_stride) = (a, Int64(k))
      (product.right, product.right_stride) = (UnsafeRawPointer(weight.base), Int64(weight.columns))
      product.right_transposed = isTransposed ? 1 : 0
      product.rounds = precision.rounds
      (product.out, product.out_stride) = (out, Int64(stride))
      rz_tile_multiply_half(product)
      return
    }
    let width = weight.columns
    let panel = Tensor(uninitialized: [min(Self.panelRows, weight.rows), width])
    let panels = Chunks(rows: weight.rows, rowsPerChunk: Self.panelRows)
    for number in 0..<panels.count {
      let part = panels[number]
      rz_widen_bfloat16(
        weight.base + part.lowerBound * width, Int64(part.count * width), panel.base)
      let right = BLAS.Operand(base: panel.base, stride: width, isTransposed: isTransposed)
      if isTransposed {
        BLAS.multiply(
          m: m, n: part.count, k: width, BLAS.Operand(base: a, stride: k, isTransposed: false),
          right, into: out + part.lowerBound, stride: stride)
      } else {
        BLAS.multiply(
          m: m, n: width, k: part.count,
          BLAS.Operand(base: a + part.lowerBound, stride: k, isTransposed: false), right,
          onto: number > 0 ? .result : .zeros, into: out, stride: stride)
      }
    }
  }
}

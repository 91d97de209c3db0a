extension Tensor {
  /// The product of each matrix of this tensor with the matrix of the same number of another, with
  /// either transposed first if asked.
  ///
  /// - Shape: `[…, m, k]` and `[…, k, n]` once transposed, the axes before equal; returns `[…, m, n]`
  ///
  /// Gradient: that of ``matmul(_:transposingSelf:transposingOther:)`` for each matrix
  public func batchedMatmul(
    _ other: Tensor, transposingSelf: Bool = false, transposingOther: Bool = false
  ) -> Tensor {
    let (a, b) = (detached, other.detached)
    let (flipA, flipB) = (transposingSelf, transposingOther)
    let (wantsA, wantsB) = (isTraced, other.isTraced)
    let result = Tensor.products(a, b, transposingA: flipA, transposingB: flipB)
    return Tensor.recorded(result, from: [self, other]) { g in
      let gradientA =
        flipA
        ? { Tensor.products(b, g, transposingA: flipB, transposingB: true) }
        : { Tensor.products(g, b, transposingA: false, transposingB: !flipB) }
      let gradientB =
        flipB
        ? { Tensor.products(g, a, transposingA: true, transposingB: flipA) }
        : { Tensor.products(a, g, transposingA: !flipA, transposingB: false) }
      return [wantsA ? gradientA() : nil, wantsB ? gradientB() : nil]
    }
  }

  /// `op(aᵢ) · op(bᵢ)` for each i, unrecorded.
  static func products(
    _ a: Tensor, _ b: Tensor, transposingA: Bool, transposingB: Bool
  ) -> Tensor {
    let rank = a.shape.rank
    precondition(
      rank > 1 && rank == b.shape.rank
        && a.shape.dimensions.dropLast(2) == b.shape.dimensions.dropLast(2),
      "batchedMatmul: shapes \(a.shape) and \(b.shape)")
    let (rowsA, columnsA) = (a.shape[rank - 2], a.shape[rank - 1])
    let (rowsB, columnsB) = (b.shape[rank - 2], b.shape[rank - 1])
    let (m, k) = transposingA ? (columnsA, rowsA) : (rowsA, columnsA)
    let (inner, n) = transposingB ? (columnsB, rowsB) : (rowsB, columnsB)
    precondition(
      k == inner, "batchedMatmul: shapes \(a.shape) and \(b.shape), \(k) is not \(inner)")
    let outer = Array(a.shape.dimensions.dropLast(2))
    let result = Tensor(uninitialized: Shape(outer + [m, n]))
    let product = MatrixProduct(m: m, n: n, k: k)
    func operands(_ matrix: Int) -> (BLAS.Operand, BLAS.Operand) {
      (
        BLAS.Operand(
          base: a.base + matrix * m * k, stride: columnsA, isTransposed: transposingA),
        BLAS.Operand(
          base: b.base + matrix * k * n, stride: columnsB, isTransposed: transposingB)
      )
    }
    let matrices = outer.reduce(1, *)
    if matrices < 4 {
      for matrix in 0..<matrices {
        let (left, right) = operands(matrix)
        product.compute(left, right, into: result.base + matrix * m * n)
      }
      return result
    }
    // Whole matrices, each on one thread; about 50 µs of them per chunk.
    Chunks(rows: matrices, rowsPerChunk: max(1, (8 << 20) / max(1, 2 * m * n * k))).forEach {
      for matrix in $0 {
        let (left, right) = operands(matrix)
        MatrixProduct.multiplyOrClear(
          m: m, n: n, k: k, left, right, into: result.base + matrix * m * n)
      }
    }
    return result
  }
}

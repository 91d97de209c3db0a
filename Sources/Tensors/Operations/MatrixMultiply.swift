extension Tensor {
  /// The matrix product, with either operand transposed first if asked.
  ///
  /// - Shape: `[m, k]` and `[k, n]` once transposed; returns `[m, n]`
  ///
  /// Gradient: `∂a = g · bᵀ`, `∂b = aᵀ · g`
  public func matmul(
    _ other: Tensor, transposingSelf: Bool = false, transposingOther: Bool = false
  ) -> Tensor {
    let (a, b) = (detached, other.detached)
    let (flipA, flipB) = (transposingSelf, transposingOther)
    let (wantsA, wantsB) = (isTraced, other.isTraced)
    let result = Tensor.product(a, b, transposingA: flipA, transposingB: flipB)
    return Tensor.recorded(result, from: [self, other]) { g in
      // With A = op(a), B = op(b): ∂A = g · Bᵀ and ∂B = Aᵀ · g; a transposed operand's gradient is
      // the transpose of these, so the factors swap places.
      let gradientA =
        flipA
        ? { Tensor.product(b, g, transposingA: flipB, transposingB: true) }
        : { Tensor.product(g, b, transposingA: false, transposingB: !flipB) }
      let gradientB =
        flipB
        ? { Tensor.product(g, a, transposingA: true, transposingB: flipA) }
        : { Tensor.product(a, g, transposingA: !flipA, transposingB: false) }
      return [wantsA ? gradientA() : nil, wantsB ? gradientB() : nil]
    }
  }

  /// `op(a) · op(b)`, unrecorded.
  static func product(
    _ a: Tensor, _ b: Tensor, transposingA: Bool = false, transposingB: Bool = false
  ) -> Tensor {
    precondition(
      a.shape.rank == 2 && b.shape.rank == 2, "matmul: shapes \(a.shape) and \(b.shape)")
    let (m, k) = transposingA ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let (inner, n) = transposingB ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
    precondition(
      k == inner,
      "matmul: shapes \(a.shape)\(transposingA ? "ᵀ" : "") and \(b.shape)\(transposingB ? "ᵀ" : "")"
    )
    let result = Tensor(uninitialized: [m, n])
    MatrixProduct(m: m, n: n, k: k).compute(
      BLAS.Operand(base: a.base, stride: a.shape[1], isTransposed: transposingA),
      BLAS.Operand(base: b.base, stride: b.shape[1], isTransposed: transposingB),
      into: result.base)
    return result
  }
}

import CKernels

/// The gradients of one term: input, weight and bias from one pass over the rows, so that each block
/// of g is read from memory once.
struct LinearGradient: Sendable {
  let input: Tensor
  let weight: Tensor
  let precision: ProductPrecision
  let hasBias: Bool
  let wantsInput: Bool
  let wantsWeight: Bool
  let wantsBias: Bool

  init(_ term: LinearTerm) {
    input = term.input.detached
    weight = term.weight.detached
    precision = term.precision
    hasBias = term.bias != nil
    wantsInput = term.input.isTraced
    wantsWeight = term.weight.isTraced
    wantsBias = term.bias?.isTraced ?? false
  }

  private var width: Int { weight.shape[0] }
  private var inputWidth: Int { weight.shape[1] }
  private var weightCount: Int { wantsWeight ? weight.count : 0 }

  /// Floats of the sums over rows: those of the weight, then those of the bias.
  var partWidth: Int { weightCount + (wantsBias ? width : 0) }

  func callAsFunction(_ g: Tensor) -> [Tensor?] {
    let inputGradient = makeInputGradient()
    let mark = BLAS.newMark()
    let chunks = PartialSums.chunks(of: g.shape.rows)
    let sums = PartialSums(count: chunks.count, width: partWidth).fill { part, target in
      let rows = chunks[part]
      add(
        g.base + rows.lowerBound * width, rows: rows, input: inputGradient, mark: mark,
        isFirst: true, sums: target)
    }
    return results(inputGradient, sums, at: 0)
  }

  func makeInputGradient() -> Tensor? {
    wantsInput ? Tensor(uninitialized: input.shape) : nil
  }

  /// What some rows of g bring: their rows of the input's gradient, and sums over them.
  ///
  /// - Parameters:
  ///   - g: these rows' gradients.
  ///   - mark: of all calls for one gradient, see ``BLAS/newMark()``.
  ///   - sums: `partWidth` floats, written if `isFirst`, else added to.
  func add(
    _ g: UnsafePointer<Float>, rows: Range<Int>, input inputGradient: Tensor?, mark: Int64,
    isFirst: Bool, sums: UnsafeMutablePointer<Float>
  ) {
    let block = BLAS.Operand(base: g, stride: width, isTransposed: false)
    if let inputGradient {
      MatrixProduct.multiplyOrClear(
        m: rows.count, n: inputWidth, k: width, block,
        BLAS.Operand(base: weight.base, stride: inputWidth, isTransposed: false, mark: mark),
        into: inputGradient.base + rows.lowerBound * inputWidth, in: precision)
    }
    if wantsWeight {
      BLAS.multiply(
        m: width, n: inputWidth, k: rows.count,
        BLAS.Operand(base: g, stride: width, isTransposed: true),
        BLAS.Operand(
          base: input.base + rows.lowerBound * inputWidth, stride: inputWidth,
          isTransposed: false),
        onto: isFirst ? .zeros : .result, into: sums, stride: inputWidth, in: precision)
    }
    if wantsBias {
      if isFirst { rz_fill(0, Int64(width), sums + weightCount) }
      rz_sum_rows(g, Int64(rows.count), Int64(width), sums + weightCount)
    }
  }

  /// The gradients of input, weight and bias from the sums that stand at `start` in each part.
  func results(_ inputGradient: Tensor?, _ sums: PartialSums, at start: Int) -> [Tensor?] {
    let weightGradient = wantsWeight ? Tensor(uninitialized: weight.shape) : nil
    let biasGradient = wantsBias ? Tensor(uninitialized: [width]) : nil
    if let weightGradient {
      sums.add(from: start, length: weightCount, into: weightGradient.base)
    }
    if let biasGradient {
      sums.add(from: start + weightCount, length: width, into: biasGradient.base)
    }
    return [inputGradient, weightGradient] + (hasBias ? [biasGradient] : [])
  }
}

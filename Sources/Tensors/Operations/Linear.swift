import CKernels

/// One term of a sum of linear maps: `x · weightᵀ`, with a bias or without.
public struct LinearTerm: Sendable {
  public let input: Tensor
  public let weight: Tensor
  public let bias: Tensor?

  /// - Shape: input `[…, inputWidth]`, weight `[outputWidth, inputWidth]`, bias `[outputWidth]`
  public init(_ input: Tensor, weight: Tensor, bias: Tensor? = nil) {
    precondition(
      weight.shape.rank == 2 && input.shape.rank > 0 && input.shape.width == weight.shape[1],
      "linear: input \(input.shape) and weight \(weight.shape)")
    precondition(
      bias == nil || bias?.shape == [weight.shape[0]],
      "linear: weight \(weight.shape) and bias \(bias?.shape ?? [])")
    self.input = input
    self.weight = weight
    self.bias = bias
  }
}

extension Tensor {
  /// `x · weightᵀ + bias`.
  ///
  /// - Shape: `[…, inputWidth]`, weight `[outputWidth, inputWidth]`, bias `[outputWidth]`;
  ///   returns `[…, outputWidth]`
  ///
  /// Gradient: `∂x = g · weight`, `∂weight = gᵀ · x`, `∂bias` = the sum of g's rows
  public func linear(weight: Tensor, bias: Tensor? = nil) -> Tensor {
    .linear([LinearTerm(self, weight: weight, bias: bias)])
  }

  /// The sum of several linear maps of equally many rows, added while each block of the result is in
  /// the cache: `Σ xᵢ · weightᵢᵀ + biasᵢ`, plus `addend` if given.
  ///
  /// - Shape: inputs `[…, inputWidthᵢ]`, weights `[outputWidth, inputWidthᵢ]`, biases `[outputWidth]`,
  ///   addend and result `[…, outputWidth]`
  ///
  /// Gradient: that of ``linear(weight:bias:)`` for each term; `∂addend = g`
  public static func linear(_ terms: [LinearTerm], adding addend: Tensor? = nil) -> Tensor {
    guard let first = terms.first else { preconditionFailure("linear: no terms") }
    let shape = first.input.shape.withWidth(first.weight.shape[0])
    for term in terms {
      precondition(
        term.input.shape.withWidth(term.weight.shape[0]) == shape,
        "linear: input \(term.input.shape) and weight \(term.weight.shape) in a sum of \(shape)")
    }
    precondition(
      addend == nil || addend?.shape == shape,
      "linear: addend \(addend?.shape ?? []) to a sum of \(shape)")
    let inputs = terms.flatMap { [$0.input, $0.weight] + ($0.bias.map { [$0] } ?? []) }
    let gradients = terms.map(LinearGradient.init)
    let addsTraced = addend?.isTraced ?? false
    let result = LinearSum(terms: terms, addend: addend, shape: shape).compute()
    return recorded(result, from: inputs + (addend.map { [$0] } ?? [])) { g in
      gradients.flatMap { $0(g) } + [addsTraced ? g : nil]
    }
  }
}

/// The forward pass of ``Tensor/linear(_:adding:)``.
private struct LinearSum {
  let terms: [LinearTerm]
  let addend: Tensor?
  let shape: Shape

  func compute() -> Tensor {
    let result = Tensor(uninitialized: shape)
    let (rows, width) = (shape.rows, shape.width)
    let flops = terms.reduce(0) { $0 + 2 * width * $1.input.shape.width }
    if rows >= width || rows * flops < 1 << 24 {
      let length = MatrixProduct.chunkLength(flopsPerLine: flops)
      Chunks(rows: rows, rowsPerChunk: length).forEach {
        fill(result, rows: $0, columns: 0..<width)
      }
    } else {
      let perColumn = terms.reduce(0) { $0 + 2 * rows * $1.input.shape.width }
      let length = MatrixProduct.chunkLength(flopsPerLine: perColumn)
      Chunks(rows: width, rowsPerChunk: length).forEach {
        fill(result, rows: 0..<rows, columns: $0)
      }
    }
    return result
  }

  /// Writes one block of the result: what is added first, then each product on top.
  private func fill(_ result: Tensor, rows: Range<Int>, columns: Range<Int>) {
    let width = shape.width
    let corner = result.base + rows.lowerBound * width + columns.lowerBound
    var isStarted = start(corner, rows: rows, columns: columns)
    for term in terms {
      let inputWidth = term.input.shape.width
      guard inputWidth > 0 else { continue }
      BLAS.multiply(
        m: rows.count, n: columns.count, k: inputWidth,
        BLAS.Operand(
          base: term.input.base + rows.lowerBound * inputWidth, stride: inputWidth,
          isTransposed: false),
        BLAS.Operand(
          base: term.weight.base + columns.lowerBound * inputWidth, stride: inputWidth,
          isTransposed: true),
        accumulate: isStarted, into: corner, stride: width)
      isStarted = true
    }
    if !isStarted {
      for row in 0..<rows.count { rz_fill(0, Int64(columns.count), corner + row * width) }
    }
  }

  /// Writes addend and biases; whether there were any.
  private func start(
    _ corner: UnsafeMutablePointer<Float>, rows: Range<Int>, columns: Range<Int>
  ) -> Bool {
    let width = shape.width
    let biases = terms.compactMap(\.bias)
    let columnCount = Int64(columns.count)
    for row in 0..<rows.count {
      let target = corner + row * width
      var isStarted = false
      if let addend {
        target.update(
          from: addend.base + (rows.lowerBound + row) * width + columns.lowerBound,
          count: columns.count)
        isStarted = true
      }
      for bias in biases {
        if isStarted {
          rz_accumulate(bias.base + columns.lowerBound, columnCount, target)
        } else {
          target.update(from: bias.base + columns.lowerBound, count: columns.count)
          isStarted = true
        }
      }
    }
    return addend != nil || !biases.isEmpty
  }
}

/// The gradients of one term: input, weight and bias from one pass over the rows, so that each block
/// of g is read from memory once.
private struct LinearGradient: Sendable {
  let input: Tensor
  let weight: Tensor
  let hasBias: Bool
  let wantsInput: Bool
  let wantsWeight: Bool
  let wantsBias: Bool

  init(_ term: LinearTerm) {
    input = term.input.detached
    weight = term.weight.detached
    hasBias = term.bias != nil
    wantsInput = term.input.isTraced
    wantsWeight = term.weight.isTraced
    wantsBias = term.bias?.isTraced ?? false
  }

  func callAsFunction(_ g: Tensor) -> [Tensor?] {
    let (rows, width, inputWidth) = (g.shape.rows, g.shape.width, input.shape.width)
    let inputGradient = wantsInput ? Tensor(uninitialized: input.shape) : nil
    let weightGradient = wantsWeight ? Tensor(uninitialized: weight.shape) : nil
    let biasGradient = wantsBias ? Tensor(uninitialized: [width]) : nil
    let weightCount = wantsWeight ? width * inputWidth : 0
    let chunks = PartialSums.chunks(of: rows)
    let partWidth = weightCount + (wantsBias ? width : 0)
    let partial = PartialSums(count: chunks.count, width: partWidth).fill { part, target in
      let range = chunks[part]
      let block = BLAS.Operand(
        base: g.base + range.lowerBound * width, stride: width, isTransposed: false)
      let inputBlock = input.base + range.lowerBound * inputWidth
      if let inputGradient {
        MatrixProduct.multiplyOrClear(
          m: range.count, n: inputWidth, k: width, block,
          BLAS.Operand(base: weight.base, stride: inputWidth, isTransposed: false),
          into: inputGradient.base + range.lowerBound * inputWidth)
      }
      if wantsWeight {
        BLAS.multiply(
          m: width, n: inputWidth, k: range.count,
          BLAS.Operand(base: block.base, stride: width, isTransposed: true),
          BLAS.Operand(base: inputBlock, stride: inputWidth, isTransposed: false),
          into: target, stride: inputWidth)
      }
      if wantsBias {
        rz_fill(0, Int64(width), target + weightCount)
        rz_sum_rows(block.base, Int64(range.count), Int64(width), target + weightCount)
      }
    }
    if let weightGradient { partial.add(length: weightCount, into: weightGradient.base) }
    if let biasGradient { partial.add(from: weightCount, length: width, into: biasGradient.base) }
    return [inputGradient, weightGradient] + (hasBias ? [biasGradient] : [])
  }
}

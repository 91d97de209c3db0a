import CKernels

extension Tensor {
  /// ``layerNorm(weight:bias:epsilon:then:adding:)`` of ``linear(_:adding:taking:)`` in one pass: each
  /// block of rows is multiplied, normalized, rectified and dropped while it is in the cache, and in the
  /// gradient what comes out of the normalization never leaves it.
  ///
  ///     y = tail(norm(Σ xᵢ · weightᵢᵀ + biasᵢ)) + addend
  ///
  /// - Shape: inputs `[…, inputWidthᵢ]`, weight and bias `[width]`, addend and result `[…, width]`
  ///
  /// Gradient: those of the two operations, to the same numbers but for the order of sums over rows
  public static func linearNorm(
    _ terms: [LinearTerm], weight: Tensor, bias: Tensor, epsilon: Float = 1e-5,
    then tail: LayerNormTail = .init(), adding addend: Tensor? = nil
  ) -> Tensor {
    let sum = LinearSum(terms: terms)
    let (shape, width) = (sum.shape, sum.shape.width)
    precondition(
      weight.shape == [width] && bias.shape == [width],
      "linearNorm: sum \(shape), weight \(weight.shape), bias \(bias.shape)")
    precondition(
      addend == nil || addend?.shape == shape,
      "linearNorm: sum \(shape) and addend \(addend?.shape ?? [])")
    let inputs = terms.flatMap(\.inputs) + [weight, bias] + (addend.map { [$0] } ?? [])
    let keeps = inputs.contains { $0.isTraced }
    let pass = LayerNormPass(
      weight: weight.detached, bias: bias.detached, epsilon: epsilon, tail: tail)
    let result = Tensor(uninitialized: shape)
    let moments = Tensor(uninitialized: [shape.rows, 2])
    let before = keeps ? Tensor(uninitialized: shape) : nil
    LinearNormBlocks.chunks(of: 0..<shape.rows, width: width).forEach { rows in
      let block = before ?? Tensor(uninitialized: [rows.count, width])
      let start = block.base + (before == nil ? 0 : rows.lowerBound * width)
      sum.fill(start, rows: rows, columns: 0..<width)
      pass.forward(start, rows: rows, adding: addend, moments: moments, to: result)
    }
    guard let before else { return result }
    let blocks = LinearNormBlocks(
      pass: pass, before: before, moments: moments, terms: terms.map(LinearGradient.init))
    let addsTraced = addend?.isTraced ?? false
    return recorded(result, from: inputs) { g in blocks.gradients(g) + [addsTraced ? g : nil] }
  }
}

/// The gradient of ``Tensor/linearNorm(_:weight:bias:epsilon:then:adding:)``.
private struct LinearNormBlocks: Sendable {
  let pass: LayerNormPass
  /// What was normalized.
  let before: Tensor
  let moments: Tensor
  let terms: [LinearGradient]

  /// Blocks of a quarter of a megabyte: some of them and the packed weights share a core's cache.
  static func chunks(of rows: Range<Int>, width: Int) -> Chunks {
    Chunks(rows: rows.count, rowsPerChunk: max(32, (1 << 16) / max(1, width) / 32 * 32))
  }

  func gradients(_ g: Tensor) -> [Tensor?] {
    let width = before.shape.width
    let inputs = terms.map { $0.makeInputGradient() }
    let marks = terms.map { _ in BLAS.newMark() }
    let starts = terms.reduce(into: [2 * width]) { $0.append($0[$0.count - 1] + $1.partWidth) }
    let parts = PartialSums.chunks(of: before.shape.rows)
    let sums = PartialSums(count: parts.count, width: starts[terms.count]).fill { part, target in
      let all = parts[part]
      let blocks = Self.chunks(of: all, width: width)
      let scratch = Tensor(uninitialized: [blocks.rowsPerChunk, width])
      rz_fill(0, Int64(2 * width), target)
      for number in 0..<blocks.count {
        let rows =
          all.lowerBound + blocks[number].lowerBound..<all.lowerBound + blocks[number].upperBound
        pass.gradient(
          before.base + rows.lowerBound * width, moments: moments, g, rows: rows,
          to: scratch.base, sums: target)
        for (index, term) in terms.enumerated() {
          term.add(
            scratch.base, rows: rows, input: inputs[index], mark: marks[index],
            isFirst: number == 0,
            sums: target + starts[index])
        }
      }
    }
    let (weightGradient, biasGradient) = (
      Tensor(uninitialized: [width]), Tensor(uninitialized: [width])
    )
    sums.add(length: width, into: weightGradient.base)
    sums.add(from: width, length: width, into: biasGradient.base)
    return zip(terms, zip(inputs, starts)).flatMap { $0.results($1.0, sums, at: $1.1) }
      + [weightGradient, biasGradient]
  }
}

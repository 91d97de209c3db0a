import CKernels

/// The forward pass of ``Tensor/linear(_:adding:taking:)``.
struct LinearSum {
  let terms: [LinearTerm]
  let addend: Tensor?
  let taken: Rows?
  let shape: Shape
  /// One thread multiplies many blocks of rows with the same weight: packed once when it is the only one.
  private let mark: Int64

  init(terms: [LinearTerm], addend: Tensor? = nil, taken: Rows? = nil) {
    guard let first = terms.first else { preconditionFailure("linear: no terms") }
    shape = first.input.shape.withWidth(first.weight.shape[0])
    for term in terms {
      precondition(
        term.input.shape.withWidth(term.weight.shape[0]) == shape,
        "linear: input \(term.input.shape) and weight \(term.weight.shape) in a sum of \(shape)")
    }
    if let taken {
      precondition(
        addend?.shape == [taken.sourceCount, shape.width] && taken.count == shape.rows,
        "linear: \(taken.count) rows of addend \(addend?.shape ?? []) to a sum of \(shape)")
    } else {
      precondition(
        addend == nil || addend?.shape == shape,
        "linear: addend \(addend?.shape ?? []) to a sum of \(shape)")
    }
    mark = terms.count == 1 ? BLAS.newMark() : 0
    self.terms = terms
    self.addend = addend
    self.taken = taken
  }

  /// Rows up to which each weight is read from memory once, straight into the sums: packing it for a matrix
  /// product would cost more than the product.
  private static let fewRows = 6

  private var isShort: Bool { shape.rows <= Self.fewRows }

  func compute() -> Tensor {
    let result = Tensor(uninitialized: shape)
    let (rows, width) = (shape.rows, shape.width)
    let flops = terms.reduce(0) { $0 + 2 * width * $1.input.shape.width }
    if isShort {
      Chunks(rows: width, cost: flops / max(1, 2 * width), chunkCost: 1 << 17).forEach {
        fill(result.base + $0.lowerBound, rows: 0..<rows, columns: $0)
      }
    } else if rows >= width || rows * flops < 1 << 24 {
      let length = MatrixProduct.chunkLength(lines: rows, flopsPerLine: flops)
      Chunks(rows: rows, rowsPerChunk: length).forEach {
        fill(result.base + $0.lowerBound * width, rows: $0, columns: 0..<width)
      }
    } else {
      let perColumn = terms.reduce(0) { $0 + 2 * rows * $1.input.shape.width }
      let length = MatrixProduct.chunkLength(lines: width, flopsPerLine: perColumn)
      Chunks(rows: width, rowsPerChunk: length).forEach {
        fill(result.base + $0.lowerBound, rows: 0..<rows, columns: $0)
      }
    }
    return result
  }

  /// Writes one block of the result, whose rows lie `shape.width` floats apart: each product on top of
  /// what came before it.
  func fill(_ corner: UnsafeMutablePointer<Float>, rows: Range<Int>, columns: Range<Int>) {
    let width = shape.width
    var start = start(corner, rows: rows, columns: columns)
    for term in terms {
      let inputWidth = term.input.shape.width
      if isShort {
        start.write(to: corner, rows: rows.count, columns: columns.count, stride: width)
        rz_dots(
          term.input.base, Int64(rows.count), Int64(inputWidth),
          term.weight.base + columns.lowerBound * inputWidth, Int64(columns.count), Int64(width),
          corner)
        Profiler.shared.count(multiplications: rows.count * columns.count * inputWidth)
        start = .result
        continue
      }
      BLAS.multiply(
        m: rows.count, n: columns.count, k: inputWidth,
        BLAS.Operand(
          base: term.input.base + rows.lowerBound * inputWidth, stride: inputWidth,
          isTransposed: false),
        BLAS.Operand(
          base: term.weight.base + columns.lowerBound * inputWidth, stride: inputWidth,
          isTransposed: true, mark: columns.count == width ? mark : 0),
        onto: start, into: corner, stride: width, in: term.precision)
      start = .result
    }
  }

  /// What the first product is added to: the bias or the addend where they lie if there is only one,
  /// else their sum, written to the block.
  private func start(
    _ corner: UnsafeMutablePointer<Float>, rows: Range<Int>, columns: Range<Int>
  ) -> BLAS.Start {
    let width = shape.width
    let biases = terms.compactMap { $0.bias.map { $0.base + columns.lowerBound } }
    if taken == nil, biases.count + (addend == nil ? 0 : 1) <= 1 {
      if let bias = biases.first { return .rows(bias, stride: 0) }
      guard let addend else { return .zeros }
      return .rows(
        addend.base + rows.lowerBound * width + columns.lowerBound, stride: width)
    }
    for row in 0..<rows.count {
      var isStarted = false
      let target = corner + row * width
      if let addend {
        let source = taken.map { Int($0.indices[rows.lowerBound + row]) } ?? rows.lowerBound + row
        if source < 0 {
          rz_fill(0, Int64(columns.count), target)
        } else {
          target.update(
            from: addend.base + source * width + columns.lowerBound, count: columns.count)
        }
        isStarted = true
      }
      for bias in biases {
        if isStarted {
          rz_accumulate(bias, Int64(columns.count), target)
        } else {
          target.update(from: bias, count: columns.count)
          isStarted = true
        }
      }
    }
    return .result
  }
}

import Neural
import Tensors

/// The encoders of one table's columns: each turns a cell into a vector of `width` numbers.
///
/// - numerical: `x · w + b`, with x standardized; zeros where missing
/// - categorical: a row of an embedding; zeros where missing
/// - multicategorical: the mean of the rows of its categories; zeros where there is none
/// - timestamp: 56 calendar waves times a matrix, plus a bias
/// - text: the sentence vector times a matrix, plus a bias
///
/// The columns' vectors, side by side, are only ever multiplied by a matrix next. As every encoder but
/// the look-ups is linear, ``project(_:onto:)`` composes the encoders' weights with that matrix first
/// (a few rows) and multiplies the table once, instead of writing out `columns · width` numbers for
/// every row: the same result for a tenth of the arithmetic.
///
/// A missing number gives no gradient to its column. (In pytorch-frame 0.3.0 it gives NaN, after which
/// the column is lost.)
///
/// A masked cell (``TableBatch/masks``) brings nothing of its value; a vector of its column, learned,
/// stands for it (`spec/relzero.md` §3.6).
///
/// - Source: pytorch-frame 0.3.0 `LinearEncoder`, `EmbeddingEncoder`, `MultiCategoricalEmbeddingEncoder`,
///   `TimestampEncoder`, `LinearEmbeddingEncoder`; checked against `fixtures/hetero-sage/encoder`.
public struct ColumnEncoders {
  public let width: Int
  /// Columns encoded, in the order of ``TableFeatures``.
  public let count: Int

  private struct Numbers {
    let weight: Parameter
    let bias: Parameter
  }

  private let numbers: Numbers?
  private let numberCount: Int
  private let embedding: Parameter?
  /// Rows of the embedding that belong to each categorical column.
  private let embeddingRows: [Range<Int>]
  private let lists: [Parameter]
  private let times: Numbers?
  private let timeCount: Int
  private let textWeights: [Parameter]
  private let textBias: Parameter?
  /// A row per column, in the order of ``TableFeatures``; nil where no cell is ever masked.
  private let maskVectors: Parameter?

  public init(
    _ features: TableFeatures, width: Int, textWidth: Int, masksCells: Bool = false,
    at scope: ParameterScope
  ) {
    self.width = width
    count = features.columns.count
    var rows: [Range<Int>] = []
    var listSizes: [Int] = []
    var numberCount = 0
    var timeCount = 0
    var textCount = 0
    // Row 0 of the embedding stands for a missing value and stays zero.
    var next = 1
    for column in features.columns {
      switch column.statistics {
      case .numerical: numberCount += 1
      case .categorical(let values):
        rows.append(next..<next + values.count)
        next += values.count
      case .multicategorical(_, let values): listSizes.append(values.count)
      case .timestamp: timeCount += 1
      case .text: textCount += 1
      }
    }
    self.numberCount = numberCount
    self.timeCount = timeCount
    embeddingRows = rows
    let small = Initializer.normal(standardDeviation: 0.01)
    numbers =
      numberCount == 0
      ? nil
      : Numbers(
        weight: (scope / "numerical").parameter("weight", [numberCount, width], small),
        bias: (scope / "numerical").parameter("bias", [numberCount, width], .zeros))
    embedding =
      rows.isEmpty
      ? nil
      : (scope / "categorical" / "emb").parameter(
        "weight", [next, width], .normal(standardDeviation: 1))
    lists = listSizes.enumerated().map { index, size in
      (scope / "multicategorical" / "embs" / "\(index)").parameter(
        "weight", [size, width], .normal(standardDeviation: 1))
    }
    times =
      timeCount == 0
      ? nil
      : Numbers(
        weight: (scope / "timestamp").parameter(
          "weight", [timeCount, CalendarWaves.fields, CalendarWaves.perField, width], small),
        bias: (scope / "timestamp").parameter("bias", [timeCount, width], .zeros))
    textWeights = (0..<textCount).map { index in
      (scope / "embedding" / "weight_list").parameter("\(index)", [textWidth, width], small)
    }
    textBias =
      textCount == 0
      ? nil : (scope / "embedding").parameter("biases", [textCount, width], .zeros)
    maskVectors =
      masksCells ? (scope / "mask").parameter("weight", [count, width], small) : nil
  }

  /// All columns' vectors side by side, times the transpose of `weight`, plus `bias`.
  ///
  /// - Parameter weight: `[outputs, columns · width]`; nil stands for the identity, which only a table
  ///   of one column can have.
  /// - Shape: bias `[outputs]`; returns `[rows, outputs]`.
  public func project(_ batch: TableBatch, onto weight: Tensor?, bias: Tensor? = nil) -> Tensor {
    precondition(
      weight != nil || count == 1, "ColumnEncoders: \(count) columns need a weight to be mixed")
    var mixer = Mixer(weight: weight, width: width)
    var masks: [Tensor] = []
    if let maskVectors, batch.masks != nil {
      var mixer = mixer
      masks = (0..<count).map { mixer.next().compose(maskVectors.value.rows($0..<$0 + 1)) }
    }

    var values: [Tensor] = []
    var presence: [Tensor] = []
    for column in 0..<numberCount {
      guard let numbers else { break }
      let part = mixer.next()
      values.append(part.compose(numbers.weight.value.rows(column..<column + 1)))
      presence.append(part.compose(numbers.bias.value.rows(column..<column + 1)))
    }
    var lookups: Tensor?
    for (column, rows) in embeddingRows.enumerated() {
      guard let embedding else { break }
      let table = mixer.next().mix(embedding.value.rows(rows))
      lookups = sum(lookups, table.gather(batch.categories[column]))
    }
    for (column, list) in lists.enumerated() {
      lookups = sum(lookups, mixer.next().mix(list.value).mean(along: batch.lists[column]))
    }
    var one: Tensor?
    var waves: [Tensor] = []
    for column in 0..<timeCount {
      guard let times else { break }
      let part = mixer.next()
      let matrix = times.weight.value.reshaped([timeCount * CalendarWaves.width, width])
      let start = column * CalendarWaves.width
      waves.append(part.compose(matrix.rows(start..<start + CalendarWaves.width)))
      one = sum(one, part.compose(times.bias.value.rows(column..<column + 1)))
    }
    var vectors: [Tensor] = []
    for (column, matrix) in textWeights.enumerated() {
      guard let textBias else { break }
      let part = mixer.next()
      vectors.append(part.compose(matrix.value))
      one = sum(one, part.compose(textBias.value.rows(column..<column + 1)))
    }
    let constant = one ?? Tensor.zeros([mixer.outputs, 1])
    let composed = Tensor.concatenated(values + presence + [constant] + waves + vectors)
    var terms = [LinearTerm(batch.linear, weight: composed, bias: bias)]
    if let masked = batch.masks, !masks.isEmpty {
      terms.append(LinearTerm(masked, weight: .concatenated(masks)))
    }
    return Tensor.linear(terms, adding: lookups)
  }

  private func sum(_ a: Tensor?, _ b: Tensor) -> Tensor { a.map { $0 + b } ?? b }
}

/// Hands out, column after column, the part of a weight that meets the column's vector.
private struct Mixer {
  let weight: Tensor?
  let width: Int
  private var column = 0

  init(weight: Tensor?, width: Int) {
    self.weight = weight
    self.width = width
  }

  var outputs: Int { weight?.shape[0] ?? width }

  mutating func next() -> Part {
    defer { column += 1 }
    return Part(weight: weight?.columns(column * width..<(column + 1) * width))
  }

  struct Part {
    /// `[outputs, width]`; nil for the identity.
    let weight: Tensor?

    /// Rows of an encoder as rows of outputs: `[rows, width]` to `[rows, outputs]`.
    func mix(_ rows: Tensor) -> Tensor {
      weight.map { rows.matmul($0, transposingOther: true) } ?? rows
    }

    /// The same as columns: `[rows, width]` to `[outputs, rows]`.
    func compose(_ rows: Tensor) -> Tensor {
      let matrix = weight ?? Self.identity(rows.shape[1])
      return matrix.matmul(rows, transposingOther: true)
    }

    private static func identity(_ width: Int) -> Tensor {
      Tensor(
        (0..<width * width).map { $0 / width == $0 % width ? 1 : 0 }, shape: [width, width])
    }
  }
}

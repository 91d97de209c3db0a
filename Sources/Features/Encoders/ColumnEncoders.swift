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

  public init(
    _ features: TableFeatures, width: Int, textWidth: Int, at scope: ParameterScope
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
    let small = Initializer.normal(deviation: 0.01)
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
        "weight", [next, width], .normal(deviation: 1))
    lists = listSizes.enumerated().map { index, size in
      (scope / "multicategorical" / "embs" / "\(index)").parameter(
        "weight", [size, width], .normal(deviation: 1))
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
  }

  /// All columns' vectors side by side, times the transpose of `weight`.
  ///
  /// - Parameter weight: `[outputs, columns · width]`; nil stands for the identity, which only a table
  ///   of one column can have.
  /// - Shape: returns `[rows, outputs]`.
  public func project(_ batch: TableBatch, onto weight: Tensor?) -> Tensor {
    precondition(
      weight != nil || count == 1, "ColumnEncoders: \(count) columns need a weight to be mixed")
    var place = 0
    /// The part of `weight` that the next column meets, applied to rows of that column's encoder.
    func compose(_ rows: Tensor) -> Tensor {
      defer { place += 1 }
      guard let weight else { return rows }
      return rows.matmul(
        weight.columns(place * width..<(place + 1) * width), transposeOther: true)
    }

    var values: [Tensor] = []
    var presence: [Tensor] = []
    for column in 0..<numberCount {
      guard let numbers else { break }
      let pair = Tensor.concatenated(
        [numbers.weight.tensor.rows(column..<column + 1), numbers.bias.tensor.rows(column..<column + 1)],
        axis: 0)
      let composed = compose(pair)
      values.append(composed.rows(0..<1))
      presence.append(composed.rows(1..<2))
    }
    var lookups: [Tensor] = []
    for (column, rows) in embeddingRows.enumerated() {
      guard let embedding else { break }
      lookups.append(compose(embedding.tensor.rows(rows)).gather(batch.categories[column]))
    }
    for (column, list) in lists.enumerated() {
      lookups.append(compose(list.tensor).mean(along: batch.lists[column]))
    }
    var one: Tensor?
    var waves: [Tensor] = []
    for column in 0..<timeCount {
      guard let times else { break }
      let matrix = times.weight.tensor.reshaped([timeCount * CalendarWaves.width, width])
      let start = column * CalendarWaves.width
      let composed = compose(
        Tensor.concatenated(
          [
            matrix.rows(start..<start + CalendarWaves.width),
            times.bias.tensor.rows(column..<column + 1),
          ], axis: 0))
      waves.append(composed.rows(0..<CalendarWaves.width))
      let bias = composed.rows(CalendarWaves.width..<CalendarWaves.width + 1)
      one = one.map { $0 + bias } ?? bias
    }
    var vectors: [Tensor] = []
    for (column, weight) in textWeights.enumerated() {
      guard let textBias else { break }
      let textWidth = weight.tensor.shape[0]
      let composed = compose(
        Tensor.concatenated([weight.tensor, textBias.tensor.rows(column..<column + 1)], axis: 0))
      vectors.append(composed.rows(0..<textWidth))
      let bias = composed.rows(textWidth..<textWidth + 1)
      one = one.map { $0 + bias } ?? bias
    }
    let outputs = weight?.shape[0] ?? width
    let mixed = batch.linear.matmul(
      Tensor.concatenated(
        values + presence + [one ?? Tensor.zeros([1, outputs])] + waves + vectors, axis: 0))
    return lookups.reduce(mixed) { $0 + $1 }
  }
}

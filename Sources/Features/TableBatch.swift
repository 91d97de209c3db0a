import Tensors

/// The features of some rows of one table, as a model takes them.
///
/// Everything that enters linearly stands in one matrix, column group after column group:
///
///     values [numerical] · is there [numerical] · 1 · waves [56 per timestamp] · vectors [width per text]
///
/// so that encoding all columns and mixing them is a single product with the columns' composed weights
/// (``ColumnEncoders``).
public struct TableBatch: Sendable {
  /// Row numbers in the table: each once, rising; after them those with masked cells, one per seed.
  public let rows: [Int32]
  /// `[rows, linearWidth]`.
  public let linear: Tensor
  /// Per categorical column the code of each row; -1 where missing.
  public let categories: [Rows]
  /// Per multicategorical column the links from categories to rows.
  public let lists: [Edges]
  /// 1 where a cell is masked, `[rows, columns]` with columns in the order of
  /// ``TableFeatures``; nil where none is.
  public let masks: Tensor?

  public var count: Int { rows.count }
}

extension FeatureTable {
  /// - Parameter masked: columns, by their places in the features, whose cells are masked, for as many
  ///   of the last rows.
  func batch(of rows: [Int32], textWidth: Int, masked: [[Int]] = []) -> TableBatch {
    let layout = LinearLayout(
      numbers: numbers.count, times: times.count, texts: texts.count, textWidth: textWidth)
    let width = layout.width
    // Column by column: what a column reads is then looked up once, not for every row.
    let linear = Tensor(shape: [rows.count, width]) { target in
      guard let base = target.baseAddress else { return }
      for (column, values) in numbers.enumerated() {
        let present = numbers.count
        values.withUnsafeBufferPointer { values in
          var out = base + column
          for row in rows {
            let value = values[Int(row)]
            out[0] = value.isNaN ? 0 : value
            out[present] = value.isNaN ? 0 : 1
            out += width
          }
        }
      }
      for index in rows.indices { base[index * width + layout.one] = 1 }
      for (column, time) in times.enumerated() {
        time.waves.write(
          time.values, rows: rows, to: base + layout.times + column * CalendarWaves.width,
          stride: width)
      }
      for (column, text) in texts.enumerated() {
        text.vectors.withUnsafeBufferPointer { vectors in
          text.codes.withUnsafeBufferPointer { codes in
            guard let vectors = vectors.baseAddress else { return }
            var out = base + layout.texts + column * textWidth
            for row in rows {
              out.update(from: vectors + Int(codes[Int(row)]) * textWidth, count: textWidth)
              out += width
            }
          }
        }
      }
    }
    let cells = masked.isEmpty ? nil : MaskedCells(masked, of: rows.count, in: self)
    return TableBatch(
      rows: rows, linear: cells?.cleared(linear, layout) ?? linear,
      categories: zip(categories, categoryCounts).enumerated().map { index, column in
        let (codes, count) = column
        let shown = cells?.isMasked(.categorical, index)
        return Rows(
          rows.enumerated().map { shown?($0.offset) ?? false ? -1 : codes[Int($0.element)] },
          of: count)
      },
      lists: zip(lists, listCounts).enumerated().map { index, column in
        Self.links(
          column.0, rows: rows, categories: column.1,
          isMasked: cells?.isMasked(.multicategorical, index))
      },
      masks: cells?.tensor)
  }

  private var categoryCounts: [Int] {
    features.columns.compactMap {
      if case .categorical(let values) = $0.statistics { values.count } else { nil }
    }
  }

  private var listCounts: [Int] {
    features.columns.compactMap {
      if case .multicategorical(_, let values) = $0.statistics { values.count } else { nil }
    }
  }

  private static func links(
    _ list: ListColumn, rows: [Int32], categories: Int, isMasked: ((Int) -> Bool)?
  ) -> Edges {
    var sources: [Int32] = []
    var targets: [Int32] = []
    for (index, row) in rows.enumerated() {
      let text = list.texts[Int(row)]
      guard text >= 0, !(isMasked?(index) ?? false) else { continue }
      for category in list.categories[Int(text)] {
        sources.append(category)
        targets.append(Int32(index))
      }
    }
    return Edges(
      sources: sources, targets: targets, sourceCount: categories, targetCount: rows.count)
  }
}

/// Where each column group begins in a row of ``TableBatch/linear``.
struct LinearLayout: Sendable, Equatable {
  let numbers: Int
  let timeColumns: Int
  let textColumns: Int
  let textWidth: Int

  init(numbers: Int, times: Int, texts: Int, textWidth: Int) {
    self.numbers = numbers
    timeColumns = times
    textColumns = texts
    self.textWidth = textWidth
  }

  /// Place of the constant 1, which carries the biases of times and texts.
  var one: Int { 2 * numbers }
  var times: Int { one + 1 }
  var texts: Int { times + timeColumns * CalendarWaves.width }
  var width: Int { texts + textColumns * textWidth }
}

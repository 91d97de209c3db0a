import Relational
import Text

/// One table's feature columns, ready to be gathered into batches: numbers standardized, categories
/// coded, times kept, distinct texts encoded once.
struct FeatureTable: Sendable {
  let features: TableFeatures
  let rowCount: Int
  /// Standardized values per numerical column; NaN where missing.
  private(set) var numbers: [[Float]]
  /// Codes per categorical column; -1 where missing or not among the frozen values.
  private(set) var categories: [[Int32]]
  private(set) var lists: [ListColumn]
  private(set) var times: [TimeColumn]
  private(set) var texts: [TextColumn]

  /// Categories of each distinct text of a multicategorical column.
  struct ListColumn: Sendable {
    let texts: [Int32]
    let categories: [[Int32]]
  }

  struct TimeColumn: Sendable {
    /// Microseconds; the column's median where missing.
    let values: [Int64]
    let waves: CalendarWaves
  }

  struct TextColumn: Sendable {
    /// The place of each row's text among the vectors.
    let codes: [Int32]
    /// A vector per distinct text: `[texts, width]`. A missing text counts as the empty one.
    let vectors: [Float]
  }

  init(_ table: Table, features: TableFeatures, encoder: any SentenceEncoder) throws(FeatureError) {
    self.features = features
    rowCount = table.rowCount
    var numbers: [[Float]] = []
    var categories: [[Int32]] = []
    var lists: [ListColumn] = []
    var times: [TimeColumn] = []
    var texts: [TextColumn] = []
    for feature in features.columns {
      if feature.isConstant {
        numbers.append([Float](repeating: 0, count: table.rowCount))
        continue
      }
      guard let column = table.columns.first(where: { $0.schema.name == feature.name }) else {
        throw .unknownColumn(table: table.schema.name, column: feature.name)
      }
      switch feature.statistics {
      case .numerical(let mean, let deviation):
        numbers.append(column.standardized(mean: mean, deviation: deviation))
      case .categorical(let values):
        categories.append(column.codes(of: values))
      case .multicategorical(let separator, let values):
        lists.append(column.lists(of: values, separator: separator.first ?? ","))
      case .timestamp(let minimumYear, let maximumYear, let median):
        let values = (0..<table.rowCount).map { column.microseconds(at: $0) ?? median }
        times.append(
          TimeColumn(
            values: values,
            waves: CalendarWaves(minimumYear: minimumYear, maximumYear: maximumYear)))
      case .text:
        texts.append(column.encoded(by: encoder))
      }
    }
    self.numbers = numbers
    self.categories = categories
    self.lists = lists
    self.times = times
    self.texts = texts
  }

  /// The same table as if all cells of a column were NULL.
  func hiding(_ name: String, textWidth: Int) -> FeatureTable {
    let columns = features.columns
    guard let place = columns.firstIndex(where: { $0.name == name && !$0.isConstant }) else {
      return self
    }
    let index = columns[..<place].count {
      $0.statistics.type == columns[place].statistics.type
    }
    var other = self
    switch columns[place].statistics {
    case .numerical: other.numbers[index] = .init(repeating: .nan, count: rowCount)
    case .categorical: other.categories[index] = .init(repeating: -1, count: rowCount)
    case .multicategorical:
      other.lists[index] = ListColumn(
        texts: .init(repeating: -1, count: rowCount), categories: [])
    case .timestamp(_, _, let median):
      other.times[index] = TimeColumn(
        values: .init(repeating: median, count: rowCount), waves: times[index].waves)
    case .text:
      let vectors = texts[index].vectors
      // The last vector is that of a missing text.
      let missing = Int32(vectors.count / textWidth - 1)
      other.texts[index] = TextColumn(
        codes: .init(repeating: missing, count: rowCount), vectors: vectors)
    }
    return other
  }
}

extension Column {
  /// (value − mean) / (deviation + 1e-6), NaN where missing: pytorch-frame's `LinearEncoder`.
  fileprivate func standardized(mean: Double, deviation: Double) -> [Float] {
    let scale = 1 / (deviation + 1e-6)
    return (0..<rowCount).map { row in
      guard let value = number(at: row), value.isFinite else { return .nan }
      return Float((value - mean) * scale)
    }
  }

  fileprivate func codes(of categories: [String]) -> [Int32] {
    let code = Dictionary(
      categories.enumerated().map { ($0.element, Int32($0.offset)) }, uniquingKeysWith: min)
    if case .texts(let texts) = values {
      let byPool = texts.pool.map { code[$0] ?? -1 }
      return texts.codes.map { $0 < 0 ? -1 : byPool[Int($0)] }
    }
    return (0..<rowCount).map { row in category(at: row).flatMap { code[$0] } ?? -1 }
  }

  fileprivate func lists(of categories: [String], separator: Character)
    -> FeatureTable.ListColumn
  {
    let code = Dictionary(
      categories.enumerated().map { ($0.element, Int32($0.offset)) }, uniquingKeysWith: min)
    guard case .texts(let texts) = values else {
      return .init(texts: [Int32](repeating: -1, count: rowCount), categories: [])
    }
    let lists = texts.pool.map { text in
      MulticategoricalText.parts(of: text, separator: separator).compactMap { code[$0] }
    }
    return .init(texts: texts.codes, categories: lists)
  }

  fileprivate func encoded(by encoder: any SentenceEncoder) -> FeatureTable.TextColumn {
    let (codes, pool) = distinctTexts()
    let missing = Int32(pool.count)
    return .init(
      codes: codes.map { $0 < 0 ? missing : $0 }, vectors: encoder.encode(pool + [""]))
  }

  /// Each row's place among the column's distinct texts, -1 where missing.
  private func distinctTexts() -> (codes: [Int32], pool: [String]) {
    guard case .texts(let texts) = values else {
      // A person declared a column of another type to be text: its values are read as written.
      var pool: [String: Int32] = [:]
      var distinct: [String] = []
      let codes = (0..<rowCount).map { row -> Int32 in
        guard let text = category(at: row) else { return -1 }
        if let known = pool[text] { return known }
        pool[text] = Int32(distinct.count)
        distinct.append(text)
        return Int32(distinct.count - 1)
      }
      return (codes, distinct)
    }
    return (texts.codes, texts.pool)
  }

  private var rowCount: Int {
    switch values {
    case .integers(let values): values.count
    case .reals(let values): values.count
    case .booleans(let values): values.count
    case .timestamps(let values): values.count
    case .texts(let texts): texts.codes.count
    case .blobs(let values): values.count
    }
  }
}

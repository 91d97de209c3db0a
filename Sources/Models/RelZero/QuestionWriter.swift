import Features
import Prompts
import Randomness
import Relational

/// Makes up questions about rows to come, from the columns that these rows have.
struct QuestionWriter: Sendable {
  private let database: Database
  private let features: [TableFeatures]

  init(_ supervision: SelfSupervision, features: [TableFeatures]) {
    database = supervision.graph.database
    self.features = features
  }

  /// - Parameters:
  ///   - tables: from the entity's children to the rows meant.
  ///   - rows: rows of the last of them, whose values bounds are taken from.
  /// - Returns: nil where the rows have no column that fits what was drawn.
  func question(
    _ tables: [Int], entity: Int, rows: [Int32], window: TimeSpan, from stream: inout RandomStream
  ) -> WindowQuestion? {
    let table = tables[tables.count - 1]
    let text = RowText(database.tables[table], in: database.schema)
    let numbers = text.attributes.map(\.column).filter { isNumber($0, of: table) }
    var question = WindowQuestion(
      entity: database.tables[entity].name, path: tables.map { database.tables[$0].name },
      measure: .exists, window: window)
    let kind = stream.uniform()
    // A fifth asks whether anything comes, three twentieths whether something of a kind does, as many what
    // share is of a kind, the rest is about counts and numbers, half of it against a bound.
    if kind < 0.2 { return question }
    if kind < 0.5 || stream.uniform() < 0.15 {
      question.condition = condition(table, text, rows, from: &stream)
      if kind < 0.5 {
        question.measure = kind < 0.35 ? .exists : .share
        return question.condition == nil ? nil : question
      }
    }
    let measures: [WindowQuestion.Measure] =
      numbers.isEmpty ? [.count] : [.count, .mean, .mean, .minimum, .maximum, .sum]
    question.measure = measures[stream.below(measures.count)]
    guard question.measure == .count else {
      let column = numbers[stream.below(numbers.count)]
      question.column = database.tables[table].schema.columns[column].name
      if stream.uniform() < 0.5 {
        guard let value = number(column, of: table, rows, from: &stream) else { return nil }
        question.threshold = .init(stream.uniform() < 0.5 ? .atMost : .atLeast, value)
      }
      return question
    }
    if stream.uniform() < 0.5 {
      question.threshold = .init(.atLeast, Double([2, 2, 3, 5, 10][stream.below(5)]))
    }
    return question
  }

  /// What a row must say to count: a category, or a number against a bound.
  private func condition(
    _ table: Int, _ text: RowText, _ rows: [Int32], from stream: inout RandomStream
  ) -> WindowQuestion.Condition? {
    guard !text.attributes.isEmpty else { return nil }
    let attribute = text.attributes[stream.below(text.attributes.count)]
    let row = rows[stream.below(rows.count)]
    if isNumber(attribute.column, of: table), stream.uniform() < 0.6 {
      guard let value = number(attribute.column, of: table, rows, from: &stream),
        let bound = ValueText.number(value)
      else { return nil }
      return .init(attribute.columnName, stream.uniform() < 0.5 ? .atMost : .atLeast, bound)
    }
    guard isCategory(attribute.columnName, of: table) || isWhole(attribute.column, of: table),
      let value = ValueText.of(
        database.tables[table].columns[attribute.column], row: Int(row), at: 0)
    else { return nil }
    return .init(attribute.columnName, stream.uniform() < 0.7 ? .equal : .unequal, value)
  }

  /// Conditions that name a value, for each column of categories or codes: its commonest values, the
  /// commonest first. Values that few of the rows have are left out.
  func values(of table: Int, rows: [Int32]) -> [[WindowQuestion.Condition]] {
    let text = RowText(database.tables[table], in: database.schema)
    let looked = stride(from: 0, to: rows.count, by: max(1, rows.count / Self.looked))
      .map { Int(rows[$0]) }
    return text.attributes.compactMap { attribute in
      guard isCategory(attribute.columnName, of: table) || isWhole(attribute.column, of: table)
      else { return nil }
      var counts: [String: Int] = [:]
      for row in looked {
        let value = ValueText.of(
          database.tables[table].columns[attribute.column], row: row, at: 0)
        if let value { counts[value, default: 0] += 1 }
      }
      let common = counts.filter { Double($0.value) >= Self.commonShare * Double(looked.count) }
        .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      return common.prefix(Self.commonValues).map { .init(attribute.columnName, .equal, $0.key) }
    }
    .filter { !$0.isEmpty }
  }

  /// Rows looked at for common values, how many values are kept, and the share of rows each must have.
  private static let looked = 4096
  private static let commonValues = 6
  private static let commonShare = 0.02

  private func number(
    _ column: Int, of table: Int, _ rows: [Int32], from stream: inout RandomStream
  ) -> Double? {
    let row = Int(rows[stream.below(rows.count)])
    return database.tables[table].columns[column].quantity(at: row)
  }

  private func isNumber(_ column: Int, of table: Int) -> Bool {
    switch database.tables[table].columns[column].schema.storage {
    case .integer, .real: true
    case .boolean, .text, .timestamp, .blob: false
    }
  }

  /// Whole numbers may be codes: `status id 1`.
  private func isWhole(_ column: Int, of table: Int) -> Bool {
    database.tables[table].columns[column].schema.storage == .integer
  }

  private func isCategory(_ name: String, of table: Int) -> Bool {
    guard let feature = features[table].columns.first(where: { $0.name == name }) else {
      return false
    }
    if case .categorical(let values) = feature.statistics { return values.count <= 200 }
    return false
  }
}

import Relational

/// Reads the answers of a ``WindowQuestion`` from the rows that came, once its window has closed.
public struct WindowAnswers: Sendable {
  public let question: WindowQuestion
  private var column: Column?
  private var isCounted: (@Sendable (Int) -> Bool)?
  /// The column that the condition is about, where there is one.
  private var limited: Column?

  /// - Parameter rows: the table that the question's path ends in.
  /// - Throws: ``PromptError`` when it lacks a column that is asked for.
  public init(_ question: WindowQuestion, rows: Table) throws(PromptError) {
    self.question = question
    if let name = question.column {
      column = try Self.column(name, of: rows)
    } else {
      column = nil
    }
    if let condition = question.condition {
      let limited = try Self.column(condition.column, of: rows)
      isCounted = Self.test(condition, limited)
      self.limited = limited
    } else {
      (isCounted, limited) = (nil, nil)
    }
  }

  /// The same answers as if all cells of a column were NULL.
  func hiding(_ name: String) -> WindowAnswers {
    var other = self
    if question.column == name { other.column = column?.emptied }
    if question.condition?.column == name {
      other.limited = limited?.emptied
      other.isCounted = { _ in false }
    }
    return other
  }

  /// Whether a row meets a condition: numbers compare as numbers, all else as ``ValueText`` writes it.
  private static func test(
    _ condition: WindowQuestion.Condition, _ column: Column
  ) -> @Sendable (Int) -> Bool {
    let comparison = condition.comparison
    let bound = Double(condition.value)
    if case .texts(let texts) = column.values, texts.pool.count <= mostJudgedTexts {
      // Each of the column's texts is judged once.
      let judged = texts.pool.map { text in
        guard let text = ValueText.text(text) else { return false }
        return switch comparison {
        case .equal: text == condition.value
        case .unequal: text != condition.value
        case .atMost, .atLeast: false
        }
      }
      let (codes, validity) = (texts.codes, column.validity)
      return { row in validity[row] && judged[Int(codes[row])] }
    }
    return { row in
      if let bound, let number = column.quantity(at: row) { return comparison.holds(number, bound) }
      guard let text = ValueText.of(column, row: row, at: 0) else { return false }
      return switch comparison {
      case .equal: text == condition.value
      case .unequal: text != condition.value
      case .atMost, .atLeast: false
      }
    }
  }

  /// Columns with more different texts have each row's judged when it is met.
  private static let mostJudgedTexts = 256

  private static func column(_ name: String, of table: Table) throws(PromptError) -> Column {
    guard let column = table.columns.first(where: { $0.schema.name == name }) else {
      throw .unknownColumn(
        name, table: table.name, known: table.schema.columns.map(\.name))
    }
    return column
  }

  /// The number that answers the question; nil where there is none, such as the mean of no rows.
  ///
  /// - Parameter rows: all rows of the window that belong to the entity.
  /// - Returns: 1 or 0 for a question of yes or no.
  public func answer(_ rows: ArraySlice<Int32>) -> Double? {
    guard let value = measured(rows) else { return nil }
    guard let threshold = question.threshold, question.measure != .exists else { return value }
    return threshold.comparison.holds(value, threshold.value) ? 1 : 0
  }

  public func answer(_ rows: [Int32]) -> Double? { answer(rows[...]) }

  private func measured(_ rows: ArraySlice<Int32>) -> Double? {
    var (count, sum, low, high) = (0, 0.0, Double.infinity, -Double.infinity)
    var total = 0
    for row in rows where isCounted?(Int(row)) ?? true {
      total += 1
      guard let value = column?.quantity(at: Int(row)), value.isFinite else { continue }
      count += 1
      sum += value
      low = min(low, value)
      high = max(high, value)
    }
    switch question.measure {
    case .exists: return total > 0 ? 1 : 0
    case .count: return Double(total)
    case .share:
      let known = rows.count { limited?.has(Int($0)) ?? true }
      return known > 0 ? Double(total) / Double(known) : nil
    case .sum: return sum
    case .minimum: return count > 0 ? low : nil
    case .maximum: return count > 0 ? high : nil
    case .mean: return count > 0 ? sum / Double(count) : nil
    }
  }
}

extension Column {
  fileprivate func has(_ row: Int) -> Bool {
    quantity(at: row) != nil || ValueText.of(self, row: row, at: 0) != nil
  }
}

/// The foreign keys that lead from a question's entity to the rows that are meant.
public struct WindowRows: Sendable {
  /// Places of the relations in the schema, nearest first.
  public let relations: [Int]
  /// The table that the path ends in.
  public let table: Int
  public private(set) var answers: WindowAnswers

  /// - Throws: ``PromptError`` when the database lacks a table, a column or a way between two.
  public init(_ question: WindowQuestion, in database: Database) throws(PromptError) {
    let schema = database.schema
    var relations: [Int] = []
    var table = try Self.table(question.entity, of: schema)
    for name in question.path {
      let next = try Self.table(name, of: schema)
      let ways = schema.relations(toParent: table).filter {
        schema.relations[$0].childTable == next
      }
      guard ways.count == 1 else {
        throw .noPath(from: schema.tables[table].name, to: name, count: ways.count)
      }
      relations += ways
      table = next
    }
    self.relations = relations
    self.table = table
    answers = try WindowAnswers(question, rows: database.tables[table])
  }

  /// The same rows, whose answers are as if all cells of a column of theirs were NULL.
  public func hiding(_ name: String) -> WindowRows {
    var other = self
    other.answers = answers.hiding(name)
    return other
  }

  private static func table(_ name: String, of schema: Schema) throws(PromptError) -> Int {
    guard let table = schema.index(ofTable: name) else {
      throw .unknownTable(name, known: schema.tables.map(\.name))
    }
    return table
  }
}

import Relational

/// Reads the answers of a ``WindowQuestion`` from the rows that came, once its window has closed.
public struct WindowAnswers: Sendable {
  public let question: WindowQuestion
  private let values: [Double]?
  private let isCounted: [Bool]?

  /// - Parameter rows: the table that the question's path ends in.
  /// - Throws: ``PromptError`` when it lacks a column that is asked for.
  public init(_ question: WindowQuestion, rows: Table) throws(PromptError) {
    self.question = question
    if let name = question.column {
      let column = try Self.column(name, of: rows)
      values = (0..<rows.rowCount).map { column.number(at: $0) ?? .nan }
    } else {
      values = nil
    }
    if let condition = question.condition {
      let column = try Self.column(condition.column, of: rows)
      let bound = Double(condition.value)
      isCounted = (0..<rows.rowCount).map { row in
        guard let text = ValueText.of(column, row: row, at: 0) else { return false }
        if let bound, let number = column.number(at: row) {
          return condition.comparison.holds(number, bound)
        }
        switch condition.comparison {
        case .equal: return text == condition.value
        case .unequal: return text != condition.value
        case .atMost, .atLeast: return false
        }
      }
    } else {
      isCounted = nil
    }
  }

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
  public func answer(_ rows: [Int32]) -> Double? {
    guard let value = measured(rows) else { return nil }
    guard let threshold = question.threshold, question.measure != .exists else { return value }
    return threshold.comparison.holds(value, threshold.value) ? 1 : 0
  }

  private func measured(_ rows: [Int32]) -> Double? {
    var (count, sum, low, high) = (0, 0.0, Double.infinity, -Double.infinity)
    var total = 0
    for row in rows where isCounted?[Int(row)] ?? true {
      total += 1
      guard let value = values?[Int(row)], value.isFinite else { continue }
      count += 1
      sum += value
      low = min(low, value)
      high = max(high, value)
    }
    switch question.measure {
    case .exists: return total > 0 ? 1 : 0
    case .count: return Double(total)
    case .sum: return sum
    case .minimum: return count > 0 ? low : nil
    case .maximum: return count > 0 ? high : nil
    case .mean: return count > 0 ? sum / Double(count) : nil
    }
  }
}

extension Column {
  /// The cell as a number; nil for NULL and for what is no number.
  func number(at row: Int) -> Double? {
    guard validity[row] else { return nil }
    switch values {
    case .integers(let values): return Double(values[row])
    case .reals(let values): return values[row]
    case .booleans(let values): return values[row] ? 1 : 0
    case .timestamps, .texts, .blobs: return nil
    }
  }
}

import Relational

/// Compares one column's cells with a value as typed.
///
/// NULL is unequal to every value and neither more nor less. A date without a time of day means the
/// whole day, `2009-05` the month, `2009` the year.
struct CellComparison {
  private let column: Column
  private let comparison: RowFilterSyntax.Comparison
  private let value: String

  init(_ column: Column, _ comparison: RowFilterSyntax.Comparison, _ value: String) {
    self.column = column
    self.comparison = comparison
    self.value = value
  }

  func test() throws(EntityGraphError) -> RowFilter.Test {
    let validity = column.validity
    if value.isEmpty { return try emptiness() }
    let present: RowFilter.Test
    switch column.values {
    case .integers(let values):
      if let limit = Int64(value) {
        present = { holds(order(values[$0], limit)) }
      } else {
        let limit = try number()
        present = { holds(order(Double(values[$0]), limit)) }
      }
    case .reals(let values):
      let limit = try number()
      present = { holds(order(values[$0], limit)) }
    case .blobs(let counts):
      let limit = try number()
      present = { holds(order(Double(counts[$0]), limit)) }
    case .booleans(let values):
      let meanings = [
        "true": true, "1": true, "yes": true, "false": false, "0": false, "no": false,
      ]
      guard let limit = meanings[value.lowercased()] else { throw notComparable }
      present = { holds(order(values[$0] ? 1 : 0, limit ? 1 : 0)) }
    case .timestamps(let values):
      guard let (start, end) = Self.span(value) else { throw notComparable }
      present = { row in
        let time = values[row]
        return holds(time < start ? -1 : time >= end ? 1 : 0)
      }
    case .texts(let texts):
      let lowered = value.lowercased()
      let hits = texts.pool.map { text in
        let other = text.lowercased()
        return holds(other < lowered ? -1 : other == lowered ? 0 : 1)
      }
      present = { hits[Int(texts.codes[$0])] }
    }
    let missing = comparison == .unequal
    return { validity[$0] ? present($0) : missing }
  }

  /// `column=`: NULL or empty text; `column!=`: neither.
  private func emptiness() throws(EntityGraphError) -> RowFilter.Test {
    let isEmpty: RowFilter.Test
    let validity = column.validity
    if case .texts(let texts) = column.values {
      isEmpty = { texts[$0]?.isEmpty ?? true }
    } else {
      isEmpty = { !validity[$0] }
    }
    switch comparison {
    case .equal: return isEmpty
    case .unequal: return { !isEmpty($0) }
    // Half typed, as in `points>=`: nothing is asked yet.
    default: return { _ in true }
    }
  }

  private func number() throws(EntityGraphError) -> Double {
    guard let number = Double(value), !number.isNaN else { throw notComparable }
    return number
  }

  private var notComparable: EntityGraphError {
    .notComparable(
      value: value, column: column.schema.name, storage: column.schema.storage.rawValue)
  }

  /// - Parameter order: of the cell to the value, below, at or above 0.
  private func holds(_ order: Int) -> Bool {
    switch comparison {
    case .atLeast: order >= 0
    case .atMost: order <= 0
    case .more: order > 0
    case .less: order < 0
    case .equal: order == 0
    case .unequal: order != 0
    }
  }

  private func order<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
    left < right ? -1 : left == right ? 0 : 1
  }

  /// The microseconds from the start of what was written to its end.
  static func span(_ text: String) -> (start: Int64, end: Int64)? {
    let day: Int64 = 86_400_000_000
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    if parts.count <= 2, let first = parts.first, first.count == 4, let year = Int(first) {
      if parts.count == 1 {
        guard let start = Timestamp(parsing: "\(first)-01-01") else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return (start.microseconds, start.microseconds + day * (isLeap ? 366 : 365))
      }
      guard parts[1].count == 2, let start = Timestamp(parsing: "\(text)-01") else { return nil }
      // The 28th plus four days is always in the next month.
      let late = CivilDateTime(microseconds: start.microseconds + 31 * day)
      return (
        start.microseconds, start.microseconds + day * Int64(late.day == 1 ? 31 : 32 - late.day)
      )
    }
    guard let time = Timestamp(parsing: text)?.microseconds else { return nil }
    if text.count == 10 { return (time, time + day) }
    if text.contains(".") { return (time, time + 1) }
    return (time, time + (text.count >= 19 ? 1_000_000 : 60_000_000))
  }
}

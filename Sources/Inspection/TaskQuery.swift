/// A question about the future on one line, and its parts: what a form fills in and what a person types
/// are the same value.
///
/// ```
/// PREDICT COUNT(results.* WHERE statusId != 1, 0, 30, days) > 0
///   FOR EACH drivers.driverId WHERE COUNT(results.*, -365, 0, days) > 0
/// ```
/// An aggregate over a window `(t + start, t + end]` after each seed time, compared with a number (a
/// yes or no) or left as it is (an amount); asked of each entity for which the filter holds at `t`.
///
/// - Source: the form is that of Kumo's predictive query language; a subset, with windows half-open as
///   RelBench has them.
public struct TaskQuery: Codable, Equatable, Hashable, Sendable {
  public enum Function: String, CaseIterable, Codable, Sendable {
    case count = "COUNT"
    case countDistinct = "COUNT_DISTINCT"
    case sum = "SUM"
    case average = "AVG"
    case minimum = "MIN"
    case maximum = "MAX"
  }
  public enum Comparison: String, CaseIterable, Codable, Sendable {
    // Longer signs first.
    case atLeast = ">="
    case atMost = "<="
    case unequal = "!="
    case more = ">"
    case less = "<"
    case equal = "="
  }
  /// `statusId != 1`. Several all hold.
  public struct Condition: Codable, Equatable, Hashable, Sendable {
    public var column: String
    public var comparison: Comparison
    public var value: String
    public init(column: String, comparison: Comparison, value: String) {
      self.column = column
      self.comparison = comparison
      self.value = value
    }
  }
  public struct Aggregate: Codable, Equatable, Hashable, Sendable {
    public var function: Function
    public var table: String
    /// `*` counts rows.
    public var column: String
    public var conditions: [Condition]
    /// Window from the seed time on, in units; the start is not in it, the end is.
    public var start: Int
    public var end: Int
    /// hours, days or weeks.
    public var unit: Unit
    /// The foreign key to go up by, where several lead to the entity.
    public var via: String?
    public init(
      function: Function = .count, table: String, column: String = "*",
      conditions: [Condition] = [], start: Int = 0, end: Int, unit: Unit = .days,
      via: String? = nil
    ) {
      self.function = function
      self.table = table
      self.column = column
      self.conditions = conditions
      self.start = start
      self.end = end
      self.unit = unit
      self.via = via
    }
  }
  public enum Unit: String, CaseIterable, Codable, Sendable {
    case hours, days, weeks
    public var seconds: Int64 {
      switch self {
      case .hours: 3_600
      case .days: 86_400
      case .weeks: 604_800
      }
    }
  }

  public var target: Aggregate
  public var comparison: Comparison?
  public var threshold: Double
  public var entityTable: String
  public var entityColumn: String
  /// Who is asked: those for whom it counts a row.
  public var filter: Aggregate?

  public init(
    target: Aggregate, comparison: Comparison? = nil, threshold: Double = 0, entityTable: String,
    entityColumn: String, filter: Aggregate? = nil
  ) {
    self.target = target
    self.comparison = comparison
    self.threshold = threshold
    self.entityTable = entityTable
    self.entityColumn = entityColumn
    self.filter = filter
  }

  public var isBinary: Bool { comparison != nil }
}

extension TaskQuery {
  /// The question on one line; reading it back gives the same value.
  public var text: String {
    var text = "PREDICT " + target.text
    if let comparison { text += " \(comparison.rawValue) \(Self.number(threshold))" }
    text += " FOR EACH \(Self.name(entityTable)).\(Self.name(entityColumn))"
    if let filter { text += " WHERE \(filter.text) > 0" }
    return text
  }

  static func name(_ text: String) -> String {
    let isPlain =
      !text.isEmpty && text.first?.isNumber == false
      && text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0)
      }
    return isPlain ? text : quoted(text, "\"")
  }

  /// Between quotes, those in the text twice.
  static func quoted(_ text: String, _ quote: Character) -> String {
    "\(quote)" + text.map { $0 == quote ? "\(quote)\(quote)" : String($0) }.joined() + "\(quote)"
  }

  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }
}

extension TaskQuery.Aggregate {
  public var text: String {
    let column = column == "*" ? "*" : TaskQuery.name(column)
    var text = "\(function.rawValue)(\(TaskQuery.name(table)).\(column)"
    if !conditions.isEmpty { text += " WHERE " + conditionText }
    text += ", \(start), \(end), \(unit.rawValue)"
    if let via { text += " VIA \(TaskQuery.name(via))" }
    return text + ")"
  }

  /// `statusId != 1 AND grid > 3`.
  public var conditionText: String {
    conditions.map { condition in
      let isNumber = Double(condition.value) != nil
      let quote: Character = condition.value.contains("'") ? "\"" : "'"
      let value = isNumber ? condition.value : TaskQuery.quoted(condition.value, quote)
      return "\(TaskQuery.name(condition.column)) \(condition.comparison.rawValue) \(value)"
    }.joined(separator: " AND ")
  }
}

/// What is wrong with a question, and where.
public struct TaskQueryError: Error, Equatable, Sendable, CustomStringConvertible {
  public var description: String
  /// Characters before the place.
  public var place: Int
  public init(_ description: String, at place: Int) {
    self.description = description
    self.place = place
  }
}

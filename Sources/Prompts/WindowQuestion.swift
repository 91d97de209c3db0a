import Relational

/// A question about what will happen to a row within a time: about the rows of another table that will
/// come to belong to it.
///
/// The answer is in the database itself once the window has closed, so such questions can be asked and
/// answered without any labels; a task that asks the same thing is answered by the same words
/// (`spec/relzero.md` §4.2).
public struct WindowQuestion: Hashable, Sendable {
  /// What is made of the rows that come.
  public enum Measure: String, Sendable, CaseIterable {
    /// Whether there is any.
    case exists
    case count
    /// How many of those that have a value meet the condition, from 0 to 1.
    case share
    case minimum = "min"
    case maximum = "max"
    case mean
    case sum
  }

  public enum Comparison: String, Sendable, CaseIterable {
    case equal = "="
    case unequal = "!="
    case atMost = "<="
    case atLeast = ">="

    /// Before a value: `status id not 1`, `position at most 3`.
    var words: String {
      switch self {
      case .equal: ""
      case .unequal: "not "
      case .atMost: "at most "
      case .atLeast: "at least "
      }
    }

    func holds(_ value: Double, _ bound: Double) -> Bool {
      switch self {
      case .equal: value == bound
      case .unequal: value != bound
      case .atMost: value <= bound
      case .atLeast: value >= bound
      }
    }

    var opposite: Comparison {
      switch self {
      case .equal: .unequal
      case .unequal: .equal
      case .atMost: .atLeast
      case .atLeast: .atMost
      }
    }
  }

  /// Which of the rows count: those whose column compares so.
  public struct Condition: Hashable, Sendable {
    public var column: String
    public var comparison: Comparison
    /// As ``ValueText`` writes the value.
    public var value: String

    public init(_ column: String, _ comparison: Comparison, _ value: String) {
      self.column = column
      self.comparison = comparison
      self.value = value
    }
  }

  /// The question about the rows that this one leaves out, or with the bound on the other side; nil where
  /// there is neither a condition nor a bound.
  public var opposite: WindowQuestion? {
    var other = self
    if let condition {
      other.condition?.comparison = condition.comparison.opposite
    } else if let threshold {
      other.threshold?.comparison = threshold.comparison.opposite
    } else {
      return nil
    }
    return other
  }

  /// Makes a number a yes or no.
  public struct Threshold: Hashable, Sendable {
    public var comparison: Comparison
    public var value: Double

    public init(_ comparison: Comparison, _ value: Double) {
      self.comparison = comparison
      self.value = value
    }
  }

  /// The table of the row that is asked about.
  public var entity: String
  /// The tables from the entity's children to the rows that are meant, nearest first; each belongs to
  /// the one before.
  public var path: [String]
  public var measure: Measure
  /// The column that is measured; nil for ``Measure/exists``, ``Measure/count`` and ``Measure/share``.
  public var column: String?
  public var condition: Condition?
  public var threshold: Threshold?
  /// The time (t, t + window] after the seed's time t.
  public var window: TimeSpan

  public init(
    entity: String, path: [String], measure: Measure, column: String? = nil,
    condition: Condition? = nil, threshold: Threshold? = nil, window: TimeSpan
  ) {
    precondition(!path.isEmpty, "WindowQuestion: no table to look at")
    self.entity = entity
    self.path = path
    self.measure = measure
    self.column = column
    self.condition = condition
    self.threshold = threshold
    self.window = window
  }

  /// Whether the answer is yes or no; else it is a number.
  public var isYesNo: Bool { measure == .exists || threshold != nil }

  /// The question in words.
  public var text: String {
    let rows = path.last.map(NameText.words) ?? ""
    let limit = condition.map {
      " with \(NameText.words($0.column)) \($0.comparison.words)\($0.value)"
    }
    let span = "within \(Self.words(window)),"
    if measure == .share, threshold == nil, let condition {
      return "\(span) what share of \(rows) will have \(NameText.words(condition.column)) "
        + "\(condition.comparison.words)\(condition.value)?"
    }
    if measure == .exists {
      guard let condition else {
        return "\(span) will this \(NameText.words(entity)) row have \(rows)?"
      }
      return "\(span) will any \(rows) have \(NameText.words(condition.column)) "
        + "\(condition.comparison.words)\(condition.value)?"
    }
    let subject =
      measure == .count
      ? "\(rows)\(limit ?? "") count"
      : measure == .share
        ? "the share of \(rows)\(limit ?? "")"
        : "\(Self.words(measure)) \(column.map(NameText.words) ?? "value") of \(rows)\(limit ?? "")"
    if let threshold {
      let bound = ValueText.number(threshold.value) ?? ""
      return measure == .count
        ? "\(span) will \(subject) \(threshold.comparison.words)\(bound)?"
        : "\(span) will \(subject) be \(threshold.comparison.words)\(bound)?"
    }
    return measure == .count
      ? "\(span) how many \(rows)\(limit ?? "") will this \(NameText.words(entity)) row have?"
      : "\(span) what is the \(subject)?"
  }

  private static func words(_ measure: Measure) -> String {
    switch measure {
    case .exists, .count, .share: ""
    case .minimum: "smallest"
    case .maximum: "largest"
    case .mean: "mean"
    case .sum: "total"
    }
  }

  /// `30 days`, `12 hours`.
  static func words(_ window: TimeSpan) -> String {
    let hours = window.microseconds / 3_600_000_000
    let (count, unit) = hours % 24 == 0 ? (hours / 24, "day") : (hours, "hour")
    return "\(count) \(unit)\(count == 1 ? "" : "s")"
  }
}

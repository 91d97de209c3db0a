import Yams

/// A task as a question in words, and what its answers mean.
///
/// In a task's `manifest.yaml`, or in the ``TaskCatalog``:
///
///     question:
///       text: Will this driver fail to finish a race within the next 30 days?
///       yes_means: 1
///       rows: results            # or [orders, order_lines]: the tables from the entity to the rows meant
///       measure: exists          # exists, count, share, min, max, mean or sum
///       column: positionOrder    # what is measured
///       where: statusId != 1     # which rows count
///       threshold: <= 3          # makes a number a yes or no
///
/// `rows` and what follows say the same as the text, in a form that the database itself can answer for
/// the past: so that a model without labels meets the question before it is asked.
public struct TaskQuestion: Sendable, Hashable {
  /// The question as a person asks it.
  public var text: String
  /// Whether a yes means label 1; a no then means 0. False where the label asserts the opposite of the
  /// question (`spec/relzero.md` §3.8, B14).
  public var yesMeansOne: Bool
  /// The same in terms of rows to come; nil where that cannot be said.
  public var rows: Rows?

  public init(text: String, yesMeansOne: Bool = true, rows: Rows? = nil) {
    self.text = text
    self.yesMeansOne = yesMeansOne
    self.rows = rows
  }

  public struct Rows: Sendable, Hashable {
    public var path: [String]
    public var measure: String
    public var column: String?
    public var condition: Comparison?
    public var threshold: Comparison?

    public init(
      path: [String], measure: String, column: String? = nil, condition: Comparison? = nil,
      threshold: Comparison? = nil
    ) {
      self.path = path
      self.measure = measure
      self.column = column
      self.condition = condition
      self.threshold = threshold
    }
  }

  /// `statusId != 1`; without a name, `<= 3`.
  public struct Comparison: Sendable, Hashable {
    public var name: String
    /// `=`, `!=`, `<=` or `>=`.
    public var sign: String
    public var value: String

    public init(_ name: String, _ sign: String, _ value: String) {
      self.name = name
      self.sign = sign
      self.value = value
    }

    /// Nil for what is no comparison.
    init?(parsing text: String) {
      for sign in ["!=", "<=", ">=", "="] {
        guard let range = text.range(of: sign) else { continue }
        name = Self.trimmed(text[..<range.lowerBound])
        self.sign = sign
        value = Self.trimmed(text[range.upperBound...])
        if value.isEmpty { return nil }
        return
      }
      return nil
    }

    private static func trimmed(_ text: Substring) -> String {
      var text = text
      while text.first == " " { text.removeFirst() }
      while text.last == " " { text.removeLast() }
      return String(text)
    }
  }
}

extension TaskQuestion {
  static let measures = ["exists", "count", "share", "min", "max", "mean", "sum"]

  /// Reads the `question` of a manifest.
  init(_ value: Any, path: String) throws(TaskError) {
    guard let keys = value as? [String: Any], let text = keys["text"] as? String else {
      throw .badManifest(path: path, reason: "'question' must have a 'text'")
    }
    let meaning = keys["yes_means"] as? Int ?? 1
    guard meaning == 0 || meaning == 1 else {
      throw .badManifest(path: path, reason: "'yes_means' of 'question' must be 0 or 1")
    }
    self.init(text: text, yesMeansOne: meaning == 1)
    guard let rows = keys["rows"] else { return }
    guard let tables = rows as? [String] ?? (rows as? String).map({ [$0] }), !tables.isEmpty else {
      throw .badManifest(
        path: path, reason: "'rows' of 'question' must be a table or a list of them")
    }
    let measure = keys["measure"] as? String ?? "exists"
    guard Self.measures.contains(measure) else {
      throw .badManifest(
        path: path,
        reason: "'measure' of 'question' is \(measure); it must be one of "
          + Self.measures.joined(separator: ", "))
    }
    let column = keys["column"] as? String
    guard (column == nil) == ["exists", "count", "share"].contains(measure) else {
      throw .badManifest(
        path: path,
        reason: column == nil
          ? "'question' measures the \(measure) of no 'column'"
          : "'question' has a 'column', which \(measure) does not take")
    }
    func comparison(_ key: String, named: Bool) throws(TaskError) -> Comparison? {
      guard let value = keys[key] else { return nil }
      guard let found = Comparison(parsing: "\(value)"), found.name.isEmpty != named else {
        throw .badManifest(
          path: path,
          reason: "'\(key)' of 'question' must read like "
            + (named ? "statusId != 1" : "<= 3") + " with =, !=, <= or >=")
      }
      return found
    }
    guard measure != "share" || keys["where"] != nil else {
      throw .badManifest(
        path: path, reason: "'question' asks for the share of rows without saying 'where'")
    }
    self.rows = Rows(
      path: tables, measure: measure, column: column,
      condition: try comparison("where", named: true),
      threshold: try comparison("threshold", named: false))
  }
}

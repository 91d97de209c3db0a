/// The labels that a question would make, before it is kept as a task: how many, of which value, when,
/// and what speaks against them.
public struct TaskPreviewSummary: Summary {
  /// One split: its cut in time and its labels.
  public struct Split: Codable, Equatable, Sendable {
    public var name: String
    /// First and last seed time.
    public var firstTime: String
    public var lastTime: String
    public var times: Int
    public var rows: Int
    public var entities: Int
    /// Mean label; the share of positives of a binary task.
    public var mean: Double
    public init(
      name: String, firstTime: String, lastTime: String, times: Int, rows: Int, entities: Int,
      mean: Double
    ) {
      self.name = name
      self.firstTime = firstTime
      self.lastTime = lastTime
      self.times = times
      self.rows = rows
      self.entities = entities
      self.mean = mean
    }
  }
  /// All labels of one seed time.
  public struct Moment: Codable, Equatable, Sendable {
    public var time: String
    public var rows: Int
    public var mean: Double
    public init(time: String, rows: Int, mean: Double) {
      self.time = time
      self.rows = rows
      self.mean = mean
    }
  }
  public struct Example: Codable, Equatable, Sendable {
    public var time: String
    public var entity: RowReference
    public var label: Double
    public init(time: String, entity: RowReference, label: Double) {
      self.time = time
      self.entity = entity
      self.label = label
    }
  }
  /// One question asked of the labels before they are kept.
  public struct Check: Codable, Equatable, Sendable {
    public var name: String
    public var isPassed: Bool
    /// What was found, and what to do where it is wrong.
    public var finding: String
    public init(name: String, isPassed: Bool, finding: String) {
      self.name = name
      self.isPassed = isPassed
      self.finding = finding
    }
  }

  /// The question on one line.
  public var query: String
  public var type: String
  public var isBinary: Bool
  public var sql: String
  public var splits: [Split]
  public var moments: [Moment]
  public var examples: [Example]
  public var checks: [Check]
  /// Least, mean and greatest of a number's labels.
  public var least: Double
  public var greatest: Double

  public init(
    query: String, type: String, isBinary: Bool, sql: String, splits: [Split], moments: [Moment],
    examples: [Example], checks: [Check], least: Double, greatest: Double
  ) {
    self.query = query
    self.type = type
    self.isBinary = isBinary
    self.sql = sql
    self.splits = splits
    self.moments = moments
    self.examples = examples
    self.checks = checks
    self.least = least
    self.greatest = greatest
  }

  public var rows: Int { splits.reduce(0) { $0 + $1.rows } }
  public var isSound: Bool { checks.allSatisfy(\.isPassed) }

  public var text: String {
    var lines = [Escaping.visible(query), "  \(type), \(rows) labels from \(least) to \(greatest)"]
    for split in splits {
      lines.append(
        "  \(split.name)  \(split.rows) rows  \(split.times) times  \(split.firstTime) … "
          + "\(split.lastTime)  mean \(split.mean)")
    }
    for example in examples {
      lines.append("  \(example.time)  \(example.entity.label)  \(example.label)")
    }
    for check in checks {
      lines.append("  \(check.isPassed ? "✓" : "✗") \(check.name): \(check.finding)")
    }
    return (lines + ["", sql]).joined(separator: "\n")
  }
}

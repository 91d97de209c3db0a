/// A prediction task: what is asked, of whom, over which window, and what a trivial guess scores.
public struct TaskSummary: Summary {
  public struct Split: Codable, Equatable, Sendable {
    public var name: String
    public var rows: Int
    public var firstTime: String?
    public var lastTime: String?
    public var times: Int
    public var entities: Int
    /// Mean label: the base rate of a binary task. Nil for the test split, whose labels stay unread.
    public var labelMean: Double?
    public var labelDeviation: Double?
    public init(
      name: String, rows: Int, firstTime: String?, lastTime: String?, times: Int, entities: Int,
      labelMean: Double?, labelDeviation: Double?
    ) {
      self.name = name
      self.rows = rows
      self.firstTime = firstTime
      self.lastTime = lastTime
      self.times = times
      self.entities = entities
      self.labelMean = labelMean
      self.labelDeviation = labelDeviation
    }
  }
  public struct Baseline: Codable, Equatable, Sendable {
    public var name: String
    /// Metric name to value, per split.
    public var metrics: [String: [String: Double]]
    public init(name: String, metrics: [String: [String: Double]]) {
      self.name = name
      self.metrics = metrics
    }
  }

  public var name: String
  public var description: String
  /// binary_classification, regression, recommendation…
  public var type: String
  public var entityTable: String
  public var entityColumn: String
  public var target: String
  /// The label window in words: `30 days`; nil for autocomplete tasks.
  public var window: String?
  /// roc_auc or mae: the metric that chooses the epoch.
  public var metric: String
  public var higherIsBetter: Bool
  public var splits: [Split]
  public var baselines: [Baseline]
  /// What is wrong with the task's files or odd about its labels, in words.
  public var problems: [String]

  public init(
    name: String, description: String, type: String, entityTable: String, entityColumn: String,
    target: String, window: String?, metric: String, higherIsBetter: Bool, splits: [Split],
    baselines: [Baseline], problems: [String] = []
  ) {
    self.name = name
    self.description = description
    self.type = type
    self.entityTable = entityTable
    self.entityColumn = entityColumn
    self.target = target
    self.window = window
    self.metric = metric
    self.higherIsBetter = higherIsBetter
    self.splits = splits
    self.baselines = baselines
    self.problems = problems
  }

  public var text: String {
    var lines = [
      "\(Escaping.visible(name))  \(type)", "  \(Escaping.visible(description))",
      "  \(Escaping.visible(entityTable)).\(Escaping.visible(entityColumn)) → "
        + "\(Escaping.visible(target))"
        + (window.map { " in \($0)" } ?? ""),
    ]
    for split in splits {
      let mean = split.labelMean.map { "  mean \(Self.rounded($0))" } ?? "  labels unread"
      lines.append(
        "  \(split.name)  \(split.rows) rows  \(split.times) times  \(split.firstTime ?? "–") … "
          + "\(split.lastTime ?? "–")\(mean)")
    }
    for baseline in baselines {
      let values = baseline.metrics.sorted { $0.key < $1.key }.map { split, metrics in
        let value = metrics[metric].map(Self.rounded) ?? "–"
        return "\(split) \(metric) \(value)"
      }
      lines.append("  baseline \(baseline.name)  " + values.joined(separator: "  "))
    }
    for problem in problems { lines.append("  ! " + Escaping.visible(problem)) }
    return lines.joined(separator: "\n")
  }

  private static func rounded(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let scaled = (abs(value) * 1000).rounded()
    guard scaled < 9e15 else { return "\(value)" }
    let digits = String(Int(scaled) % 1000)
    let padded = String(repeating: "0", count: 3 - digits.count) + digits
    return "\(value < 0 && scaled > 0 ? "-" : "")\(Int(scaled) / 1000).\(padded)"
  }
}

import Inspection
import Relational
import RunLogs
import Tasks

/// A label-free model's answers to a task, and what they score.
public struct ZeroShotEvaluation: Sendable {
  public var report: ZeroShotReport
  public let task: PredictionTask
  public let seeds: [Seed]
  /// One per seed.
  public let predictions: [Double]
}

/// What a label-free model scores on a task, beside what it scores without its graph and what trivial
/// guesses score.
public struct ZeroShotReport: Summary {
  public struct Entry: Codable, Equatable, Sendable {
    public var name: String
    public var metrics: [String: Double]

    /// One entry a name, in order: the mean over all that have it.
    static func means(of scores: [[String: Double]], named names: [String]) -> [Entry] {
      var entries: [Entry] = []
      for (name, group) in Dictionary(grouping: zip(names, scores), by: \.0) {
        let sums = group.reduce(into: [String: Double]()) { $0.merge($1.1) { $0 + $1 } }
        entries.append(Entry(name: name, metrics: sums.mapValues { $0 / Double(group.count) }))
      }
      let order = Dictionary(zip(names, names.indices)) { first, _ in first }
      return entries.sorted { order[$0.name] ?? 0 < order[$1.name] ?? 0 }
    }
  }

  public var run: String
  public var task: String
  public var split: String
  public var rows: Int
  public var question: String
  /// Asked beside the question; nil where it has none.
  public var opposite: String?
  public var yesMeansOne: Bool?
  public var sparsity: Double
  public var history: String
  public var entries: [Entry]
  /// By which answers are mainly judged.
  public var metric: String?
  /// 95 % of bootstrap samples of the rows give the first entry's ``metric`` a value between these.
  public var interval: [Double]?
  /// How much noise was on the database's numbers, in deviations of their columns; nil: none.
  public var noise: Double?
  /// What the run's log says of test rows of the task that it was scored on before.
  public var earlierTests: [RunEvent]?

  public var text: String {
    var lines = [
      "\(run)  \(task)  \(split)  \(rows) rows  history \(history)  sparsity \(sparsity)"
        + (noise.map { "  noise \($0)" } ?? ""),
      "  \(question)" + (yesMeansOne.map { "  yes means \($0 ? 1 : 0)" } ?? ""),
    ]
    if let opposite { lines.append("  less: \(opposite)") }
    let width = entries.map(\.name.count).max() ?? 0
    for entry in entries {
      lines.append(
        "  " + entry.name + String(repeating: " ", count: width - entry.name.count) + "  "
          + entry.metrics.scoreLine)
    }
    if let metric, let interval {
      lines.append(
        "  95 % interval of the first \(metric): "
          + interval.map(\.scoreText).joined(separator: " to "))
    }
    return (lines + RunEvent.lines(ofEarlierTests: earlierTests)).joined(separator: "\n")
  }
}

extension RunEvent {
  /// A warning, and a line for each time that a run was scored on the same test rows before.
  public static func lines(ofEarlierTests events: [RunEvent]?) -> [String] {
    guard let events, !events.isEmpty else { return [] }
    let times = events.count == 1 ? "once" : "\(events.count) times"
    return ["  ! scored on these test rows \(times) before:"]
      + events.map { "    \(Timestamp(microseconds: Int64($0.time * 1e6)))  \($0.message)" }
  }
}

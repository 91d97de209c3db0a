import Inspection
import Randomness
import Tasks

/// What a label-free model scores on a task, beside what it scores without its graph and what trivial
/// guesses score.
public struct ZeroShotReport: Summary {
  public struct Entry: Codable, Equatable, Sendable {
    public var name: String
    public var metrics: [String: Double]
  }

  public var run: String
  public var task: String
  public var split: String
  public var rows: Int
  public var question: String
  public var yesMeansOne: Bool?
  public var sparsity: Double
  public var history: String
  public var entries: [Entry]
  /// 95 % of bootstrap samples of the rows give the primary metric a value between these.
  public var interval: [Double]?

  public var text: String {
    var lines = [
      "\(run)  \(task)  \(split)  \(rows) rows  history \(history)  sparsity \(sparsity)",
      "  \(question)" + (yesMeansOne.map { "  yes means \($0 ? 1 : 0)" } ?? ""),
    ]
    let width = entries.map(\.name.count).max() ?? 0
    for entry in entries {
      let scores = entry.metrics.sorted { $0.key < $1.key }.map {
        "\($0.key) \(($0.value * 10_000).rounded() / 10_000)"
      }
      lines.append(
        "  " + entry.name + String(repeating: " ", count: width - entry.name.count) + "  "
          + scores.joined(separator: "  "))
    }
    if let interval {
      lines.append(
        "  95 % interval of the first: "
          + interval.map { "\(($0 * 10_000).rounded() / 10_000)" }.joined(separator: " to "))
    }
    return lines.joined(separator: "\n")
  }
}

/// How far a metric may be off for having been measured on these rows and no others.
enum Bootstrap {
  /// The 2.5th and 97.5th percentile of a metric over 1,000 samples of the rows, drawn with
  /// replacement; nil where it has no value.
  ///
  /// - Source: Efron, Tibshirani 1993, percentile interval.
  static func interval(_ metric: Metric?, of answers: [Double], labels: [Double]) -> [Double]? {
    guard let metric, !labels.isEmpty else { return nil }
    var stream = RandomSource(seed: 0).stream(.init("bootstrap"))
    var values: [Double] = []
    for _ in 0..<1000 {
      let rows = labels.map { _ in stream.below(labels.count) }
      if let value = try? metric.value(
        of: rows.map { answers[$0] }, labels: rows.map { labels[$0] })
      {
        values.append(value)
      }
    }
    guard values.count > 500 else { return nil }
    return [Evaluation.percentile(values, 0.025), Evaluation.percentile(values, 0.975)]
  }
}

import Inspection
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
  /// Asked beside the question; nil where it has none.
  public var opposite: String?
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
    if let opposite { lines.append("  less: \(opposite)") }
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

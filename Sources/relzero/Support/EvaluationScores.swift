import Inspection
import RunLogs
import Tasks
import Training

/// What `evaluate` shows of a model, a file of predictions, or the trivial baselines.
struct EvaluationScores: Summary {
  var task: String
  var model: String
  var history: String?
  var noise: Double?
  var metrics: [String: [String: Double]]?
  /// By which answers are mainly judged.
  var metric: String?
  /// 95 % of bootstrap samples of the rows give ``metric`` a value between these.
  var interval: [Double]?
  var baselines: [TaskSummary.Baseline]?
  var earlierTests: [RunEvent]?

  init(task: String, model: String, baselines: [TaskSummary.Baseline]) {
    self.task = task
    self.model = model
    self.baselines = baselines
  }

  init(_ task: PredictionTask, _ model: String, _ split: Split, _ scores: SplitScores) {
    self.task = task.name
    self.model = model
    metrics = [split.rawValue: scores.each[0]]
    metric = scores.metric
    interval = scores.interval
  }

  var text: String {
    var lines = [
      "\(task)  \(model)" + (history.map { "  history \($0)" } ?? "")
        + (noise.map { "  noise \($0)" } ?? "")
    ]
    for (split, values) in (metrics ?? [:]).sorted(by: { $0.key < $1.key }) {
      lines.append("  \(split)  \(values.scoreLine)")
    }
    if let metric, let interval {
      lines.append(
        "  95 % interval of \(metric): "
          + interval.map(\.scoreText).joined(separator: " to "))
    }
    lines += RunEvent.lines(ofEarlierTests: earlierTests)
    for baseline in baselines ?? [] {
      lines.append("  \(baseline.name)")
      for (split, values) in baseline.metrics.sorted(by: { $0.key > $1.key }) {
        lines.append("    \(split)  \(values.scoreLine)")
      }
    }
    return lines.joined(separator: "\n")
  }
}

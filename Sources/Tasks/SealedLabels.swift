/// The labels of the test split, not read from their file until predictions are scored, and then only
/// once: the value is used up.
public struct SealedLabels: ~Copyable {
  private let task: PredictionTask

  init(task: PredictionTask) {
    self.task = task
  }

  /// Opens the labels and scores predictions for the test seeds, in their order.
  ///
  /// - Returns: metric name to value; a metric that is undefined on these labels is left out.
  public consuming func score(_ predictions: [Double]) throws(TaskError) -> [String: Double] {
    try score(each: [predictions])[0]
  }

  /// Opens the labels and scores several predictions at once: a model and the guesses beside it.
  /// `nmae` is in units of the standard deviation of the train labels, which are read for it.
  public consuming func score(
    each predictions: [[Double]]
  ) throws(TaskError) -> [[String: Double]] {
    try scoreWithInterval(each: predictions).scores
  }

  /// The same with the 95 % interval of the primary metric of the first.
  public consuming func scoreWithInterval(
    each predictions: [[Double]]
  ) throws(TaskError) -> (scores: [[String: Double]], interval: [Double]?) {
    let labels = try task.rows(of: .test, withLabels: true).targets
    let scale =
      task.metrics.contains(.nmae) ? Metric.deviation(of: try task.table(.train).targets) : nil
    var scores: [[String: Double]] = []
    for one in predictions {
      scores.append(try task.scores(of: one, labels: labels, scale: scale))
    }
    return (scores, task.interval(of: predictions.first ?? [], labels: labels, scale: scale))
  }
}

/// What predictions for a split score.
public struct SplitScores: Sendable, Equatable {
  /// Of each, metric name to value; a metric that is undefined on these labels is left out.
  public let each: [[String: Double]]
  /// The task's primary metric, by name.
  public let metric: String?
  /// The 95 % interval of the first one's primary metric; nil where its bootstrap samples have no value.
  public let interval: [Double]?
}

extension PredictionTask {
  /// Scores several predictions for all seeds of a split, in their order: a model and the guesses beside
  /// it. Of the test split this opens the labels, once for all.
  public func score(
    each predictions: [[Double]], on split: Split
  ) throws(TaskError) -> SplitScores {
    if split == .test {
      let found = try sealedLabels().scoreWithInterval(each: predictions)
      return SplitScores(
        each: found.scores, metric: metric?.rawValue, interval: found.interval)
    }
    let table = try table(split)
    let scale = Metric.deviation(of: try self.table(.train).targets)
    return SplitScores(
      each: try predictions.map { one throws(TaskError) in
        try evaluate(one, on: table, scale: scale)
      },
      metric: metric?.rawValue, interval: interval(of: predictions.first ?? [], on: table))
  }

  /// All metrics of the task's kind for predictions in the order of a table's seeds.
  ///
  /// - Parameter scale: standard deviation of the train labels, for `nmae`.
  /// - Returns: metric name to value; a metric that is undefined on these labels is left out
  ///   (``Metric/value(of:labels:scale:)`` says why).
  public func evaluate(
    _ predictions: [Double], on table: TaskTable, scale: Double? = nil
  ) throws(TaskError) -> [String: Double] {
    try scores(of: predictions, labels: table.targets, scale: scale)
  }

  /// The 95 % interval of the task's primary metric for predictions in the order of a table's seeds.
  public func interval(of predictions: [Double], on table: TaskTable) -> [Double]? {
    interval(of: predictions, labels: table.targets, scale: nil)
  }

  func interval(of predictions: [Double], labels: [Double], scale: Double?) -> [Double]? {
    guard predictions.count == labels.count else { return nil }
    return metric?.interval(of: predictions, labels: labels, scale: scale)
  }

  func scores(
    of predictions: [Double], labels: [Double], scale: Double?
  ) throws(TaskError) -> [String: Double] {
    guard predictions.count == labels.count else {
      throw .wrongCount(task: name, predictions: predictions.count, seeds: labels.count)
    }
    var scores: [String: Double] = [:]
    for metric in metrics {
      if let value = try? metric.value(of: predictions, labels: labels, scale: scale) {
        scores[metric.rawValue] = value
      }
    }
    return scores
  }
}

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
    try score(each: [predictions]).each[0]
  }

  /// Opens the labels and scores several predictions at once: a model and the guesses beside it.
  /// `nmae` is in units of the standard deviation of the train labels, which are read for it.
  public consuming func score(each predictions: [[Double]]) throws(TaskError) -> SplitScores {
    try task.score(
      each: predictions, labels: try task.rows(of: .test, withLabels: true).targets)
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
    guard split != .test else { return try sealedLabels().score(each: predictions) }
    return try score(each: predictions, labels: try table(split).targets)
  }

  fileprivate func score(
    each predictions: [[Double]], labels: [Double]
  ) throws(TaskError) -> SplitScores {
    let scale = metrics.contains(.nmae) ? Metric.deviation(of: try table(.train).targets) : nil
    return SplitScores(
      each: try predictions.map { one throws(TaskError) in
        try scores(of: one, labels: labels, scale: scale)
      },
      metric: metric?.rawValue,
      interval: interval(of: predictions.first ?? [], labels: labels, scale: scale))
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

/// A measure of predictions against labels, by RelBench's name.
///
/// Predictions of a binary task are probabilities of label 1 (any increasing score serves `roc_auc`
/// and `average_precision`); those of a regression task are in the target's own unit.
public enum Metric: String, Codable, CaseIterable, Sendable {
  case rocAUC = "roc_auc"
  case averagePrecision = "average_precision"
  case accuracy
  case f1
  case mae
  case rmse
  case r2
  case nmae

  public var higherIsBetter: Bool {
    switch self {
    case .rocAUC, .averagePrecision, .accuracy, .f1, .r2: true
    case .mae, .rmse, .nmae: false
    }
  }

  /// Whether the metric compares probabilities with labels 0 and 1.
  public var isBinary: Bool {
    switch self {
    case .rocAUC, .averagePrecision, .accuracy, .f1: true
    case .mae, .rmse, .r2, .nmae: false
    }
  }

  /// The metric of predictions, in the order of their labels.
  ///
  /// - Parameter scale: standard deviation of the train labels, for `nmae` only.
  /// - Throws: ``UndefinedMetric`` where there is no such number, with the reason.
  public func value(
    of predictions: [Double], labels: [Double], scale: Double? = nil
  ) throws(UndefinedMetric) -> Double {
    precondition(
      predictions.count == labels.count,
      "Metric: \(predictions.count) predictions, \(labels.count) labels")
    guard !labels.isEmpty else { throw .empty }
    if let place = predictions.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(place: place)
    }
    switch self {
    case .rocAUC: return try Self.rocAUC(predictions, labels)
    case .averagePrecision: return Self.averagePrecision(predictions, labels)
    case .accuracy: return Self.accuracy(predictions, labels)
    case .f1: return Self.f1(predictions, labels)
    case .mae: return Self.meanAbsoluteError(predictions, labels)
    case .rmse: return Self.rootMeanSquaredError(predictions, labels)
    case .r2: return try Self.r2(predictions, labels)
    case .nmae: return try Self.normalizedMeanAbsoluteError(predictions, labels, scale: scale)
    }
  }

  /// Whether `a` is a better value than `b`.
  public func isBetter(_ a: Double, than b: Double) -> Bool {
    higherIsBetter ? a > b : a < b
  }
}

/// Why a metric has no value.
public enum UndefinedMetric: Error, Equatable, Sendable, CustomStringConvertible {
  /// No rows.
  case empty
  /// All labels are alike, and the metric compares two classes.
  case oneClass(label: Double)
  /// A prediction is NaN or infinite.
  case notFinite(place: Int)
  /// Fewer rows than the metric needs.
  case tooFew(rows: Int, needed: Int)
  /// `nmae` without a standard deviation of the train labels, or with 0.
  case noScale

  public var description: String {
    switch self {
    case .empty: "there are no rows"
    case .oneClass(let label): "all labels are \(label); two classes are needed"
    case .notFinite(let place): "prediction \(place) is not a finite number"
    case .tooFew(let rows, let needed): "there are \(rows) rows; \(needed) are needed"
    case .noScale: "the train labels have no spread to measure by"
    }
  }
}

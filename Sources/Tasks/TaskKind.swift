/// What kind of answer a task asks for; the names are those of RelBench's manifests.
public enum TaskKind: String, Codable, CaseIterable, Sendable {
  case binaryClassification = "binary_classification"
  case multiclassClassification = "multiclass_classification"
  case multilabelClassification = "multilabel_classification"
  case regression
  case recommendation

  /// Whether each seed has one number as its label: 0 or 1, or a quantity.
  public var hasNumberLabels: Bool {
    self == .binaryClassification || self == .regression
  }

  /// The metric that chooses the epoch; nil for kinds without number labels.
  public var primaryMetric: Metric? { metrics.first }

  /// All metrics of the kind, the one that chooses first.
  public var metrics: [Metric] {
    switch self {
    case .binaryClassification: [.rocAUC, .averagePrecision, .accuracy, .f1]
    case .regression: [.mae, .rmse, .r2, .nmae]
    case .multiclassClassification, .multilabelClassification, .recommendation: []
    }
  }
}

extension Metric {
  /// Mean of |prediction − label|, in the label's unit.
  ///
  /// - Source: equals scikit-learn's `mean_absolute_error`.
  static func meanAbsoluteError(_ predictions: [Double], _ labels: [Double]) -> Double {
    var sum = 0.0
    for (prediction, label) in zip(predictions, labels) { sum += abs(prediction - label) }
    return sum / Double(labels.count)
  }
}

extension Metric {
  /// Root of the mean of (prediction − label)², in the label's unit.
  ///
  /// - Source: equals scikit-learn's `root_mean_squared_error`.
  static func rootMeanSquaredError(_ predictions: [Double], _ labels: [Double]) -> Double {
    var sum = 0.0
    for (prediction, label) in zip(predictions, labels) {
      sum += (prediction - label) * (prediction - label)
    }
    return (sum / Double(labels.count)).squareRoot()
  }
}

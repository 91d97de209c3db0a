extension Metric {
  /// Mean absolute error in units of the train labels' standard deviation.
  ///
  ///     nMAE = MAE / s      s² = Σ (label − mean)² / (n − 1) over the train labels
  ///
  /// - Source: RelBench 3.
  /// - Throws: `noScale` when the deviation is not given or not above 0.
  static func normalizedMeanAbsoluteError(
    _ predictions: [Double], _ labels: [Double], scale: Double?
  ) throws(UndefinedMetric) -> Double {
    guard let scale, scale > 0, scale.isFinite else { throw .noScale }
    return meanAbsoluteError(predictions, labels) / scale
  }

  /// The sample standard deviation (divided by n − 1); nil under two labels.
  public static func deviation(of labels: [Double]) -> Double? {
    guard labels.count > 1 else { return nil }
    let mean = labels.reduce(0, +) / Double(labels.count)
    let squares = labels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(labels.count - 1)).squareRoot()
  }
}

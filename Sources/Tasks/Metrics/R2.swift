extension Metric {
  /// Share of the labels' variance that the predictions explain; negative when they do worse than
  /// the mean of the labels.
  ///
  ///     R² = 1 − Σ (label − prediction)² / Σ (label − mean)²
  ///
  /// Where all labels are alike: 1 for perfect predictions, 0 for others.
  ///
  /// - Source: equals scikit-learn's `r2_score` with its default `force_finite=True`.
  /// - Throws: `tooFew` under two rows, where scikit-learn warns and returns NaN.
  static func r2(_ predictions: [Double], _ labels: [Double]) throws(UndefinedMetric) -> Double {
    guard labels.count > 1 else { throw .tooFew(rows: labels.count, needed: 2) }
    let mean = labels.reduce(0, +) / Double(labels.count)
    var residual = 0.0
    var total = 0.0
    for (prediction, label) in zip(predictions, labels) {
      residual += (label - prediction) * (label - prediction)
      total += (label - mean) * (label - mean)
    }
    if total == 0 { return residual == 0 ? 1 : 0 }
    return 1 - residual / total
  }
}

extension Metric {
  /// Precision averaged over the recall gained at each threshold, from the highest score down.
  ///
  ///     AP = Σ (Rₙ − Rₙ₋₁) · Pₙ      over distinct scores, without interpolation
  ///
  /// One class is defined, as in scikit-learn: 0 when no label is 1, 1 when all are.
  ///
  /// - Source: equals scikit-learn's `average_precision_score`.
  /// - Complexity: O(n log n)
  static func averagePrecision(_ scores: [Double], _ labels: [Double]) -> Double {
    var positives = 0.0
    var rows = 0.0
    var sum = 0.0
    for group in tieGroups(scores, labels, descending: true) {
      positives += group.positives
      rows += group.positives + group.negatives
      sum += group.positives * (positives / rows)
    }
    return positives > 0 ? sum / positives : 0
  }
}

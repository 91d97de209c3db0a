extension Metric {
  /// Share of rows whose label is guessed right, guessing 1 above a probability of ½.
  ///
  /// - Source: RelBench `accuracy` (`pred > 0.5`) over scikit-learn's `accuracy_score`.
  static func accuracy(_ probabilities: [Double], _ labels: [Double]) -> Double {
    var right = 0
    for (probability, label) in zip(probabilities, labels)
    where (probability > 0.5) == (label > 0.5) {
      right += 1
    }
    return Double(right) / Double(labels.count)
  }
}

extension Metric {
  /// Harmonic mean of precision and recall of label 1, guessing 1 from a probability of ½ up.
  ///
  ///     F1 = 2·TP / (2·TP + FP + FN)
  ///
  /// 0 when there is neither a label 1 nor a guess of 1, as scikit-learn's default has it.
  ///
  /// - Source: RelBench `f1` (`pred >= 0.5`; its `accuracy` has `>`) over scikit-learn's `f1_score`.
  static func f1(_ probabilities: [Double], _ labels: [Double]) -> Double {
    var hits = 0
    var misses = 0
    for (probability, label) in zip(probabilities, labels) {
      let guess = probability >= 0.5
      let truth = label > 0.5
      if guess && truth {
        hits += 1
      } else if guess != truth {
        misses += 1
      }
    }
    return hits == 0 ? 0 : Double(2 * hits) / Double(2 * hits + misses)
  }
}

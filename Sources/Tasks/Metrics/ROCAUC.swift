extension Metric {
  /// The chance that a row labelled 1 gets a higher score than a row labelled 0, ties counting half.
  ///
  ///     AUC = (pairs in order + ½ · pairs tied) / (rows labelled 1 · rows labelled 0)
  ///
  /// All counts are whole or half numbers below 2⁵³, so the quotient is the only rounding.
  ///
  /// - Source: equals scikit-learn's `roc_auc_score`.
  /// - Complexity: O(n log n)
  /// - Throws: `oneClass` where scikit-learn warns and returns NaN.
  static func rocAUC(_ scores: [Double], _ labels: [Double]) throws(UndefinedMetric) -> Double {
    var positivesBelow = 0.0
    var negativesBelow = 0.0
    var inOrder = 0.0
    for group in tieGroups(scores, labels, descending: false) {
      inOrder += group.positives * (negativesBelow + group.negatives / 2)
      positivesBelow += group.positives
      negativesBelow += group.negatives
    }
    guard positivesBelow > 0, negativesBelow > 0 else {
      throw .oneClass(label: labels[0])
    }
    return inOrder / (positivesBelow * negativesBelow)
  }

  /// Rows of equal score.
  struct TieGroup {
    var positives = 0.0
    var negatives = 0.0
  }

  /// Counts of both labels for each score, in order of scores. A label above ½ counts as 1.
  static func tieGroups(
    _ scores: [Double], _ labels: [Double], descending: Bool
  ) -> [TieGroup] {
    let order = scores.indices.sorted {
      descending ? scores[$0] > scores[$1] : scores[$0] < scores[$1]
    }
    var groups: [TieGroup] = []
    var lastScore: Double?
    for row in order {
      if scores[row] != lastScore {
        groups.append(TieGroup())
        lastScore = scores[row]
      }
      if labels[row] > 0.5 {
        groups[groups.count - 1].positives += 1
      } else {
        groups[groups.count - 1].negatives += 1
      }
    }
    return groups
  }
}

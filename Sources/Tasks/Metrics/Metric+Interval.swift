extension Metric {
  /// How far a metric may be off for having been measured on these rows and no others: the 2.5th and
  /// 97.5th percentile of its values over 1,000 samples of the rows, drawn with replacement.
  ///
  /// - Returns: nil where half of the samples have no value, as when all labels are alike.
  /// - Source: Efron, Tibshirani 1993, the percentile interval.
  func interval(of predictions: [Double], labels: [Double], scale: Double? = nil) -> [Double]? {
    guard !labels.isEmpty else { return nil }
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func row() -> Int {
      // SplitMix64: always the same samples.
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      z ^= z >> 31
      return Int(z.multipliedFullWidth(by: UInt64(labels.count)).high)
    }
    var values: [Double] = []
    for _ in 0..<1000 {
      let rows = labels.map { _ in row() }
      if let value = try? value(
        of: rows.map { predictions[$0] }, labels: rows.map { labels[$0] }, scale: scale)
      {
        values.append(value)
      }
    }
    guard values.count >= 500 else { return nil }
    values.sort()
    return [values[values.count / 40], values[values.count - 1 - values.count / 40]]
  }
}

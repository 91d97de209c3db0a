/// Where training ends and where testing begins, in days of the shop, and the times of each split.
///
/// RelBench's rules: training times step back from the validation cutoff by the window until nothing
/// has happened yet; validation and test begin at their cutoffs.
enum Cutoffs {
  /// 2025-09-02.
  static let validation = 610
  /// 2025-11-01.
  static let test = 670

  /// Training times in rising order; the first is on the first day or after it.
  static func trainingDays(window: Int) -> [Int] {
    stride(from: validation - window, through: 0, by: -window).reversed()
  }

  // One time each: at a later test time, the history policy `cut` would show a model nothing of the
  // days since the cutoff, and the two policies would give different figures.
  static let validationDays = [validation]
  static let testDays = [test]
}

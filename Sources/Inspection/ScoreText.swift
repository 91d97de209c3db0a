/// Scores as commands and logs write them.
extension Double {
  /// To four digits behind the point.
  public var scoreText: String {
    guard isFinite, abs(self) < 1e9 else { return "\(self)" }
    return "\((self * 10_000).rounded() / 10_000)"
  }
}

extension [String: Double] {
  /// Names and values in one line, in order of the names.
  public var scoreLine: String {
    sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.scoreText)" }.joined(separator: "  ")
  }
}

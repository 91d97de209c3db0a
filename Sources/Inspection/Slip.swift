extension String {
  /// Whether this is another word but for a slip of the fingers: one character more, less or other, or
  /// two neighbours exchanged. Words of less than four characters are too near to each other.
  public func isSlip(of word: String) -> Bool {
    let (short, long) =
      count < word.count ? (Array(self), Array(word)) : (Array(word), Array(self))
    guard self != word, long.count >= 4, long.count - short.count <= 1 else { return false }
    let start = zip(short, long).prefix { $0 == $1 }.count
    let end = zip(short.reversed(), long.reversed()).prefix { $0 == $1 }.count
    if start + end >= long.count - 1 { return true }
    return short.count == long.count && start + end == long.count - 2
      && short[start] == long[start + 1] && short[start + 1] == long[start]
  }
}

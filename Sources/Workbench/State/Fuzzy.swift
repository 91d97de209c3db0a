/// How well a text answers what was typed: its letters in order, gaps allowed.
enum Fuzzy {
  /// Higher is better; nil where the letters do not occur in that order. The whole text is best, then
  /// its start, then runs of letters and starts of words.
  static func score(_ typed: String, in text: String) -> Int? {
    let wanted = Array(typed.lowercased().unicodeScalars)
    guard !wanted.isEmpty else { return 0 }
    let letters = Array(text.lowercased().unicodeScalars)
    guard letters.count >= wanted.count else { return nil }
    if letters == wanted { return 10_000 }
    if letters.starts(with: wanted) { return 5_000 - letters.count }
    if let start = firstOccurrence(of: wanted, in: letters) {
      return 3_000 - 10 * start - letters.count
    }
    var score = 0
    var place = 0
    var last = -2
    for letter in wanted {
      guard let found = letters[place...].firstIndex(of: letter) else { return nil }
      if found == last + 1 { score += 15 }
      if found == 0 || !letters[found - 1].properties.isAlphabetic { score += 10 }
      score -= min(found - place, 10)
      last = found
      place = found + 1
    }
    return score - letters.count / 4
  }

  private static func firstOccurrence(
    of wanted: [Unicode.Scalar], in letters: [Unicode.Scalar]
  ) -> Int? {
    (0...(letters.count - wanted.count)).first { letters[$0...].starts(with: wanted) }
  }
}

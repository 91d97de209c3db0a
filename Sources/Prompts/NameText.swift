/// Names of tables and columns as words: `fastestLapTime` and `fastest_lap_time` are both
/// `fastest lap time`.
public enum NameText {
  public static func words(_ name: String) -> String {
    var words: [String] = []
    var word = ""
    var before: Character?
    func end() {
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    for character in name {
      guard character.isLetter || character.isNumber else {
        end()
        before = nil
        continue
      }
      // A capital after a small letter or digit begins a word: `driverId`, but not `ID` or `URLs`.
      if character.isUppercase, let before, before.isLowercase || before.isNumber { end() }
      word += character.lowercased()
      before = character
    }
    end()
    return words.isEmpty ? "value" : words.joined(separator: " ")
  }
}

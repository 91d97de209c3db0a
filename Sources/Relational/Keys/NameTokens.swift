/// The words of a table's or column's name: `homeTeamId`, `home_team_id` and `Home Team ID` are all
/// home, team, id.
struct NameTokens: Equatable {
  let words: [String]

  init(_ name: String) {
    var words: [String] = []
    var current = ""
    var previous: Character?
    let characters = Array(name)
    for (place, character) in characters.enumerated() {
      guard character.isLetter || character.isNumber else {
        if !current.isEmpty { words.append(current) }
        current = ""
        previous = nil
        continue
      }
      let next = place + 1 < characters.count ? characters[place + 1] : nil
      if let previous, !current.isEmpty, character.isUppercase,
        previous.isLowercase || previous.isNumber || (next?.isLowercase ?? false)
      {
        words.append(current)
        current = ""
      }
      current.append(contentsOf: character.lowercased())
      previous = character
    }
    if !current.isEmpty { words.append(current) }
    self.words = words
  }

  init(words: [String]) {
    self.words = words
  }

  /// The words with a plural last word made singular: `order lines` → `order line`.
  var singular: NameTokens {
    guard let last = words.last else { return self }
    return NameTokens(words: words.dropLast() + [Self.singular(last)])
  }

  /// English plurals that occur in table names.
  static func singular(_ word: String) -> String {
    if word.count > 3, word.hasSuffix("ies") { return word.dropLast(3) + "y" }
    for ending in ["sses", "shes", "ches", "xes", "zes"] where word.hasSuffix(ending) {
      return String(word.dropLast(2))
    }
    if word == "people" { return "person" }
    if word == "children" { return "child" }
    if word.count > 2, word.hasSuffix("s"), !word.hasSuffix("ss"), !word.hasSuffix("us") {
      return String(word.dropLast())
    }
    return word
  }

  /// Words that make a column's name the name of a key.
  static let keyWords: Set<String> = [
    "id", "key", "no", "nr", "num", "number", "code", "uuid", "guid", "pk", "fk", "ref",
  ]

  /// The words before a last key word: `customer id` → `customer`; nil where there is no key word.
  var stem: [String]? {
    guard let last = words.last, Self.keyWords.contains(last) else {
      // `customerid` written in one.
      guard let only = words.last, only.count > 3, only.hasSuffix("id") else { return nil }
      return words.dropLast() + [String(only.dropLast(2))]
    }
    return Array(words.dropLast())
  }
}

/// A filter as typed, taken apart: words that must all hold.
///
/// | written | a row passes if |
/// |---|---|
/// | `alonso` | some cell contains the text, in any case |
/// | `~fealo` | some cell contains the letters in this order |
/// | `/^alo.*o$/` | some cell matches the regular expression, in any case |
/// | `!spanish` | the rest does not hold |
/// | `points>=10`, `date<2009-05` | the column compares so; also `>`, `<=`, `=`, `!=` |
/// | `code=`, `code=NULL` | the column is NULL or empty |
/// | `"São Paulo"`, `"odd name"=3` | quotes keep blanks and signs together |
enum RowFilterSyntax {
  enum Comparison: String, CaseIterable {
    // Longer signs first: `>=` is not `>` and a `=`.
    case atLeast = ">="
    case atMost = "<="
    case unequal = "!="
    case more = ">"
    case less = "<"
    case equal = "="
  }

  enum Condition: Equatable {
    case contains(String)
    case fuzzy(String)
    case pattern(String)
    case compare(column: String, Comparison, value: String)
  }

  struct Word: Equatable {
    var isNegated: Bool
    var condition: Condition
  }

  static func parse(_ text: String) -> [Word] {
    words(text).compactMap(word)
  }

  private struct Letter {
    var character: Character
    var isQuoted: Bool
  }

  /// Words between blanks; an open quote at the end, as while typing, is closed there.
  private static func words(_ text: String) -> [[Letter]] {
    var words: [[Letter]] = []
    var current: [Letter] = []
    var isQuoted = false
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
      } else if character.isWhitespace, !isQuoted {
        if !current.isEmpty { words.append(current) }
        current = []
      } else {
        current.append(Letter(character: character, isQuoted: isQuoted))
      }
    }
    if !current.isEmpty { words.append(current) }
    return words
  }

  private static func word(_ letters: [Letter]) -> Word? {
    var letters = letters[...]
    var isNegated = false
    if let first = letters.first, first.character == "!", !first.isQuoted {
      isNegated = true
      letters = letters.dropFirst()
    }
    guard let first = letters.first else { return nil }
    if first.character == "~", !first.isQuoted {
      letters = letters.dropFirst()
      return letters.isEmpty ? nil : Word(isNegated: isNegated, condition: .fuzzy(text(letters)))
    }
    if letters.count > 2, let last = letters.last, first.character == "/", last.character == "/",
      !first.isQuoted, !last.isQuoted
    {
      return Word(
        isNegated: isNegated, condition: .pattern(text(letters.dropFirst().dropLast())))
    }
    for place in letters.indices.dropFirst() {
      for comparison in Comparison.allCases {
        let sign = Array(comparison.rawValue)
        let end = place + sign.count
        guard end <= letters.endIndex,
          zip(letters[place..<end], sign).allSatisfy({ !$0.isQuoted && $0.character == $1 })
        else { continue }
        // In quotes it is the text NULL.
        let isNull = letters[end...].allSatisfy { !$0.isQuoted } && text(letters[end...]) == "NULL"
        return Word(
          isNegated: isNegated,
          condition: .compare(
            column: text(letters[..<place]), comparison, value: isNull ? "" : text(letters[end...]))
        )
      }
    }
    return Word(isNegated: isNegated, condition: .contains(text(letters)))
  }

  private static func text(_ letters: ArraySlice<Letter>) -> String {
    String(letters.map(\.character))
  }
}

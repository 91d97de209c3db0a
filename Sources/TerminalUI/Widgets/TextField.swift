/// One line of text that a person edits.
public struct TextField: Codable, Equatable, Sendable {
  public private(set) var text: String
  /// Characters before the cursor.
  public private(set) var cursor: Int

  public init(_ text: String = "") {
    self.text = text
    cursor = text.count
  }

  /// Takes a key; returns whether it was one for editing.
  public mutating func edit(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert(String(character))
    case .backspace:
      guard cursor > 0 else { return true }
      text.remove(at: place(cursor - 1))
      cursor -= 1
    case .delete:
      if cursor < text.count { text.remove(at: place(cursor)) }
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(text.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = text.count
    case .control("u"):
      text.removeSubrange(text.startIndex..<place(cursor))
      cursor = 0
    case .control("w"):
      let words = text.prefix(cursor).reversed().drop { $0 == " " }.drop { $0 != " " }
      let kept = String(words.reversed())
      text = kept + text.suffix(text.count - cursor)
      cursor = kept.count
    default: return false
    }
    return true
  }

  /// Puts the cursor behind so many characters.
  mutating func move(to place: Int) { cursor = min(max(0, place), text.count) }

  /// Inserts a text at the cursor; line ends become spaces.
  public mutating func insert(_ more: String) {
    let clean = more.map { $0.isNewline || $0 == "\t" ? " " : $0 }
    text.insert(contentsOf: clean, at: place(cursor))
    cursor = min(text.count, cursor + clean.count)
  }

  private func place(_ offset: Int) -> String.Index {
    text.index(text.startIndex, offsetBy: min(max(0, offset), text.count))
  }

  /// Draws the end of the text that holds the cursor; returns the cursor's column.
  public func draw(
    on screen: inout CellBuffer, row: Int, column: Int, width: Int, _ role: Role
  ) -> Int {
    let before = String(text.prefix(cursor))
    var shown = before
    while CharacterWidth.columns(of: shown) >= max(1, width), !shown.isEmpty {
      shown.removeFirst()
    }
    let start = CharacterWidth.columns(of: shown)
    let rest = String(text.suffix(max(0, text.count - cursor)))
    screen.fill(Rect(row: row, column: column, rows: 1, columns: width), style: Style(role))
    screen.put(shown + rest, row: row, column: column, limit: width, role)
    return column + start
  }
}

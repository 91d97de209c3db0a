extension CellBuffer {
  /// A frame with a title at its left and facts at its right; returns the room inside.
  @discardableResult
  public mutating func panel(
    _ part: Rect, title: String, facts: String = "", isFocused: Bool = false
  ) -> Rect {
    guard part.rows >= 2, part.columns >= 4 else { return part.inside }
    let line: Role = isFocused ? .focus : .border
    for (row, left, right) in [(part.row, "┌", "┐"), (part.endRow - 1, "└", "┘")] {
      put(left, row: row, column: part.column, line)
      fill(
        Rect(row: row, column: part.column + 1, rows: 1, columns: part.columns - 2), with: "─",
        style: Style(line))
      put(right, row: row, column: part.endColumn - 1, line)
    }
    for column in [part.column, part.endColumn - 1] {
      fill(
        Rect(row: part.row + 1, column: column, rows: part.rows - 2, columns: 1), with: "│",
        style: Style(line))
    }
    let room = part.columns - 6
    let name = title.fitted(to: room)
    let nameWidth = CharacterWidth.columns(of: name)
    if !name.isEmpty {
      put(
        " \(name) ", row: part.row, column: part.column + 2, isFocused ? .focus : .title,
        isFocused ? .bold : [])
    }
    let factsRoom = room - nameWidth - 2
    if !facts.isEmpty, factsRoom >= 4 {
      let text = facts.fitted(to: factsRoom)
      let width = CharacterWidth.columns(of: text)
      put(" \(text) ", row: part.row, column: part.endColumn - width - 4, .dim)
    }
    return part.inside
  }
}

/// A cursor in a list and the first line shown.
public struct ListPlace: Codable, Equatable, Sendable {
  public private(set) var cursor: Int
  public private(set) var top: Int

  public init(cursor: Int = 0, top: Int = 0) {
    self.cursor = cursor
    self.top = top
  }

  /// Puts the cursor on a line (the nearest there is) and scrolls just enough to show it.
  public mutating func move(to line: Int, count: Int, height: Int) {
    cursor = min(max(0, line), max(0, count - 1))
    let room = max(1, height)
    if cursor < top { top = cursor }
    if cursor >= top + room { top = cursor - room + 1 }
    top = min(max(0, top), max(0, count - room))
  }

  /// The lines shown.
  public func lines(count: Int, height: Int) -> Range<Int> {
    let start = min(max(0, top), max(0, count - 1))
    return count == 0 ? 0..<0 : start..<min(count, start + max(0, height))
  }
}

extension TextField {
  /// The text on lines of at most so many columns, broken after blanks where there are any, as ranges of
  /// characters. The cursor may stand behind the last character of the last line.
  public func lines(of columns: Int) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    var width = 0
    var blank: Int?
    let characters = Array(text)
    var place = 0
    while place < characters.count {
      let taken = CharacterWidth.columns(of: String(characters[place]))
      if width + taken > max(2, columns - 1), place > start {
        let end = blank ?? place
        lines.append(start..<end)
        start = end
        place = end
        width = 0
        blank = nil
        continue
      }
      width += taken
      place += 1
      if characters[place - 1] == " " { blank = place }
    }
    return lines + [start..<characters.count]
  }

  /// The line that holds the cursor.
  public func cursorLine(in lines: [Range<Int>]) -> Int {
    lines.lastIndex { $0.lowerBound <= cursor } ?? 0
  }

  /// Moves the cursor to another line, to the same place of it where it is long enough; false where there
  /// is no such line.
  public mutating func moveLine(by step: Int, columns: Int) -> Bool {
    let lines = lines(of: columns)
    let here = cursorLine(in: lines)
    guard lines.indices.contains(here + step) else { return false }
    let next = lines[here + step]
    let last = here + step == lines.count - 1 ? next.upperBound : next.upperBound - 1
    move(to: min(next.lowerBound + cursor - lines[here].lowerBound, last))
    return true
  }

  /// Draws the lines around the cursor; returns where the cursor is, and how many lines lie above and
  /// below those that are seen.
  public func draw(
    on screen: inout CellBuffer, in part: Rect, _ role: Role
  ) -> (row: Int, column: Int, above: Int, below: Int) {
    let lines = lines(of: part.columns)
    let here = cursorLine(in: lines)
    let top = min(max(0, here - part.rows + 1), max(0, lines.count - part.rows))
    let characters = Array(text)
    screen.fill(part, style: Style(role))
    for (row, line) in lines.dropFirst(top).prefix(part.rows).enumerated() {
      screen.put(
        String(characters[line]), row: part.row + row, column: part.column, limit: part.columns,
        role)
    }
    let before = String(characters[lines[here].lowerBound..<cursor])
    return (
      part.row + here - top, part.column + CharacterWidth.columns(of: before), top,
      max(0, lines.count - top - part.rows)
    )
  }
}

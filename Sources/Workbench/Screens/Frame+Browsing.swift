import Inspection
import TerminalUI

// A list to choose from, a text to read whole, letters to jump by.
extension Frame {
  func drawChoice(_ choice: Choice, on screen: inout CellBuffer) {
    let name = choice.options.map { CharacterWidth.columns(of: $0.name) }.max() ?? 0
    let note = choice.options.map { CharacterWidth.columns(of: $0.note) }.max() ?? 0
    let title = Escaping.visible(choice.title)
    let width = min(
      state.size.columns - 4, max(name + note + 8, CharacterWidth.columns(of: title) + 30))
    let height = min(state.size.rows - 2, choice.options.count + 2)
    let box = Rect(
      row: max(1, (state.size.rows - height) / 2), column: (state.size.columns - width) / 2,
      rows: height, columns: width)
    screen.fill(box)
    let inside = screen.panel(
      box, title: title, facts: "enter takes it · esc", isFocused: true)
    let lines = choice.list.lines(count: choice.options.count, height: inside.rows)
    for (line, place) in lines.enumerated() {
      let option = choice.options[place]
      let row = inside.row + line
      screen.put(option.name.padded(to: name), row: row, column: inside.column + 2, .text, .bold)
      screen.put(
        option.note.fitted(to: max(0, inside.columns - name - 5)), row: row,
        column: inside.column + name + 4, .dim)
      screen.markLine(
        row: row, in: inside, isCursor: place == choice.list.cursor, isFocused: true)
    }
  }

  // MARK: Viewer

  private static func viewerBox(in size: Size) -> Rect {
    let width = max(4, min(size.columns - 4, 100))
    return Rect(
      row: 2, column: (size.columns - width) / 2, rows: max(3, size.rows - 5), columns: width)
  }

  static func viewerHeight(in size: Size) -> Int { viewerBox(in: size).inside.rows }

  /// The lines of a viewer, long ones broken at words.
  static func viewerLines(_ viewer: Viewer, in size: Size) -> [String] {
    let width = max(1, viewerBox(in: size).columns - 4)
    return viewer.lines.flatMap { line -> [String] in
      CharacterWidth.columns(of: line) <= width ? [line] : broken(line, to: width)
    }
  }

  /// A long line in pieces of at most so many columns: at a blank where there is one near the end.
  static func broken(_ text: String, to columns: Int) -> [String] {
    var lines: [String] = []
    var rest = Substring(text)
    while !rest.isEmpty {
      var end = rest.startIndex
      var taken = 0
      var blank: Substring.Index?
      while end < rest.endIndex {
        let width = CharacterWidth.columns(of: String(rest[end]))
        if taken + width > columns { break }
        if rest[end] == " " { blank = rest.index(after: end) }
        taken += width
        end = rest.index(after: end)
      }
      if end == rest.startIndex { end = rest.index(after: end) }
      if end < rest.endIndex, let blank { end = blank }
      lines.append(String(rest[..<end]))
      rest = rest[end...]
    }
    return lines
  }

  func drawViewer(_ viewer: Viewer, on screen: inout CellBuffer) {
    let lines = Self.viewerLines(viewer, in: state.size)
    // No larger than what is in it.
    var box = Self.viewerBox(in: state.size)
    box.rows = min(box.rows, lines.count + 2)
    screen.fill(box)
    let inside = screen.panel(
      box, title: viewer.title, facts: viewer.facts + " · y copies · esc closes", isFocused: true)
    let top = min(viewer.top, max(0, lines.count - inside.rows))
    for (place, line) in lines.dropFirst(top).prefix(inside.rows).enumerated() {
      let isWarning = line.hasPrefix("! ")
      screen.put(
        line.fitted(to: inside.columns - 2), row: inside.row + place, column: inside.column + 1,
        isWarning ? .warning : .text)
    }
    if lines.count > inside.rows {
      let text =
        " \(Figures.count(top + 1))–\(Figures.count(min(lines.count, top + inside.rows)))"
        + " of \(Figures.count(lines.count)) "
      screen.put(
        text, row: box.endRow - 1,
        column: box.endColumn - CharacterWidth.columns(of: text) - 2, .dim)
    }
  }

  // MARK: Hints

  func drawHints(on screen: inout CellBuffer) {
    for hint in state.hints {
      screen.put(
        String(hint.letter), row: hint.row, column: hint.column, .accent, [.bold, .reverse])
    }
    let row = state.size.rows - 2
    screen.fill(Rect(row: row, column: 0, rows: 1, columns: state.size.columns))
    screen.put(
      "press the letter of a line to go there · any other key drops this", row: row, column: 1,
      limit: state.size.columns - 2, .prompt)
  }
}

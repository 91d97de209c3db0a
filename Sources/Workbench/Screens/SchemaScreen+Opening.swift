import Inspection
import TerminalUI

// A database that is being read: its tables are named by the file's catalog before their rows are here.
extension SchemaScreen {
  func drawOpening(
    _ opening: OpeningSummary, on screen: inout CellBuffer, in part: Rect
  ) {
    let isOver = opening.phase != .reading
    let lines = state.tables.lines(count: opening.tables.count, height: part.rows)
    for (line, place) in lines.enumerated() {
      let table = opening.tables[place]
      let isRead = place < opening.current || isOver
      let isHere = place == opening.current && !isRead
      let row = part.row + line
      let known = isRead || isHere ? table.read : table.rows
      let number = known.map(Figures.count) ?? ""
      let width = CharacterWidth.columns(of: number) + 1
      screen.put(
        isHere ? "◔" : isRead ? "✓" : " ", row: row, column: part.column + 1,
        isHere ? .accent : .dim)
      screen.put(
        Escaping.visible(table.name).fitted(to: part.columns - width - 5), row: row,
        column: part.column + 3, isRead || isHere ? .text : .dim)
      screen.put(
        number, row: row, column: part.endColumn - width - 1, isHere ? .accent : .dim)
      screen.markLine(
        row: row, in: part, isCursor: place == state.tables.cursor,
        isFocused: state.pane == .tables)
    }
  }

  /// The columns that the catalog names for the table under the cursor.
  func drawOpeningColumns(
    _ opening: OpeningSummary, on screen: inout CellBuffer, in part: Rect
  ) {
    screen.put(
      state.openingWords.fitted(to: part.columns - 2), row: part.row, column: part.column + 1,
      .accent)
    guard let table = opening.tables[safe: state.tables.cursor] else { return }
    for (line, name) in table.columns.prefix(max(0, part.rows - 2)).enumerated() {
      screen.put(
        Escaping.visible(name).fitted(to: part.columns - 2), row: part.row + 2 + line,
        column: part.column + 1, .dim)
    }
  }
}

extension State {
  /// ``readingWords``, and that esc ends the reading.
  var openingWords: String {
    let isReading = schema.isWaiting && opening?.phase == .reading
    return readingWords + (isReading ? ", esc stops" : "")
  }

  /// What stands where keys will.
  var relationsNote: String { opening == nil ? "" : "looked for when all rows are read" }

  /// How far the database is read, in words; that it was cut short, where it was.
  var readingWords: String {
    guard schema.isWaiting else {
      return schema.value == nil ? "reading was cut short: R reads it again" : ""
    }
    guard let opening else { return "◔ loading…" }
    guard opening.phase == .reading else { return "◔ \(opening.phase.rawValue)…" }
    let known = opening.tables.compactMap(\.rows)
    let read = Figures.count(opening.read)
    guard known.count == opening.tables.count else { return "◔ \(read) rows read" }
    return "◔ \(read) of \(Figures.count(known.reduce(0, +))) rows read"
  }
}

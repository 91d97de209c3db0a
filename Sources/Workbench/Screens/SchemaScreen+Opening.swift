import Inspection
import TerminalUI

// A database that is being read: its tables are named by the file's catalog before their rows are here.
extension SchemaScreen {
  func drawOpening(
    _ opening: OpeningSummary, on screen: inout CellBuffer, in part: Rect
  ) {
    let height = part.rows
    let top = max(0, min(opening.current - height / 2, opening.tables.count - height))
    for (line, place) in (top..<opening.tables.count).prefix(height).enumerated() {
      let table = opening.tables[place]
      let isRead = place < opening.current || opening.phase != .reading
      let isHere = place == opening.current && !isRead
      let row = part.row + line
      let known = isRead || isHere ? table.read : table.rows
      let number = known.map(Figures.count) ?? ""
      let width = CharacterWidth.columns(of: number) + 1
      screen.put(
        isHere ? "◔" : isRead ? "✓" : " ", row: row, column: part.column,
        isHere ? .accent : .dim)
      screen.put(
        Escaping.visible(table.name).fitted(to: part.columns - width - 3), row: row,
        column: part.column + 2, isRead || isHere ? .text : .dim)
      screen.put(
        number, row: row, column: part.endColumn - width - 1, isHere ? .accent : .dim)
    }
  }

  /// The columns that the catalog names for the table that is being read.
  func drawOpeningColumns(
    _ opening: OpeningSummary, on screen: inout CellBuffer, in part: Rect
  ) {
    screen.put(
      state.openingWords.fitted(to: part.columns - 2), row: part.row, column: part.column + 1,
      .accent)
    guard let table = opening.tables[safe: opening.current] else { return }
    for (line, name) in table.columns.prefix(max(0, part.rows - 2)).enumerated() {
      screen.put(
        Escaping.visible(name).fitted(to: part.columns - 2), row: part.row + 2 + line,
        column: part.column + 1, .dim)
    }
  }
}

extension State {
  /// How far the database is read, in words; that it was cut short, where it was.
  var openingWords: String {
    guard schema.isWaiting else {
      return schema.value == nil ? "reading was cut short: R reads it again" : ""
    }
    guard let opening else { return "◔ loading…" }
    guard opening.phase == .reading else { return "◔ \(opening.phase.rawValue)…" }
    let known = opening.tables.compactMap(\.rows)
    let read = Figures.count(opening.read)
    guard known.count == opening.tables.count else { return "◔ \(read) rows read, esc stops" }
    return "◔ \(read) of \(Figures.count(known.reduce(0, +))) rows read, esc stops"
  }
}

import Inspection
import TerminalUI

// What is done with the rows of a table: finding, reading a cell whole.
extension State {
  // MARK: Scroll

  /// A place with what it takes to see the same lines again.
  func marked(_ place: Place) -> Place {
    guard place.screen == .rows else { return place }
    var place = place
    place.top = rows.list.top
    place.column = rows.column
    return place
  }

  /// After a step back: the same first line and the same column as when the place was left.
  mutating func restoreScroll(count: Int) {
    if let column = place.column { rows.column = column }
    if let top = place.top {
      let height = Layout(self).height(of: .grid)
      let cursor = rows.list.cursor
      if (top..<(top + height)).contains(cursor) {
        rows.list = ListPlace(cursor: cursor, top: top)
        place(.grid, on: cursor)
      }
    }
    place.top = nil
    place.column = nil
  }

  /// Moves the column cursor by several columns.
  mutating func panRows(by columns: Int) -> [Effect] {
    let count = rows.page.value?.columns.count ?? 0
    rows.column = min(max(0, rows.column + columns), max(0, count - 1))
    return []
  }

  // MARK: Finding

  /// Under the filter every row is found: the next line. Without it, the next row that it would let
  /// through.
  mutating func turnToMatch(isNext: Bool) -> [Effect] {
    if !place.filter.isEmpty {
      focus[.rows] = .grid
      return move(to: rows.list.cursor + (isNext ? 1 : -1))
    }
    let request = PageRequest(
      table: place.table ?? "", offset: 0, limit: 1, filter: rows.sought, asOf: rowsAsOf)
    return [order(.seek(request, from: place.row ?? -1, isForward: isNext))]
  }

  mutating func takeFound(_ reply: Reply) -> [Effect] {
    guard case .seek(let request, _, let isForward) = reply.request, request.table == place.table
    else { return [] }
    switch reply.result {
    case .success(.found(let row?)):
      place.row = row
      place.key = nil
      return [askPage(offset: 0, around: row), askEntity(.row(row))]
    case .success(.found(nil)):
      say("no row \(isForward ? "further down" : "further up") matches '\(request.filter)'", .dim)
    case .success: say(Failure.unexpected.message, .error)
    case .failure(let failure): say(failure.message, .error)
    }
    return []
  }

  // MARK: Reading

  /// The cell under the cursor, whole: text with its own lines, JSON as a tree.
  var cellViewer: Viewer? {
    if screen == .graph { return graphCellViewer }
    if pane == .card {
      guard let entity = rows.entity.value, let field = entity.fields[safe: rows.card.cursor] else {
        return nil
      }
      return Self.viewer(of: field.value, named: "\(entity.reference.table).\(field.name)")
    }
    guard let page = rows.page.value, let cell = gridRow?.cells[safe: rows.column],
      let column = page.columns[safe: rows.column]
    else { return nil }
    return Self.viewer(of: cell, named: "\(page.table).\(column.name)")
  }

  static func viewer(of cell: CellValue, named name: String) -> Viewer {
    let title = Escaping.visible(name)
    guard case .text(let text) = cell, !text.isEmpty else {
      let facts =
        switch cell {
        case .null: "NULL: there is no value"
        case .text: "an empty text, not NULL"
        case .blob: "bytes; only their number is kept in memory"
        case .integer: "integer"
        case .real: "real"
        case .boolean: "boolean"
        case .time: "time"
        }
      return Viewer(title: title, facts: facts, lines: [cell.display])
    }
    if let lines = JSONText.indented(text) {
      return Viewer(
        title: title, facts: "JSON, \(Figures.count(text.count)) characters",
        lines: lines.map(Escaping.visible))
    }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return Viewer(
      title: title, facts: "text, \(Figures.count(text.count)) characters",
      lines: lines.map { Escaping.visible(String($0)) })
  }

  // MARK: Writing

  static let rowsExportChoice = Choice(
    title: "export the rows that the filter and the time let through",
    options: [
      .init(name: "csv", note: "a line per row; NULL is nothing"),
      .init(name: "json", note: "cells with their types"),
    ], purpose: .exportRows)
}

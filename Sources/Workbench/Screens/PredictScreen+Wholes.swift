import Inspection
import TerminalUI

/// What whole tables and whole columns did to the answer.
extension PredictScreen {
  func drawByTable(on screen: inout CellBuffer, in part: Rect) {
    let isAlone = layout.panes.contains(.byColumn)
    let inside = screen.panel(
      part, title: "by table", facts: isAlone ? "" : "Tab: columns",
      isFocused: state.pane == .byTable)
    guard let items = state.predict.prediction.value?.byTable else { return }
    if items.isEmpty {
      screen.note("no table was left out", in: inside)
      return
    }
    let room = max(8, inside.columns - 16)
    screen.put(
      "table".padded(to: room) + " rows   change", row: inside.row, column: inside.column + 1, .dim)
    draw(items, .byTable, state.predict.byTable, on: &screen, in: part, inside) {
      item, row, screen in
      screen.put(
        Escaping.visible(item.table).fitted(to: room), row: row, column: inside.column + 1, .link)
      screen.put(
        Figures.count(item.rows).padded(to: 5, right: true), row: row,
        column: inside.column + 1 + room, .text)
    }
  }

  /// A column's name says more than its table's, which has what room is left.
  func drawByColumn(on screen: inout CellBuffer, in part: Rect) {
    let inside = screen.panel(
      part, title: "by column", facts: part.columns > 40 ? "as if it were NULL" : "",
      isFocused: state.pane == .byColumn)
    guard let items = state.predict.prediction.value?.byColumn else { return }
    if items.isEmpty {
      screen.note("the model reads no column", in: inside)
      return
    }
    let room = max(8, inside.columns - 10)
    screen.put(
      "column".padded(to: room) + "  change", row: inside.row, column: inside.column + 1, .dim)
    draw(items, .byColumn, state.predict.byColumn, on: &screen, in: part, inside) {
      item, row, screen in
      let name = Escaping.visible(item.column ?? "").fitted(to: room)
      let end = inside.column + 1 + screen.put(name, row: row, column: inside.column + 1, .text)
      let left = inside.column + 1 + room - end - 1
      guard left > 5 else { return }
      screen.put(
        "of \(Escaping.visible(item.table))".fitted(to: left), row: row, column: end + 1, .dim)
    }
  }

  private func draw(
    _ items: [PredictionSummary.Evidence], _ pane: Pane, _ place: ListPlace,
    on screen: inout CellBuffer, in part: Rect, _ inside: Rect,
    name: (PredictionSummary.Evidence, Int, inout CellBuffer) -> Void
  ) {
    let height = inside.rows - 1
    for (line, number) in place.lines(count: items.count, height: height).enumerated() {
      let (item, row) = (items[number], inside.row + 1 + line)
      name(item, row, &screen)
      screen.put(
        change(item.effect).padded(to: 8, right: true), row: row,
        column: inside.endColumn - 9, item.effect < 0 ? .second : .first)
      screen.markLine(
        row: row, in: inside, isCursor: number == place.cursor && state.pane == pane,
        isFocused: state.pane == pane)
    }
    screen.position(place, count: items.count, in: part, height: height)
  }
}

import Inspection
import TerminalUI

extension SchemaScreen {
  func drawDiagram(on screen: inout CellBuffer, in part: Rect) {
    guard let schema = state.shownSchema else {
      let inside = screen.panel(part, title: "diagram", isFocused: state.pane == .diagram)
      let absence = state.schema.absence
      screen.note(
        state.opening == nil ? absence.text : state.relationsNote, in: inside, absence.role)
      return
    }
    guard let drawn = state.drawnDiagram else { return }
    let tables = "\(drawn.boxes.count) table\(drawn.boxes.count == 1 ? "" : "s")"
    let elsewhere = drawn.hiddenTables > 0 ? " of \(schema.tables.count) (o all)" : ""
    let inside = screen.panel(
      part, title: "diagram  \(tables)\(elsewhere)  \(drawn.edges.count) keys",
      facts: part.columns < 70 ? "n key · +/- detail" : "hjkl table · n key · +/- detail",
      isFocused: state.pane == .diagram)
    let selected = state.selectedRelation.flatMap { schema.relations.firstIndex(of: $0) }
    DiagramSheet(drawn, schema: schema, table: state.tables.cursor, relation: selected).draw(
      on: &screen, in: inside, fromRow: state.diagram.top, column: state.diagram.left)
    drawScroll(drawn.size, on: &screen, in: part)
  }

  /// Arrows in the border where the sheet goes on.
  private func drawScroll(_ size: Size, on screen: inout CellBuffer, in part: Rect) {
    let inside = part.inside
    let middle = inside.row + inside.rows / 2
    if state.diagram.left > 0 { screen.put("◀", row: middle, column: part.column, .focus) }
    if state.diagram.left + inside.columns < size.columns {
      screen.put("▶", row: middle, column: part.endColumn - 1, .focus)
    }
    let center = inside.column + inside.columns / 2
    if state.diagram.top > 0 { screen.put("▲", row: part.row, column: center, .focus) }
    if state.diagram.top + inside.rows < size.rows {
      screen.put("▼", row: part.endRow - 1, column: center, .focus)
    }
  }

  /// How well the key under the cursor holds.
  func drawKeyFacts(on screen: inout CellBuffer, in part: Rect) {
    let relation = state.selectedRelation
    let inside = screen.panel(part, title: "key", facts: relation?.evidence ?? "")
    guard let relation else {
      screen.note(
        state.schema.value == nil
          ? state.relationsNote
          : state.relationsHere.isEmpty
            ? "this table has no key to another" : "n steps through the keys", in: inside)
      return
    }
    let child = Escaping.visible(relation.childTable)
    let columns = relation.columns.joined(separator: ", ")
    let parent = Escaping.visible(relation.parentTable)
    let keys = relation.matched + relation.dangling
    let matched =
      keys == 0
      ? "no value" : "\(Figures.percent(relation.matched, of: keys)) of \(Figures.count(keys))"
    let children =
      "\(Figures.count(relation.minimumChildren)) · \(Figures.count(relation.medianChildren)) · "
      + Figures.count(relation.maximumChildren)
    guard inside.rows >= 12 else {
      // Three lines: what it joins, how well, how many.
      let late = relation.parentLater
      let lines: [(String, Role)] = [
        ("\(child).\(Escaping.visible(columns)) → \(parent)", .link),
        (
          "match \(matched)"
            + (relation.dangling > 0 ? " · \(Figures.count(relation.dangling)) dangling" : "")
            + (relation.nulls > 0 ? " · \(Figures.count(relation.nulls)) NULL" : ""),
          relation.dangling > 0 ? .warning : .text
        ),
        (
          "rows per parent \(children) (least · median · most) "
            + Bars.sparkline(relation.histogram.map(Double.init))
            + (late > 0 ? " · \(Figures.count(late)) rows before their parent" : ""),
          late > 0 ? .warning : .dim
        ),
      ]
      for (place, line) in lines.enumerated() where place < inside.rows {
        screen.put(
          line.0.fitted(to: inside.columns - 2), row: inside.row + place,
          column: inside.column + 1, line.1)
      }
      return
    }
    var row = inside.row
    func line(_ text: String, _ role: Role = .text) {
      guard row < inside.endRow else { return }
      screen.put(
        text.fitted(to: inside.columns - 2), row: row, column: inside.column + 1, role)
      row += 1
    }
    line("\(child).\(Escaping.visible(columns))", .link)
    line("→ \(parent).\(Escaping.visible(relation.parentColumns.joined(separator: ", ")))", .link)
    line("")
    line("match    \(matched)")
    line(
      "dangling \(Figures.count(relation.dangling))"
        + (relation.firstDangling.map { ", first \(Escaping.visible($0))" } ?? ""),
      relation.dangling > 0 ? .warning : .text)
    line("NULL     \(Figures.count(relation.nulls))", relation.nulls > 0 ? .warning : .text)
    line("")
    line("rows per parent", .dim)
    line(" " + children)
    line(" least · median · most", .dim)
    line(" " + Bars.sparkline(relation.histogram.map(Double.init)), .accent)
    line(" parents by rows", .dim)
    line("")
    line("time", .dim)
    line(
      " \(Figures.count(relation.parentLater)) rows before parent",
      relation.parentLater > 0 ? .warning : .text)
    line("")
    line("f follows · n next key", .dim)
  }
}

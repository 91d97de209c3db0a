import Inspection
import TerminalUI

extension State {
  /// Why a verb of ``KeyTable/browsing`` cannot be done now; nil when it can.
  func browsingProblem(with verb: Verb) -> String? {
    switch verb {
    case .view where screen == .schema, .showWarnings:
      return schema.value == nil ? "no table is loaded yet" : nil
    case .moreDetail, .lessDetail:
      guard isDiagramShown else { return "v draws the tables first" }
      let last = Diagram.Detail.allCases.count - 1
      if verb == .moreDetail, diagram.detail.rawValue == last { return "all columns are shown" }
      if verb == .lessDetail, diagram.detail == .names { return "only names are shown" }
      return nil
    case .fold where screen == .schema: return isDiagramShown ? nil : "v draws the tables first"
    case .edit where screen == .task:
      return schema.value == nil ? "no database is loaded yet" : nil
    case .edit:
      guard let column = editableColumn else { return "Tab to the columns and choose one first" }
      return column.role == .feature || column.role == .time
        ? nil : "\(column.name) is a key: it says which row, not what it is like"
    case .inspect where screen == .schema:
      return selectedTable?.columns[safe: columns.cursor] == nil ? "no column is chosen" : nil
    case .export where screen == .schema: return schema.value == nil ? "nothing is loaded" : nil
    case .reading where graph.reading.isShown: return nil
    case .reading, .moreSaid, .lessSaid, .nextQuestion: return problemWithReading
    case .askCell: return attributeUnderCursor == nil ? "no attribute is here to ask for" : nil
    case .view where screen == .graph && graph.reading.isShown:
      return "v turns the shape of the rows: V goes back to them"
    case .fold where graph.reading.isShown && screen == .graph:
      return "o folds groups of rows: V goes back to them"
    case .view, .fold: return graph.subgraph.value == nil ? "no subgraph is loaded yet" : nil
    case .export where screen == .graph:
      return graph.subgraph.value == nil ? "no subgraph is loaded yet" : nil
    case .inspect: return cellViewer == nil ? "no cell is under the cursor" : nil
    case .export where screen == .rows:
      return rows.page.value == nil ? "no rows are loaded yet" : nil
    case .nextMatch, .previousMatch: return matchProblem
    default: return nil
    }
  }

  mutating func browse(_ verb: Verb) -> [Effect] {
    switch verb {
    case .view where screen == .schema:
      diagram.isChosen = !isDiagramShown
      focus[.schema] = isDiagramShown ? .diagram : .columns
      return settle()
    case .moreDetail, .lessDetail:
      let next = diagram.detail.rawValue + (verb == .moreDetail ? 1 : -1)
      diagram.detail = Diagram.Detail(rawValue: next) ?? diagram.detail
      return settle()
    case .fold where screen == .schema:
      diagram.hops = (diagramHops + 1) % 3
      say(
        diagramHops == 0
          ? "all tables" : "tables at most \(diagramHops) key\(diagramHops == 1 ? "" : "s") away",
        .dim)
      return settle()
    case .panLeft, .panRight:
      if screen == .rows { return panRows(by: verb == .panLeft ? -4 : 4) }
      diagram.left += verb == .panLeft ? -12 : 12
      clampDiagram()
    case .nextMatch, .previousMatch:
      if screen == .rows { return turnToMatch(isNext: verb == .nextMatch) }
      guard walksKeys else { return turnToLine(isNext: verb == .nextMatch) }
      let count = relationsHere.count
      let step = verb == .nextMatch ? 1 : count - 1
      place(.links, on: (links.cursor + step) % max(1, count))
    case .view: return turnGraphView()
    case .fold: return foldGroup()
    case .reading: return turnReading()
    case .moreSaid: return stepLevel(by: -1)
    case .lessSaid: return stepLevel(by: 1)
    case .nextQuestion: return turnQuestion()
    case .askCell: return askForCell()
    case .fanout:
      prompt = Prompt(
        kind: .command,
        field: TextField("fanout " + graph.fanout.map(String.init).joined(separator: ",")))
    case .export where screen == .graph: choice = Self.graphExportChoice
    case .hint: isHinting = true
    case .showWarnings: viewer = warningsViewer
    case .inspect where screen == .schema: return inspectColumn()
    case .inspect: viewer = cellViewer
    case .edit where screen == .task: return openBuilder()
    case .edit: choice = semanticTypeChoice
    case .export where screen == .schema: choice = Self.exportChoice
    case .export where screen == .rows: choice = Self.rowsExportChoice
    default: break
    }
    return []
  }

  // MARK: Diagram

  var isDiagramShown: Bool {
    diagram.isShown(isWide: Layout(self).width == .wide)
  }

  /// As chosen; without a choice the neighborhood of a schema of 50 tables or more.
  var diagramHops: Int {
    diagram.hops ?? ((schema.value?.tables.count ?? 0) >= 50 ? 1 : 0)
  }

  var drawnDiagram: Diagram? {
    shownSchema.map {
      Diagram(
        $0, center: tables.cursor, hops: diagramHops == 0 ? nil : diagramHops,
        detail: diagram.detail)
    }
  }

  /// The cursor goes to the nearest table in a direction.
  mutating func moveInDiagram(rows: Int, columns: Int) -> [Effect] {
    guard
      let next = drawnDiagram?.neighbor(
        of: tables.cursor, rows: rows.signum(), columns: columns.signum())
    else { return [] }
    select(table: next)
    return settle()
  }

  mutating func select(table: Int) {
    place(.tables, on: table)
    columns = ListPlace()
    links = ListPlace()
    // The row that was open is of another table.
    place = Place(screen: place.screen, table: tableNames[safe: tables.cursor])
  }

  /// Scrolls the sheet so that the box under the cursor is seen.
  mutating func revealInDiagram() {
    guard let rect = Layout(self).rect(of: .diagram)?.inside, let drawn = drawnDiagram,
      let box = drawn.box(ofTable: tables.cursor)?.rect
    else { return }
    if box.column - 1 < diagram.left { diagram.left = box.column - 1 }
    if box.endColumn + 1 > diagram.left + rect.columns {
      diagram.left = box.endColumn + 1 - rect.columns
    }
    if box.endRow > diagram.top + rect.rows { diagram.top = box.endRow - rect.rows }
    if box.row < diagram.top { diagram.top = box.row }
    clampDiagram()
  }

  private mutating func clampDiagram() {
    guard let rect = Layout(self).rect(of: .diagram)?.inside, let drawn = drawnDiagram else {
      return
    }
    diagram.left = min(max(0, diagram.left), max(0, drawn.size.columns - rect.columns))
    diagram.top = min(max(0, diagram.top), max(0, drawn.size.rows - rect.rows))
  }

  // MARK: Columns

  /// The column that `e` gives a meaning.
  private var editableColumn: ColumnSummary? {
    selectedTable?.columns[safe: columns.cursor]
  }

  private var semanticTypeChoice: Choice? {
    guard let table = selectedTable, let column = editableColumn else { return nil }
    let now = column.semanticType ?? "not known yet"
    return Choice(
      title: "\(table.name).\(column.name) means",
      options: [
        .init(name: "as inferred", note: "now \(now)"),
        .init(name: "numerical", note: "a quantity: near values are alike"),
        .init(name: "categorical", note: "one of few values that recur"),
        .init(name: "timestamp", note: "a point in time"),
        .init(name: "text", note: "free text"),
        .init(name: "ignored", note: "no model sees it"),
      ],
      purpose: .semanticType(table: table.name, column: column.name))
  }

  private static let exportChoice = Choice(
    title: "export the schema as",
    options: [
      .init(name: "sql", note: "CREATE TABLE statements with keys"),
      .init(name: "dot", note: "a drawing for Graphviz"),
      .init(name: "mermaid", note: "an erDiagram for Markdown"),
      .init(name: "json", note: "everything that the screen shows"),
    ], purpose: .exportSchema)

  private mutating func inspectColumn() -> [Effect] {
    guard let table = selectedTable, let column = table.columns[safe: columns.cursor] else {
      return []
    }
    columnHistory.clear()
    let history = HistoryRequest(table: table.name, column: column.name, asOf: rowsAsOf)
    let effects = [ask(\.columnHistory, .history(history))]
    viewer = columnViewer(column, of: table)
    return effects
      + (column.isSampled
        ? [order(.profile(table: table.name, asOf: isSchemaThen ? rowsAsOf : nil))] : [])
  }

  private var warningsViewer: Viewer {
    let all = warnings
    let here = warningsHere
    let others = all.filter { $0.table != selectedTable?.name && $0.table != nil }
    var lines = here.map { "! " + Escaping.visible($0.message) }
    if here.isEmpty { lines.append("nothing looks wrong with this table") }
    if !others.isEmpty { lines += ["", "other tables"] }
    lines += others.map { "! " + Escaping.visible($0.message) }
    return Viewer(
      title: "warnings \(all.count)", facts: Escaping.visible(selectedTable?.name ?? ""),
      lines: lines)
  }
}

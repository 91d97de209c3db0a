import Inspection
import TerminalUI

/// Tables, the columns of one, the keys around it, and what looks wrong.
struct SchemaScreen {
  let state: State
  let layout: Layout
  init(_ state: State, _ layout: Layout) {
    self.state = state
    self.layout = layout
  }

  func draw(_ box: Layout.Box, on screen: inout CellBuffer) {
    switch box.pane {
    case .tables: drawTables(on: &screen, in: box.rect)
    case .columns: drawColumns(on: &screen, in: box.rect)
    case .links: drawLinks(on: &screen, in: box.rect)
    case .tableFacts: drawFacts(on: &screen, in: box.rect)
    case .diagram: drawDiagram(on: &screen, in: box.rect)
    case .keyFacts: drawKeyFacts(on: &screen, in: box.rect)
    case .warnings: drawWarnings(on: &screen, in: box.rect)
    default: break
    }
  }

  private func drawTables(on screen: inout CellBuffer, in part: Rect) {
    let tables = state.shownSchema?.tables ?? []
    let inside = screen.panel(
      part,
      title: (state.tableNames.isEmpty ? "tables" : "tables \(state.tableNames.count)")
        + state.schemaThen.waitingMark,
      isFocused: state.pane == .tables)
    guard state.schema.value != nil else {
      if let opening = state.opening {
        drawOpening(opening, on: &screen, in: inside)
        screen.position(
          state.tables, count: opening.tables.count, in: part, height: inside.rows)
      } else {
        screen.note(state.openingWords, in: inside)
      }
      return
    }
    if tables.isEmpty { screen.note("this database has no table", in: inside) }
    let numbers = tables.map { Figures.count($0.rows) }
    // Where there is room: what a table holds, events in time or entities, and since when.
    let isWide = inside.columns >= 60
    let width = (numbers.map(\.count).max() ?? 0) + 1
    for (line, place) in state.tables.lines(count: tables.count, height: inside.rows).enumerated() {
      let table = tables[place]
      let row = inside.row + line
      let room = (isWide ? inside.columns - 38 : inside.columns) - width - 3
      let name = Escaping.visible(table.name) + (table.isView ? " (view)" : "")
      screen.put(name.padded(to: room), row: row, column: inside.column + 1, .text)
      screen.put(
        numbers[place].padded(to: width, right: true), row: row, column: inside.column + 1 + room,
        state.laterRows(of: table.name) ?? 0 == 0 ? .dim : .time)
      if isWide {
        let at = inside.column + 3 + room + width
        let hasParent =
          state.schema.value?.relations.contains { $0.childTable == table.name } ?? false
        let kind = table.timeColumn == nil ? "entity" : hasParent ? "event" : "entity"
        screen.put(kind, row: row, column: at, .dim)
        if table.firstTime != nil {
          screen.put(
            "\(Figures.day(table.firstTime)) … \(Figures.day(table.lastTime))", row: row,
            column: at + 8, limit: inside.endColumn - at - 9, .time)
        }
      }
      if table.timeColumn != nil {
        screen.put("◷", row: row, column: inside.endColumn - 2, .time)
      }
      screen.markLine(
        row: row, in: inside, isCursor: place == state.tables.cursor,
        isFocused: state.pane == .tables)
    }
    if let later = state.laterRows(), later > 0 {
      screen.put(
        " \(Figures.count(later)) hidden ".fitted(to: part.columns - 4), row: part.endRow - 1,
        column: part.column + 2, .time)
    }
    screen.position(state.tables, count: tables.count, in: part, height: inside.rows)
  }

  private func drawColumns(on screen: inout CellBuffer, in part: Rect) {
    let table = state.selectedTable
    let title = state.tableNames[safe: state.tables.cursor].map(Escaping.visible)
    let inside = screen.panel(
      part, title: title ?? "columns",
      facts: table.map { table in
        let sample =
          table.columns.contains(where: \.isSampled) ? " · ~ from a sample, i counts" : ""
        // Which rows the figures are of, where later ones are hidden.
        if state.rowsAsOf != nil, !state.isSchemaThen {
          return state.schemaThen.isWaiting ? "◔ counting up to the as-of time" : "of all rows"
        }
        let hidden = state.laterRows(of: table.name).map { later in
          later > 0 ? " · \(Figures.count(later)) later hidden" : ""
        }
        return "\(Figures.count(table.rows)) rows\(hidden ?? "")\(sample)"
      } ?? "",
      isFocused: state.pane == .columns)
    if let opening = state.opening, state.schema.value == nil {
      drawOpeningColumns(opening, on: &screen, in: inside)
    }
    guard let table, inside.rows > 1 else { return }
    let isWide = inside.columns >= 74
    let name = min(
      max(12, table.columns.map { CharacterWidth.columns(of: $0.name) }.max() ?? 12),
      isWide ? 24 : 16)
    let heads =
      "column".padded(to: name + 2) + "type     role / means    null"
      + (isWide ? " distinct  shape     least … greatest" : "")
    screen.put(
      heads.fitted(to: inside.columns - 1), row: inside.row, column: inside.column + 1, .dim)
    let height = inside.rows - 1
    for (line, place) in state.columns.lines(count: table.columns.count, height: height)
      .enumerated()
    {
      let column = table.columns[place]
      let row = inside.row + 1 + line
      var at = inside.column + 1
      screen.put(Escaping.visible(column.name).fitted(to: name + 1), row: row, column: at, .text)
      at += name + 2
      screen.put(column.storage.fitted(to: 8), row: row, column: at, .dim)
      at += 9
      screen.put(Self.role(of: column).fitted(to: 15), row: row, column: at, column.role.role)
      at += 16
      let nulls = Figures.percent(column.nulls, of: table.rows)
      screen.put(
        nulls.padded(to: 4, right: true), row: row, column: at,
        column.nulls > 0 ? .warning : .dim)
      at += 5
      if isWide {
        screen.put(
          ((column.isSampled ? "~" : "") + Figures.count(column.distinct)).padded(
            to: 8, right: true), row: row, column: at, .text)
        at += 10
        screen.put(
          Bars.sparkline(column.histogram.map(Double.init)), row: row, column: at, limit: 8, .accent
        )
        at += 10
        let range =
          column.minimum == .null ? "∅" : "\(column.minimum.display) … \(column.maximum.display)"
        screen.put(range.fitted(to: inside.endColumn - at - 1), row: row, column: at, .text)
      }
      screen.markLine(
        row: row, in: inside, isCursor: place == state.columns.cursor,
        isFocused: state.pane == .columns)
    }
    screen.position(state.columns, count: table.columns.count, in: part, height: height)
  }

  static func role(of column: ColumnSummary) -> String {
    switch column.role {
    case .key: "◆ key"
    case .foreignKey(let table): "→ " + Escaping.visible(table)
    case .time: "◷ time"
    case .feature: column.semanticType ?? Figures.unknown
    }
  }

  private func drawLinks(on screen: inout CellBuffer, in part: Rect) {
    let relations = state.relationsHere
    let warnings = state.warningsHere
    let name = state.tableNames[safe: state.tables.cursor]
    let title = "keys of " + Escaping.visible(name ?? "–")
    let inside = screen.panel(
      part, title: title,
      facts: warnings.isEmpty ? "" : "! \(warnings.count) warning\(warnings.count == 1 ? "" : "s")",
      isFocused: state.pane == .links)
    guard let table = state.selectedTable else {
      screen.note(state.relationsNote, in: inside)
      return
    }
    if relations.isEmpty {
      screen.note("no key leads out of \(table.name), none leads in", in: inside)
    }
    // Warnings have a pane of their own where there is room.
    let shownWarnings = layout.rect(of: .warnings) == nil ? Array(warnings.prefix(2)) : []
    let height = max(1, inside.rows - shownWarnings.count)
    for (line, place) in state.links.lines(count: relations.count, height: height).enumerated() {
      let relation = relations[place]
      let row = inside.row + line
      let isOut = relation.childTable == table.name
      var at = inside.column + 1
      let head =
        isOut
        ? "→ \(relation.parentTable)" : "← \(relation.childTable)"
      let columns = relation.columns.joined(separator: ", ")
      at += screen.put(Escaping.visible(head).padded(to: 24), row: row, column: at, .link)
      at += screen.put(
        Escaping.visible("by \(columns)").padded(to: 20), row: row, column: at, .text)
      let counts =
        isOut
        ? "\(Figures.count(relation.matched)) match"
          + (relation.dangling > 0 ? " · \(Figures.count(relation.dangling)) dangling" : "")
          + (relation.nulls > 0 ? " · \(Figures.count(relation.nulls)) null" : "")
        : relation.minimumChildren == relation.maximumChildren
          ? "\(Figures.count(relation.minimumChildren)) each"
          : "\(Figures.count(relation.minimumChildren))–\(Figures.count(relation.maximumChildren)) each, median \(Figures.count(relation.medianChildren))"
      at += 1
      at += screen.put(
        counts.fitted(to: inside.endColumn - at - 1), row: row, column: at,
        relation.dangling > 0 ? .warning : .dim)
      if inside.endColumn - at > 40 {
        at += 2
        at += screen.put(
          Bars.sparkline(relation.histogram.map(Double.init)), row: row, column: at, .accent)
        let later =
          relation.parentLater > 0
          ? "\(Figures.count(relation.parentLater)) rows before their parent · " : ""
        at += 2
        screen.put(
          Escaping.visible(later + relation.evidence).fitted(to: inside.endColumn - at - 1),
          row: row,
          column: at, relation.parentLater > 0 ? .warning : .dim)
      }
      screen.markLine(
        row: row, in: inside, isCursor: place == state.links.cursor, isFocused: state.pane == .links
      )
    }
    for (place, warning) in shownWarnings.enumerated() {
      screen.put(
        ("! " + Escaping.visible(warning.message)).fitted(to: inside.columns - 2),
        row: inside.endRow - shownWarnings.count + place, column: inside.column + 1, .warning)
    }
  }

  private func drawFacts(on screen: inout CellBuffer, in part: Rect) {
    let inside = screen.panel(part, title: "facts")
    guard let schema = state.shownSchema, let table = state.selectedTable else { return }
    var row = inside.row
    func fact(_ name: String, _ value: String, _ role: Role = .text) {
      row = screen.fact(name, value, row: row, in: inside, width: 10, role)
    }
    /// Why it is so: as far to the right as the words leave room.
    func evidence(_ words: String) {
      let text = Escaping.visible(words.hasPrefix("none: ") ? String(words.dropFirst(6)) : words)
      let indent = max(1, min(11, inside.columns - 1 - CharacterWidth.columns(of: text)))
      guard row < inside.endRow else { return }
      screen.put(
        text.fitted(to: inside.columns - indent - 1), row: row, column: inside.column + indent, .dim
      )
      row += 1
    }
    fact("rows", Figures.count(table.rows))
    if let later = state.laterRows(of: table.name) {
      fact("hidden", "\(Figures.count(later)) later", .time)
    }
    fact("first", table.firstTime ?? Figures.unknown)
    fact("last", table.lastTime ?? Figures.unknown)
    fact(
      "key",
      table.primaryKey.isEmpty
        ? "none" : Escaping.visible(table.primaryKey.joined(separator: ", ")), .accent)
    evidence(table.primaryKeyEvidence)
    fact("time ◷", Escaping.visible(table.timeColumn ?? "none"), .time)
    evidence(table.timeColumnEvidence)
    fact("keys out", "\(schema.relations.count { $0.childTable == table.name })")
    fact("keys in", "\(schema.relations.count { $0.parentTable == table.name })")
    fact("val cut", Figures.day(schema.validationCutoff), .time)
    fact("test cut", Figures.day(schema.testCutoff), .time)
    fact("data", schema.fingerprint, .dim)
  }

  private func drawWarnings(on screen: inout CellBuffer, in part: Rect) {
    let warnings = state.warningsHere
    let inside = screen.panel(
      part, title: warnings.isEmpty ? "warnings" : "warnings \(warnings.count)")
    guard state.schema.value != nil else { return }
    var row = inside.row
    if warnings.isEmpty { screen.note("none for this table", in: inside) }
    for warning in warnings {
      for (place, line) in Frame.wrap(Escaping.visible(warning.message), to: inside.columns - 4)
        .enumerated()
      {
        guard row < inside.endRow else { return }
        if place == 0 { screen.put("!", row: row, column: inside.column + 1, .warning, .bold) }
        screen.put(line, row: row, column: inside.column + 3, .text)
        row += 1
      }
    }
    let tasks = (state.catalog.value?.tasks ?? []).filter {
      $0.entityTable == state.selectedTable?.name
    }
    guard !tasks.isEmpty, row + 2 < inside.endRow else { return }
    row += 1
    screen.put("tasks about these rows", row: row, column: inside.column + 1, .dim)
    for task in tasks where row + 1 < inside.endRow {
      row += 1
      let metric = Escaping.visible(task.metric).fitted(to: min(9, task.metric.count))
      let start = inside.endColumn - 1 - CharacterWidth.columns(of: metric)
      screen.put(
        Escaping.visible(task.name).fitted(to: start - inside.column - 3), row: row,
        column: inside.column + 2, .accent)
      screen.put(metric, row: row, column: start, .dim)
    }
  }
}

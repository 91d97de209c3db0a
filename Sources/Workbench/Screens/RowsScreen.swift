import Inspection
import TerminalUI

/// A page of rows, the row under the cursor as a card, and the rows that refer to it.
struct RowsScreen {
  let state: State
  let layout: Layout
  init(_ state: State, _ layout: Layout) {
    self.state = state
    self.layout = layout
  }

  func draw(_ box: Layout.Box, on screen: inout CellBuffer) {
    switch box.pane {
    case .grid: drawGrid(on: &screen, in: box.rect)
    case .card: drawCard(on: &screen, in: box.rect)
    case .related: drawRelated(on: &screen, in: box.rect)
    case .timeStrip: drawTimeStrip(on: &screen, in: box.rect)
    default: break
    }
  }

  // MARK: Grid

  private func drawGrid(on screen: inout CellBuffer, in part: Rect) {
    let page = state.rows.page.value
    let table = state.place.table ?? "rows"
    let count =
      page.map { page in
        let rows =
          page.stretch.map { $0.totalWords(read: state.rowsRead(of: page.table)) }
          ?? Figures.count(page.visibleRows)
        return " " + rows + (page.scannedRows == nil ? "" : "+")
      } ?? ""
    let inside = screen.panel(
      part, title: Escaping.visible(table) + count + state.rows.page.pendingMark,
      facts: (state.isBrowsingFile ? fileFacts : gridFacts).joined(separator: " · "),
      isFocused: state.pane == .grid)
    if let failure = state.rows.page.failure {
      let way = state.place.filter.isEmpty ? "" : " / changes the filter, esc drops it."
      screen.note(failure + way, in: inside, state.isBrowsingFile ? .dim : .error)
      return
    }
    guard let page, page.table == state.place.table else {
      let absence =
        state.schema.value == nil
        ? (text: state.openingWords, role: Role.dim) : state.rows.page.absence
      screen.note(absence.text, in: inside, absence.role)
      return
    }
    guard page.visibleRows > 0 else {
      screen.note(
        page.filter.isEmpty
          ? (page.hiddenRows > 0 ? "all rows are later than the as-of time" : "this table is empty")
          : "no row matches; esc drops the filter", in: inside)
      return
    }
    let height = inside.rows - 1
    let lines = state.rows.list.lines(count: page.visibleRows, height: height)
    let columns = GridColumns(
      page, lines: lines, from: state.rows.column, sort: state.rows.shownSort,
      width: inside.columns - 2)
    for column in columns.shown {
      let at = inside.column + 1 + column.start
      let head = column.shownHead
      let isHere = column.place == state.rows.column
      screen.put(
        head, row: inside.row, column: at, isHere ? .accent : .dim,
        isHere ? [.bold, .underline] : [])
    }
    if columns.hasMoreLeft { screen.put("◀", row: inside.row, column: inside.column, .dim) }
    if columns.hasMoreRight { screen.put("▶", row: inside.row, column: inside.endColumn - 1, .dim) }
    for (line, place) in lines.enumerated() {
      let row = inside.row + 1 + line
      guard let item = page.rows[safe: place - page.offset] else {
        screen.put("◔", row: row, column: inside.column + 1, .dim)
        continue
      }
      for column in columns.shown {
        let cell = item.cells[safe: column.place] ?? .null
        let role: Role = cell == .null ? .null : page.columns[column.place].role.role
        screen.put(
          cell.display.padded(to: column.width, right: column.isNumber), row: row,
          column: inside.column + 1 + column.start, role)
      }
      screen.markLine(
        row: row, in: inside, isCursor: place == state.rows.list.cursor,
        isFocused: state.pane == .grid)
    }
    if let stretch = page.stretch {
      let read = state.rowsRead(of: page.table)
      screen.position(stretch.words(at: state.rows.list.cursor, read: read), in: part)
    } else {
      screen.position(state.rows.list, count: page.visibleRows, in: part, height: height)
    }
  }

  /// What the rows in the grid are: found how, sorted by what, hidden from when on.
  private var gridFacts: [String] {
    let page = state.rows.page.value
    var facts: [String] = []
    if !state.place.filter.isEmpty { facts.append("/ \(Escaping.visible(state.place.filter))") }
    if let share = state.rows.progress?.sortedShare {
      facts.append("◔ \(Figures.percent(Int(share * 100), of: 100)) sorted, esc stops")
    } else if !state.rows.sort.isEmpty {
      let columns = state.rows.sort.map {
        "\(Escaping.visible($0.column)) \($0.isDescending ? "▼" : "▲")"
      }
      facts.append("sort " + columns.joined(separator: ", "))
    }
    if let scanned = state.rows.progress?.scannedRows ?? page?.scannedRows,
      state.rows.progress?.sortedShare ?? 0 == 0
    {
      let total =
        state.schema.value?.tables.first { $0.name == state.place.table }?.rows ?? scanned
      facts.append("◔ \(Figures.percent(scanned, of: total)) searched, esc stops")
    }
    if let page, page.hiddenRows > 0 {
      facts.append("\(Figures.count(page.hiddenRows)) hidden after \(Figures.day(page.asOf))")
    } else if state.showsHidden, state.asOf != nil {
      facts.append("rows after the as-of time shown")
    }
    return facts
  }

  // MARK: Card

  private func drawCard(on screen: inout CellBuffer, in part: Rect) {
    let entity = state.rows.entity.value
    let title = entity.map { $0.reference.label } ?? "row"
    let inside = screen.panel(
      part, title: title + state.rows.entity.pendingMark, isFocused: state.pane == .card)
    if let failure = state.rows.entity.failure {
      screen.note(failure, in: inside, .error)
      return
    }
    guard let entity else {
      let absence = state.rows.entity.absence
      screen.note(absence.text, in: inside, absence.role)
      return
    }
    if let words = state.words(ofLater: entity.reference) {
      screen.note(words, in: inside, .time)
      return
    }
    let longest = entity.fields.map { CharacterWidth.columns(of: $0.name) }.max() ?? 8
    let width = min(max(8, longest), inside.columns / 2) + 1
    for (line, place) in state.rows.card.lines(count: entity.fields.count, height: inside.rows)
      .enumerated()
    {
      let field = entity.fields[place]
      let row = inside.row + line
      screen.put(
        Escaping.visible(field.name).fitted(to: width), row: row, column: inside.column + 1, .dim)
      let room = inside.columns - width - 3
      var text = field.value.display
      if let parent = field.parent, !parent.detail.isEmpty {
        text += "  " + Escaping.visible(parent.detail)
      }
      let sign = field.role.sign
      let start = inside.column + 2 + width
      let role = field.value == .null ? Role.null : field.role.role
      let taken = screen.put(text.fitted(to: room - 2), row: row, column: start, role)
      if !sign.isEmpty { screen.put(sign, row: row, column: start + taken + 1, role) }
      screen.markLine(
        row: row, in: inside, isCursor: place == state.rows.card.cursor && state.pane == .card,
        isFocused: state.pane == .card)
    }
    screen.position(state.rows.card, count: entity.fields.count, in: part, height: inside.rows)
  }

  // MARK: Related rows

  private func drawRelated(on screen: inout CellBuffer, in part: Rect) {
    let entity = state.rows.entity.value
    let asOf = entity?.asOf.map { ", as of \(Figures.day($0))" } ?? ""
    let inside = screen.panel(part, title: "related" + asOf, isFocused: state.pane == .related)
    if state.isBrowsingFile { return screen.note(relatedNote, in: inside) }
    guard let entity, state.words(ofLater: entity.reference) == nil else { return }
    let lines = state.relatedLines
    if lines.isEmpty { screen.note("no table refers to \(entity.reference.table)", in: inside) }
    let hidden = entity.related.reduce(0) { $0 + $1.total - $1.visible }
    let height = inside.rows
    for (line, place) in state.rows.related.lines(count: lines.count, height: height).enumerated() {
      let row = inside.row + line
      switch lines[place] {
      case .table(let related):
        drawTable(related, on: &screen, row: row, in: inside, among: entity.related)
      case .row(let reference):
        var at = inside.column + 3
        if let time = reference.time {
          at += screen.put(Figures.day(time), row: row, column: at, .time) + 1
        }
        at +=
          screen.put(Escaping.visible(reference.key).fitted(to: 12), row: row, column: at, .link)
          + 1
        screen.put(
          Escaping.visible(reference.detail).fitted(to: inside.endColumn - at - 1), row: row,
          column: at, .text)
      }
      screen.markLine(
        row: row, in: inside,
        isCursor: place == state.rows.related.cursor && state.pane == .related,
        isFocused: state.pane == .related)
    }
    if hidden > 0, state.asOf != nil {
      let text = " \(Figures.count(hidden)) hidden: later than the as-of time "
      screen.put(
        text.fitted(to: part.columns - 4), row: part.endRow - 1, column: part.column + 2, .time)
    }
  }

  private func drawTable(
    _ related: EntitySummary.Related, on screen: inout CellBuffer, row: Int, in inside: Rect,
    among all: [EntitySummary.Related]
  ) {
    var at = inside.column + 1
    // A table with two keys to here is told apart by the key's column.
    let isTwice = all.count { $0.childTable == related.childTable } > 1
    let name = related.childTable + (isTwice ? ".\(related.columns.joined(separator: ","))" : "")
    let isWide = inside.columns >= 90
    at +=
      screen.put(
        "← " + Escaping.visible(name).padded(to: isWide ? 28 : 14), row: row, column: at, .link,
        .bold) + 1
    let counts =
      related.visible == related.total
      ? Figures.count(related.total)
      : "\(Figures.count(related.visible))/\(Figures.count(related.total))"
    at +=
      screen.put(counts.padded(to: isWide ? 14 : 8, right: true), row: row, column: at, .text) + 1
    let spans = related.timeline.map(Double.init)
    let span = isWide ? 24 : min(12, max(0, inside.endColumn - at - 1))
    // Narrow panes show pairs of spans, so the whole time fits.
    let shown =
      span >= 24
      ? spans
      : stride(from: 0, to: spans.count, by: 2).map { spans[$0] + (spans[safe: $0 + 1] ?? 0) }
    at +=
      screen.put(
        Bars.sparkline(shown), row: row, column: at, limit: inside.endColumn - at - 1, .accent) + 1
    if let first = related.firstTime, let last = related.lastTime {
      let text = "\(Figures.day(first)) … \(Figures.day(last))"
      if inside.endColumn - at - 1 >= text.count { screen.put(text, row: row, column: at, .time) }
    }
  }
}

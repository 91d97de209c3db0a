import Inspection
import TerminalUI

// A database that is being read, or whose reading was cut short: its tables are named by the file's
// catalog, and their rows come page by page from the file.
extension State {
  /// The tables that can be chosen: of the database, or of its file's catalog while it is read.
  var tableNames: [String] {
    schema.value?.tables.map(\.name) ?? opening?.tables.map(\.name) ?? []
  }

  /// Whether the rows that are shown, or asked for, are those of the file.
  var isBrowsingFile: Bool {
    schema.value == nil ? opening != nil : rows.page.value?.stretch != nil
  }

  /// Rows of a table that is read whole while others are not yet.
  func rowsRead(of table: String?) -> Int? {
    guard let opening, let place = opening.tables.firstIndex(where: { $0.name == table }),
      place < opening.current || opening.phase != .reading
    else { return nil }
    return opening.tables[place].read
  }

  mutating func takeOpening(_ progress: OpeningSummary, _ generation: Int) -> [Effect] {
    guard schema.pending == generation else { return [] }
    let isFirst = opening == nil
    opening = progress
    return isFirst && [.schema, .rows].contains(screen) ? arrive() : []
  }

  /// Why a verb waits for the rows to be read; nil where it does not.
  func problemWhileOpening(with verb: Verb) -> String? {
    guard screen == .rows, isBrowsingFile else { return nil }
    let isKey = verb == .open && pane == .card
    guard isKey || Self.needsAllRows.contains(verb) else { return nil }
    return "this needs all rows: "
      + (schema.isWaiting || schema.value != nil ? "they are being read" : "R reads them")
  }

  private static let needsAllRows: Set<Verb> = [
    .follow, .referrers, .time, .hidden, .sort, .sortFurther, .filter, .nextMatch, .previousMatch,
    .export,
  ]

  // MARK: Pages

  mutating func arriveAtStoredRows() -> [Effect] {
    guard let table = place.table, opening != nil else { return [] }
    if rows.page.value?.table == table, rows.page.failure == nil { return askRowsInView() }
    rows.page.clear()
    rows.entity.clear()
    rows.list = ListPlace()
    rows.column = 0
    rows.card = ListPlace()
    return [askStoredPage(from: 0)]
  }

  /// Asks for the page of the file that begins at a place; from far away, for the first or the last.
  mutating func askStoredPage(from offset: Int) -> Effect {
    ask(
      \.rows.page,
      .storedPage(
        StoredPageRequest(
          database: databasePath, table: place.table ?? "", limit: Self.pageRows,
          place: storedPlace(of: max(0, offset)))))
  }

  private func storedPlace(of offset: Int) -> StoredPlace {
    guard let page = rows.page.value, page.table == place.table, let stretch = page.stretch else {
      return .first
    }
    let reach = 2 * Self.pageRows
    let isNear =
      offset >= stretch.places.lowerBound - reach && offset <= stretch.places.upperBound + reach
    if isNear { return .at(offset, near: stretch) }
    return offset < stretch.total / 2 ? .first : .last
  }

  mutating func takeStoredPage(_ reply: Reply, for request: StoredPageRequest) -> [Effect] {
    let result = reply.result.flatMap { answer -> Result<RowPageSummary, Failure> in
      if case .page(let value) = answer { return .success(value) }
      return .failure(.unexpected)
    }
    guard rows.page.take(result, generation: reply.generation), rows.page.failure == nil,
      let page = rows.page.value
    else { return [] }
    let shift = page.stretch?.shift ?? 0
    var cursor = rows.list.cursor
    if case .at = request.place {
      cursor += shift
      rows.list = ListPlace(cursor: max(0, cursor), top: max(0, rows.list.top + shift))
    }
    // From far away one comes to an end of the table, wherever one was headed.
    let held = page.offset..<(page.offset + page.rows.count)
    if !held.contains(cursor), storedPlace(of: cursor) == request.place, let last = held.last {
      cursor = min(max(held.lowerBound, cursor), last)
    }
    place(.grid, on: cursor)
    showStoredRow()
    return askRowsInView()
  }

  /// The row under the cursor as a card: its cells, without what only the graph of all rows knows.
  mutating func showStoredRow() {
    guard let page = rows.page.value, let row = gridRow else { return }
    let cells = zip(page.columns, row.cells)
    let key = cells.filter { $0.0.role == .key }.map(\.1.display).joined(separator: ", ")
    rows.entity = Loaded(
      EntitySummary(
        reference: RowReference(table: page.table, row: row.row, key: key),
        fields: cells.map { .init(name: $0.name, role: $0.role, value: $1) }, related: [],
        asOf: nil))
    rows.card = ListPlace()
  }

  // MARK: Handing over

  /// All rows are read: the one under the cursor is shown again, now among them, on the same line; or
  /// the graph around it, and the answer about it, of which only all rows tell.
  mutating func leaveFile() {
    defer { opening = nil }
    guard let page = rows.page.value, let stretch = page.stretch,
      [.rows, .graph, .predict].contains(screen), page.table == place.table,
      let table = schema.value?.tables.first(where: { $0.name == page.table }),
      // Where a session wants to go, it still does if the person went nowhere else.
      place.row == nil, place.key == nil
    else {
      rows.page.clear()
      rows.entity.clear()
      return
    }
    rows.sort = rows.wantedSort
    rows.wantedSort = []
    let row = stretch.row(at: rows.list.cursor, of: table.rows)
    place.row = row
    place.top = max(0, row - (rows.list.cursor - rows.list.top))
    place.column = rows.column
  }
}

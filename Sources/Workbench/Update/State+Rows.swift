import Inspection
import TerminalUI

extension State {
  /// Rows asked for at once: enough to scroll through without waiting.
  static let pageRows = 300

  /// The row under the cursor of the grid, if it is at hand.
  var gridRow: RowPageSummary.Row? {
    guard let page = rows.page.value, page.table == place.table else { return nil }
    return page.rows[safe: rows.list.cursor - page.offset]
  }

  /// The row that is open, for Graph and Predict.
  var openRow: RowReference? {
    if let entity = rows.entity.value?.reference, entity.table == place.table,
      entity.row == place.row
    {
      return entity
    }
    guard let table = place.table, let row = place.row else { return nil }
    return RowReference(table: table, row: row, key: place.key ?? "\(row)")
  }

  /// Lines of the pane of related rows: a table, then its newest rows.
  enum RelatedLine: Equatable, Sendable {
    case table(EntitySummary.Related)
    case row(RowReference)
  }

  var relatedLines: [RelatedLine] {
    (rows.entity.value?.related ?? []).flatMap { related in
      [.table(related)] + related.recent.map(RelatedLine.row)
    }
  }

  mutating func arriveAtRows() -> [Effect] {
    guard schema.value != nil else { return arriveAtStoredRows() }
    guard let table = place.table else { return [] }
    if rows.page.value?.table != table {
      rows.page.clear()
      rows.entity.clear()
      rows.list = ListPlace()
      rows.column = 0
      rows.sort = rows.wantedSort
      rows.wantedSort = []
      rows.shownSort = []
      rows.progress = nil
      rows.card = ListPlace()
      rows.related = ListPlace()
    }
    var effects: [Effect] = []
    let isStored = isBrowsingFile
    if let row = place.row {
      let page = rows.page.value
      let isHere = gridRow?.row == row && page?.filter == place.filter && !isStored
      if !isHere { effects.append(askPage(offset: 0, around: row)) }
      let open = rows.entity.value?.reference
      if isStored || open?.row != row || open?.table != table {
        effects.append(askEntity(.row(row)))
      }
    } else if let key = place.key {
      effects.append(askEntity(.key(key)))
    } else if isStored || rows.page.value?.filter != place.filter {
      rows.list = ListPlace()
      effects.append(askPage(offset: 0))
    } else {
      // Back at rows that are here already: the one under the cursor is open again.
      effects += showRow()
    }
    return effects
  }

  mutating func askPage(offset: Int, around: Int? = nil) -> Effect {
    rows.progress = nil
    guard schema.value != nil else { return askStoredPage(from: offset) }
    return ask(
      \.rows.page,
      .page(
        PageRequest(
          table: place.table ?? "", offset: max(0, offset), limit: Self.pageRows,
          filter: place.filter, sort: rows.sort, asOf: rowsAsOf, around: around)))
  }

  mutating func askEntity(_ address: RowAddress) -> Effect {
    ask(
      \.rows.entity,
      .entity(EntityRequest(table: place.table ?? "", address: address, asOf: rowsAsOf)))
  }

  /// Asks for rows that the grid shows and the page at hand does not hold.
  mutating func askRowsInView() -> [Effect] {
    guard let page = rows.page.value, page.table == place.table, !rows.page.isWaiting else {
      return []
    }
    let lines = rows.list.lines(count: page.visibleRows, height: Layout(self).height(of: .grid))
    let held = page.offset..<(page.offset + page.rows.count)
    guard !lines.isEmpty, !(held.contains(lines.lowerBound) && held.contains(lines.upperBound - 1))
    else { return [] }
    return [askPage(offset: lines.lowerBound - Self.pageRows / 3)]
  }

  /// The cursor of the grid moved: its row becomes the open one.
  mutating func showRow() -> [Effect] {
    var effects = askRowsInView()
    if isBrowsingFile {
      place.row = nil
      place.key = nil
      showStoredRow()
    } else if let row = gridRow {
      place.row = row.row
      place.key = nil
      rows.card = ListPlace()
      rows.related = ListPlace()
      effects.append(askEntity(.row(row.row)))
    }
    return effects
  }

  mutating func takePage(_ reply: Reply, for request: PageRequest) -> [Effect] {
    let result = reply.result.flatMap { answer -> Result<RowPageSummary, Failure> in
      if case .page(let value) = answer { return .success(value) }
      return .failure(.unexpected)
    }
    if case .success(let page) = result, page.isOnItsWay(request) {
      guard rows.page.wait(after: reply.generation) else { return [] }
      let again = ask(\.rows.page, .page(request))
      // Rows that lie in the order, or are few, come with the first answer.
      if page.sortedShare != nil, rows.progress?.sortedShare == nil {
        say("the rows do not lie in this order: all of them are gone through, esc stops", .dim)
      }
      rows.progress = page
      return [again]
    }
    guard rows.page.take(result, generation: reply.generation) else { return [] }
    rows.progress = nil
    if let failure = rows.page.failure, rows.page.value == nil, !rows.sort.isEmpty {
      // The order that a session wanted does not fit the table any more.
      rows.sort = []
      say(failure)
      return [askPage(offset: request.offset, around: request.around)]
    }
    guard let page = rows.page.value else { return [] }
    if let failure = rows.page.failure, request.filter != page.filter {
      // Words that are no filter: the rows of the one before would stand under them.
      rows.page.refuse(failure)
      rows.entity.clear()
      return []
    }
    if rows.page.failure == nil { rows.shownSort = request.sort }
    if let around = request.around {
      if let found = page.rows.firstIndex(where: { $0.row == around }) {
        place(.grid, on: page.offset + found)
      } else {
        place(.grid, on: page.offset)
      }
      restoreScroll(count: page.visibleRows)
      return askRowsInView()
    }
    place(.grid, on: rows.list.cursor)
    // A row that is hidden stays the open one, which says so, until another is chosen.
    if let open = rows.entity.value?.reference, open.row == place.row, words(ofLater: open) != nil {
      return askRowsInView() + goOnSearching(page)
    }
    if gridRow?.row != rows.entity.value?.reference.row || rows.entity.value == nil,
      !rows.entity.isWaiting, page.visibleRows > 0
    {
      return showRow() + goOnSearching(page)
    }
    return askRowsInView() + goOnSearching(page)
  }

  /// A filter that is not through the table yet is asked to go on.
  private mutating func goOnSearching(_ page: RowPageSummary) -> [Effect] {
    guard page.scannedRows != nil, !rows.page.isWaiting, page.filter == place.filter else {
      return []
    }
    return [askPage(offset: page.offset)]
  }

  mutating func takeEntity(_ reply: Reply) -> [Effect] {
    let result = reply.result.flatMap { answer -> Result<EntitySummary, Failure> in
      if case .entity(let value) = answer { return .success(value.withoutLater) }
      return .failure(.unexpected)
    }
    guard rows.entity.take(result, generation: reply.generation), rows.entity.failure == nil,
      let found = rows.entity.value?.reference, found.table == place.table
    else { return [] }
    let wasKnown = place.row == found.row
    place.row = found.row
    place.key = found.key
    switch screen {
    case .rows: return wasKnown ? settle() : [askPage(offset: 0, around: found.row)]
    case .graph where wasKnown && graph.subgraph.isWaiting: return settle()
    case .graph: return askSubgraph(isNew: false)
    case .predict: return askPrediction(isNew: false)
    default: return settle()
    }
  }

  mutating func use(filter: String) -> [Effect] {
    guard filter != place.filter else { return [] }
    place.filter = filter
    if !filter.isEmpty { rows.sought = filter }
    place.row = nil
    place.key = nil
    rows.list = ListPlace()
    rows.entity.clear()
    return [askPage(offset: 0)]
  }

  /// Whether the cursor of the grid is ahead of the card: its row was not read yet.
  var isAheadOfCard: Bool {
    pane == .grid && rows.entity.isWaiting && gridRow?.row != rows.entity.value?.reference.row
  }

  /// Keys are followed from the row under the cursor, never from the one that the card still shows.
  mutating func waitForCard() -> [Effect] {
    say("the row is still being read", .dim)
    return []
  }

  /// The row that the key under the cursor points to.
  var parentToFollow: RowReference? {
    guard let entity = rows.entity.value else { return nil }
    if pane == .card { return entity.fields[safe: rows.card.cursor]?.parent }
    guard let column = rows.page.value?.columns[safe: rows.column]?.name else { return nil }
    return entity.fields.first { $0.name == column }?.parent
  }

  mutating func openFromRows() -> [Effect] {
    switch pane {
    case .related:
      switch relatedLines[safe: rows.related.cursor] {
      case .row(let row): return open(row)
      case .table(let related): return openReferrers(related)
      case nil: return []
      }
    case .card:
      return parentToFollow.map { open($0) } ?? []
    default:
      focus[.rows] = .card
      return []
    }
  }

  /// Lists the rows of a child table that refer to the open row.
  mutating func openReferrers(_ related: EntitySummary.Related) -> [Effect] {
    guard let entity = rows.entity.value else { return [] }
    let relation = schema.value?.relations.first {
      $0.childTable == related.childTable && $0.columns == related.columns
        && $0.parentTable == entity.reference.table
    }
    // The key's own cells, where they are known: a text key may hold a comma.
    let cells = (relation?.parentColumns ?? []).compactMap { column in
      entity.fields.first { $0.name == column }?.value.typed
    }
    let values = cells.count == related.columns.count ? cells : [entity.reference.key]
    let filter = zip(related.columns, values).map { Self.word($0, equals: $1) }
    return go(
      to: Place(
        screen: .rows, table: related.childTable, filter: filter.joined(separator: " ")))
  }

  /// `driverId=3`, in quotes where a blank or a sign would end the word.
  static func word(_ column: String, equals value: String) -> String {
    func quoted(_ text: String) -> String {
      let isPlain = text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || "_-.:".unicodeScalars.contains($0)
      }
      return isPlain ? text : "\"\(text)\""
    }
    return quoted(column) + "=" + quoted(value)
  }
}

extension State {
  /// That a row is later than the as-of time, in words, and what to do; nil where it is not.
  func words(ofLater row: RowReference?) -> String? {
    guard let asOf = rowsAsOf, let row, let time = row.time, time > asOf else { return nil }
    let dot = screen == .rows ? ". shows it, " : ""
    return "\(row.table) \(row.key) is of \(time), later than the as-of time \(asOf): "
      + "it is hidden (\(dot)T sets another time)"
  }
}

extension EntitySummary {
  /// Nothing but its key of a row that is later than the time as of which it was asked for.
  var withoutLater: EntitySummary {
    guard let asOf, let time = reference.time, time > asOf else { return self }
    var bare = EntitySummary(reference: reference, fields: [], related: [], asOf: asOf)
    bare.reference.detail = ""
    return bare
  }
}

extension RowPageSummary {
  /// Whether it only says how far it is: a sort has no row before it is through, and the place of a row
  /// is known after the filter.
  fileprivate func isOnItsWay(_ request: PageRequest) -> Bool {
    sortedShare != nil || (scannedRows != nil && request.around != nil)
  }
}

extension CellValue {
  /// The cell as a person would type it.
  fileprivate var typed: String {
    if case .text(let text) = self { return text }
    return display
  }
}

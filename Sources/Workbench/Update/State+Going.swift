import Inspection
import RunLogs
import TerminalUI

extension State {
  /// Goes to a screen and keeps the row or task that is open.
  mutating func go(to screen: Screen) -> [Effect] {
    var next = place
    next.screen = screen
    return go(to: next)
  }

  /// Goes to a place and remembers the one left.
  mutating func go(to next: Place) -> [Effect] {
    if next != place {
      history.append(marked(place))
      if history.count > 200 { history.removeFirst() }
      future.removeAll()
      place = next
    }
    isZoomed = false
    return arrive()
  }

  mutating func goBack() -> [Effect] {
    guard let last = history.popLast() else {
      say("this is the first place", .dim)
      return []
    }
    future.append(marked(place))
    place = last
    return arrive()
  }

  mutating func goForward() -> [Effect] {
    guard let next = future.popLast() else {
      say("this is the last place", .dim)
      return []
    }
    history.append(marked(place))
    place = next
    return arrive()
  }

  /// One step up: out of a zoom, a filter, a row.
  mutating func leave() -> [Effect] {
    if exporting != nil { return stopExport() }
    if isZoomed {
      isZoomed = false
      return settle()
    }
    // The rows of a file are left like others, while the reading goes on.
    if isLoadingHere, screen != .rows || opening == nil { return cancelLoading() }
    if runs.view.cursor != nil, screen == .train || screen == .runs {
      runs.view.cursor = nil
      runs.view.anchor = nil
      return []
    }
    switch screen {
    case .schema: return []
    case .rows where !place.filter.isEmpty:
      return use(filter: "")
    case .rows: return go(to: Place(screen: .schema, table: place.table))
    case .graph, .predict: return go(to: .rows)
    case .runs where !runs.filter.isEmpty: return use(runFilter: "")
    case .task, .train, .runs: return go(to: .schema)
    }
  }

  /// Opens a row on the screen of rows.
  mutating func open(_ row: RowReference) -> [Effect] {
    go(to: Place(screen: .rows, table: row.table, key: row.key, row: row.row))
  }

  /// Asks for what the place shows and is not there yet.
  mutating func arrive() -> [Effect] {
    if place.table == nil { place.table = tableNames[safe: tables.cursor] }
    if let found = tableNames.firstIndex(where: { $0 == place.table }) {
      if found != tables.cursor {
        columns = ListPlace()
        links = ListPlace()
      }
      tables.move(
        to: found, count: tableNames.count, height: Layout(self).height(of: .tables))
    } else if let table = place.table, schema.value != nil {
      say("there is no table '\(table)' in this database")
      place.table = nil
      place.row = nil
      place.key = nil
      if screen == .rows { return arrive() }
    }
    var effects: [Effect] = []
    switch screen {
    case .schema:
      if let name = place.key,
        let column = selectedTable?.columns.firstIndex(where: { $0.name == name })
      {
        place(.columns, on: column)
        focus[.schema] = .columns
      }
      effects = askSchemaThen()
    case .rows: effects = arriveAtRows()
    case .graph: effects = askSubgraph(isNew: false) + askReading()
    case .task:
      if catalog.value == nil, !catalog.isWaiting, schema.value != nil {
        effects = [ask(\.catalog, .catalog)]
      }
    case .train, .runs: effects = [ask(\.runs.list, .runs)] + askProgress()
    case .predict: effects = askPrediction(isNew: false) + askRuns()
    }
    return effects + settle()
  }

  /// The as-of time changed: all that was read with the old one is asked for again.
  mutating func use(asOf time: String?) -> [Effect] {
    asOf = time
    showsHidden = false
    schemaThen.clear()
    rows.page.clear()
    rows.entity.clear()
    graph.subgraph.clear()
    graph.reading.request = nil
    predict.prediction.clear()
    predict.request = nil
    if let time {
      say("as of \(time): later rows are hidden", .time)
    } else {
      say("all rows are shown", .time)
    }
    return arrive()
  }

  /// The as-of time by which rows are asked for.
  var rowsAsOf: String? { showsHidden ? nil : asOf }
}

import TerminalUI

extension State {
  /// The cursor of a pane; nil for panes without one.
  static func list(of pane: Pane) -> WritableKeyPath<State, ListPlace>? {
    switch pane {
    case .tables: \.tables
    case .columns: \.columns
    case .links, .diagram: \.links
    case .grid: \.rows.list
    case .card: \.rows.card
    case .related: \.rows.related
    case .groups: \.graph.groups
    case .node: \.graph.cardPlace
    case .sides: \.graph.reading.sides
    case .words: \.graph.reading.words
    case .tasks: \.taskList
    case .jobs: \.runs.jobs
    case .runList: \.runs.place
    case .differences: \.runs.differences
    case .evidence: \.predict.evidence
    case .byTable: \.predict.byTable
    case .byColumn: \.predict.byColumn
    default: nil
    }
  }

  /// Lines of a pane's list.
  func count(of pane: Pane) -> Int {
    switch pane {
    case .tables: tableNames.count
    case .columns: selectedTable?.columns.count ?? 0
    case .links, .diagram: relationsHere.count
    case .grid: rows.page.value?.visibleRows ?? 0
    case .card: rows.entity.value?.fields.count ?? 0
    case .related: relatedLines.count
    case .groups: graphLines.count
    case .node: graph.card.value?.fields.count ?? 0
    case .sides: graph.reading.prompt.value?.attributes.count ?? 0
    case .words: graph.reading.prompt.value?.tokens.count ?? 0
    case .tasks: catalog.value?.tasks.count ?? 0
    case .jobs: runs.list.value?.count ?? 0
    case .runList: runs.visible.count
    case .differences: comparison.count
    case .evidence: predict.prediction.value?.evidence.count ?? 0
    case .byTable: predict.prediction.value?.byTable.count ?? 0
    case .byColumn: predict.prediction.value?.byColumn.count ?? 0
    default: 0
    }
  }

  mutating func move(by lines: Int) -> [Effect] {
    if pane == .diagram { return moveInDiagram(rows: lines, columns: 0) }
    guard let path = Self.list(of: pane) else {
      if pane == .log || pane == .plots { runs.logBack = max(0, runs.logBack - lines) }
      return []
    }
    return move(to: self[keyPath: path].cursor + lines)
  }

  mutating func move(to line: Int) -> [Effect] {
    guard let path = Self.list(of: pane) else {
      if pane == .log { runs.logBack = line <= 0 ? 1_000_000 : 0 }
      return []
    }
    let before = self[keyPath: path].cursor
    place(pane, on: line)
    return self[keyPath: path].cursor == before ? [] : followCursor()
  }

  /// Puts a pane's cursor on a line and scrolls to it.
  mutating func place(_ pane: Pane, on line: Int) {
    guard let path = Self.list(of: pane) else { return }
    self[keyPath: path].move(
      to: line, count: count(of: pane), height: Layout(self).height(of: pane))
  }

  /// What changes with the cursor of the pane that has the keys.
  private mutating func followCursor() -> [Effect] {
    switch pane {
    case .tables:
      select(table: tables.cursor)
      return settle()
    case .grid: return showRow()
    case .groups:
      graph.selected = graphLines[safe: graph.groups.cursor]?.item ?? .seed
      return askCard()
    case .jobs:
      runs.selected = runs.list.value?[safe: runs.jobs.cursor]?.id
      runs.logBack = 0
      return askProgress()
    default: break
    }
    return []
  }

  /// After anything changed the lists or the screen: every cursor is on a line that exists.
  mutating func settle() -> [Effect] {
    let shown = Layout(self).panes
    if !shown.contains(pane), let first = shown.first(where: screen.panes.contains) {
      focus[screen] = first
    }
    for pane in screen.panes {
      if let path = Self.list(of: pane) { place(pane, on: self[keyPath: path].cursor) }
    }
    if screen == .schema { revealInDiagram() }
    return screen == .rows ? askRowsInView() : []
  }

  mutating func turnPane(by step: Int) {
    let panes = screen.panes.filter(Layout(self).canShow)
    guard let here = panes.firstIndex(of: pane) else { return }
    focus[screen] = panes[((here + step) % panes.count + panes.count) % panes.count]
  }
}

extension Array {
  subscript(safe place: Int) -> Element? { indices.contains(place) ? self[place] : nil }
}

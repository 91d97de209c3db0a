import Inspection
import TerminalUI

extension State {
  /// The time of the seed: as-of, else the test cutoff, else the newest row.
  var seedTime: String? {
    asOf ?? schema.value?.testCutoff ?? schema.value?.tables.compactMap(\.lastTime).max()
  }

  mutating func askSubgraph(isNew: Bool) -> [Effect] {
    guard schema.value != nil else { return [] }
    guard let table = place.table, let row = place.row else {
      if let key = place.key, place.table != nil { return [askEntity(.key(key))] }
      // What was drawn is of a row that is not open any more.
      graph.subgraph.clear()
      return []
    }
    let known = graph.subgraph.value
    if !isNew, let known, known.seed.table == table, known.seed.row == row { return [] }
    if known?.seed.table != table || known?.seed.row != row {
      graph.groups = ListPlace()
      graph.selected = .seed
      graph.shownRows = [:]
    }
    return [
      ask(
        \.graph.subgraph,
        .subgraph(
          SubgraphRequest(
            table: table, row: row, time: seedTime, fanout: graph.fanout,
            strategy: graph.strategy, randomSeed: graph.randomSeed)))
    ]
  }

  mutating func change(fanout: [Int]) -> [Effect] {
    graph.fanout = fanout
    return screen == .graph ? askSubgraph(isNew: true) : []
  }

  // MARK: The cursor

  /// The row that the cursor is on: the seed, a row, or nothing on a group.
  var selectedNode: SubgraphSummary.Node? {
    guard let summary = graph.subgraph.value else { return nil }
    switch graphLines[safe: graph.groups.cursor]?.item {
    case .seed: return summary.nodes.first
    case .node(let place): return summary.nodes[safe: place]
    default: return nil
    }
  }

  /// The group that the cursor is on or in.
  var selectedGroup: SubgraphSummary.Group? {
    guard let summary = graph.subgraph.value else { return nil }
    switch graphLines[safe: graph.groups.cursor]?.item {
    case .group(let place), .more(let place, _, _): return summary.groups[safe: place]
    case .node(let place): return Self.group(of: place, in: summary).map { summary.groups[$0] }
    default: return nil
    }
  }

  /// A subgraph came, or its shape changed: the cursor stays on what it was on.
  mutating func showSubgraph() -> [Effect] {
    let lines = graphLines
    var wanted = lines.firstIndex { $0.item == graph.selected }
    if wanted == nil, case .node(let node) = graph.selected, let summary = graph.subgraph.value,
      summary.nodes.indices.contains(node), let group = Self.group(of: node, in: summary)
    {
      wanted = lines.firstIndex { $0.item == .group(group) }
    }
    place(.groups, on: wanted ?? 0)
    graph.selected = lines[safe: graph.groups.cursor]?.item ?? .seed
    return settle() + askCard()
  }

  mutating func turnGraphView() -> [Effect] {
    graph.view = graph.view.next
    focus[.graph] = .groups
    say(
      "\(graph.view.rawValue): "
        + GraphView.allCases.map { $0 == graph.view ? "[\($0.rawValue)]" : $0.rawValue }
        .joined(separator: " → "), .dim)
    return showSubgraph()
  }

  /// Opens a group: a few rows, all rows, none.
  mutating func foldGroup() -> [Effect] {
    guard let summary = graph.subgraph.value, let group = selectedGroup,
      let place = summary.groups.firstIndex(of: group)
    else {
      say("put the cursor on a group of rows", .dim)
      return []
    }
    let all = max(1, GraphIndex(summary).rows[place].count)
    let now = shownRows(of: group)
    graph.shownRows[Self.key(of: group)] = now == 0 ? min(3, all) : now < all ? all : 0
    return showSubgraph()
  }

  /// In layers: to the hop on the left, or the right.
  mutating func moveHop(by step: Int) -> [Effect] {
    let lines = graphLines
    guard let summary = graph.subgraph.value, let here = lines[safe: graph.groups.cursor] else {
      return []
    }
    var wanted: Int?
    if case .node(let node) = here.item {
      wanted =
        step < 0
        ? lines.firstIndex {
          $0.item == (summary.nodes[node].from == 0 ? .seed : .node(summary.nodes[node].from ?? 0))
        }
        : lines.firstIndex { line in
          if case .node(let other) = line.item { return summary.nodes[other].from == node }
          return false
        }
    }
    wanted = wanted ?? lines.firstIndex { $0.depth == here.depth + step }
    return wanted.map { move(to: $0) } ?? []
  }

  mutating func openFromGraph() -> [Effect] {
    if let node = selectedNode { return open(node.reference) }
    return foldGroup()
  }

  // MARK: The card

  /// Asks for the cells of the row under the cursor.
  mutating func askCard() -> [Effect] {
    guard let node = selectedNode else {
      graph.card.clear()
      return []
    }
    graph.cardPlace = ListPlace()
    if isCard(of: node.reference) { return [] }
    return [
      ask(
        \.graph.card,
        .card(
          EntityRequest(
            table: node.reference.table, address: .row(node.reference.row),
            asOf: graph.subgraph.value?.seedTime)))
    ]
  }

  /// Whether the cells at hand are those of a row.
  func isCard(of reference: RowReference) -> Bool {
    let card = graph.card.value?.reference
    return card?.table == reference.table && card?.row == reference.row
  }

  mutating func takeCard(_ reply: Reply) -> [Effect] {
    let result = reply.result.flatMap { answer -> Result<EntitySummary, Failure> in
      if case .entity(let value) = answer { return .success(value) }
      return .failure(.unexpected)
    }
    return graph.card.take(result, generation: reply.generation) ? settle() : []
  }

  var graphCellViewer: Viewer? {
    guard let card = graph.card.value, let field = card.fields[safe: graph.cardPlace.cursor] else {
      return nil
    }
    return Self.viewer(of: field.value, named: "\(card.reference.table).\(field.name)")
  }

  // MARK: Writing

  static let graphExportChoice = Choice(
    title: "export the subgraph as",
    options: [
      .init(name: "dot", note: "a drawing for Graphviz"),
      .init(name: "json", note: "rows, groups and the sampler's arguments"),
    ], purpose: .exportGraph)

  mutating func exportGraph(as format: String) -> [Effect] {
    guard let summary = graph.subgraph.value else { return [] }
    guard let text = format == "dot" ? summary.dot : try? summary.json() else { return [] }
    let name = "\(summary.seed.table)-\(summary.seed.key)-graph.\(format)"
    return [order(.export(text, name: name))]
  }
}

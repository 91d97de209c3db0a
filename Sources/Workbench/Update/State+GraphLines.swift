import Inspection
import TerminalUI

// One subgraph in four orders: a line for each thing that the cursor can be on.
extension State {
  var graphLines: [GraphLine] {
    guard let summary = graph.subgraph.value else { return [] }
    switch graph.view {
    case .tree: return treeLines(summary)
    case .layers: return layerLines(summary)
    case .time: return timeLines(summary)
    case .list:
      return summary.nodes.indices.map {
        GraphLine(item: $0 == 0 ? .seed : .node($0), depth: summary.nodes[$0].hop)
      }
    }
  }

  static func key(of group: SubgraphSummary.Group) -> String {
    "\(group.hop) \(group.fromTable) \(group.via) \(group.table)"
  }

  /// How many rows of a group are shown: few at first where there is room, none where there is not.
  func shownRows(of group: SubgraphSummary.Group) -> Int {
    graph.shownRows[Self.key(of: group)] ?? (Layout(self).width == .wide && group.hop == 1 ? 3 : 0)
  }

  /// The group that a row came in with.
  static func group(of node: Int, in summary: SubgraphSummary) -> Int? {
    let node = summary.nodes[node]
    return summary.groups.firstIndex {
      $0.hop == node.hop && $0.via == node.via && $0.table == node.reference.table
    }
  }

  // MARK: Tree

  /// A line to come with what hangs below it.
  private struct Branch {
    var item: GraphItem
    var below: [Branch] = []
  }

  private func treeLines(_ summary: SubgraphSummary) -> [GraphLine] {
    let index = GraphIndex(summary)
    let groups = summary.groups.indices.filter { summary.groups[$0].hop == 1 }
    var lines: [GraphLine] = []
    func add(_ branch: Branch, depth: Int, isLast: Bool, trunk: [Bool]) {
      lines.append(GraphLine(item: branch.item, depth: depth, isLast: isLast, trunk: trunk))
      for (place, next) in branch.below.enumerated() {
        add(
          next, depth: depth + 1, isLast: place == branch.below.count - 1,
          trunk: depth == 0 ? [] : trunk + [!isLast])
      }
    }
    add(
      Branch(item: .seed, below: groups.map { branch(ofGroup: $0, summary, index) }), depth: 0,
      isLast: true, trunk: [])
    return lines
  }

  /// A group: folded, its tables one hop further; open, its rows with what hangs on each.
  private func branch(
    ofGroup place: Int, _ summary: SubgraphSummary, _ index: GraphIndex
  ) -> Branch {
    let group = summary.groups[place]
    let shown = shownRows(of: group)
    guard shown > 0 else {
      // A table that several groups lead to goes on below the first alone.
      let first = summary.groups.firstIndex { $0.hop == group.hop && $0.table == group.table }
      let next = summary.groups.indices.filter {
        summary.groups[$0].hop == group.hop + 1 && summary.groups[$0].fromTable == group.table
      }
      return Branch(
        item: .group(place),
        below: first == place ? next.map { branch(ofGroup: $0, summary, index) } : [])
    }
    let rows = index.rows[place]
    var below = rows.prefix(shown).map { branch(ofNode: $0, summary, index, shown: shown) }
    if rows.count > shown {
      below.append(Branch(item: .more(group: place, under: nil, count: rows.count - shown)))
    }
    return Branch(item: .group(place), below: below)
  }

  private func branch(
    ofNode place: Int, _ summary: SubgraphSummary, _ index: GraphIndex, shown: Int
  ) -> Branch {
    let children = index.children[place]
    var below = children.prefix(shown).map { branch(ofNode: $0, summary, index, shown: shown) }
    if children.count > shown, let group = Self.group(of: children[shown], in: summary) {
      below.append(
        Branch(item: .more(group: group, under: place, count: children.count - shown)))
    }
    return Branch(item: .node(place), below: below)
  }

  // MARK: Layers, time

  private func layerLines(_ summary: SubgraphSummary) -> [GraphLine] {
    let index = GraphIndex(summary)
    var lines = [GraphLine(item: .seed, depth: 0)]
    for (place, group) in summary.groups.enumerated() {
      lines.append(GraphLine(item: .group(place), depth: group.hop))
      let rows = index.rows[place]
      let shown = max(shownRows(of: group), graph.shownRows[Self.key(of: group)] ?? 3)
      lines += rows.prefix(shown).map { GraphLine(item: .node($0), depth: group.hop) }
      if rows.count > shown {
        lines.append(
          GraphLine(
            item: .more(group: place, under: nil, count: rows.count - shown), depth: group.hop))
      }
    }
    return lines
  }

  /// The newest first, as a model with "last" draws takes them; rows without a time at the end.
  private func timeLines(_ summary: SubgraphSummary) -> [GraphLine] {
    let rows = summary.nodes.indices.dropFirst().sorted { left, right in
      let (a, b) = (summary.nodes[left].reference.time, summary.nodes[right].reference.time)
      if a != b { return (a ?? "") > (b ?? "") }
      return left < right
    }
    return [GraphLine(item: .seed, depth: 0)]
      + rows.map { GraphLine(item: .node($0), depth: summary.nodes[$0].hop) }
  }
}

/// What hangs on what in a subgraph, found in one pass.
struct GraphIndex {
  /// Per group the places of its rows.
  private(set) var rows: [[Int]]
  /// Per row the places of those that were reached through it.
  private(set) var children: [[Int]]

  private struct Key: Hashable {
    var hop: Int
    var via: String
    var table: String
  }

  init(_ summary: SubgraphSummary) {
    rows = [[Int]](repeating: [], count: summary.groups.count)
    children = [[Int]](repeating: [], count: summary.nodes.count)
    let groups = Dictionary(
      summary.groups.enumerated().map { place, group in
        (Key(hop: group.hop, via: group.via, table: group.table), place)
      }, uniquingKeysWith: { first, _ in first })
    for (place, node) in summary.nodes.enumerated() {
      let key = Key(hop: node.hop, via: node.via, table: node.reference.table)
      if place > 0, let group = groups[key] { rows[group].append(place) }
      if let from = node.from, children.indices.contains(from) { children[from].append(place) }
    }
  }
}

import Inspection
import TerminalUI

extension State {
  /// A line of the tree of groups: a group of rows and how deep it lies; nil for the seed.
  struct GroupLine: Equatable, Sendable {
    var group: SubgraphSummary.Group?
    var depth: Int
    var isLast: Bool
    /// For each depth above, whether the tree goes on below there.
    var trunk: [Bool]
  }

  /// The groups as a tree: each hangs on the first group of the hop before that holds its table.
  var groupLines: [GroupLine] {
    guard let summary = graph.subgraph.value else { return [] }
    var lines = [GroupLine(group: nil, depth: 0, isLast: true, trunk: [])]
    func add(_ groups: [SubgraphSummary.Group], trunk: [Bool]) {
      for (place, group) in groups.enumerated() {
        let isLast = place == groups.count - 1
        lines.append(
          GroupLine(group: group, depth: group.hop, isLast: isLast, trunk: trunk))
        let isFirst =
          summary.groups.first { $0.hop == group.hop && $0.table == group.table } == group
        let next = summary.groups.filter { $0.hop == group.hop + 1 && $0.fromTable == group.table }
        if isFirst, !next.isEmpty { add(next, trunk: trunk + [!isLast]) }
      }
    }
    add(summary.groups.filter { $0.hop == 1 }, trunk: [])
    return lines
  }

  /// Rows of the group under the cursor; all of them on the seed's line.
  var nodesHere: [SubgraphSummary.Node] {
    guard let summary = graph.subgraph.value else { return [] }
    guard let group = groupLines[safe: graph.groups.cursor]?.group else { return summary.nodes }
    return summary.nodes.filter {
      $0.hop == group.hop && $0.via == group.via && $0.reference.table == group.table
    }
  }

  /// The time of the seed: as-of, else the test cutoff, else the newest row.
  var seedTime: String? {
    asOf ?? schema.value?.testCutoff ?? schema.value?.tables.compactMap(\.lastTime).max()
  }

  mutating func askSubgraph(isNew: Bool) -> [Effect] {
    guard schema.value != nil else { return [] }
    guard let table = place.table, let row = place.row else {
      if let key = place.key, place.table != nil { return [askEntity(.key(key))] }
      return []
    }
    let known = graph.subgraph.value
    if !isNew, let known, known.seed.table == table, known.seed.row == row { return [] }
    graph.groups = ListPlace()
    graph.nodes = ListPlace()
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
}

import EntityGraphs
import Inspection
import Relational
import Tasks

extension NeighborSampler {
  /// What was sampled for the first seed, with the number of rows that could have been, and the check
  /// that none of them is later than the seed.
  ///
  /// The check compares times of its own accord, without the rule that let the rows in: it would notice
  /// if the rule were wrong.
  public func summary(of subgraph: Subgraph) -> SubgraphSummary {
    let seed = subgraph.seeds[0]
    let database = graph.database
    var order: [(table: Int, place: Int)] = [(subgraph.seedTable, 0)]
    var places = subgraph.nodes.map { [Int](repeating: -1, count: $0.count) }
    places[subgraph.seedTable][0] = 0
    var nodes = [
      SubgraphSummary.Node(
        reference: graph.reference(table: subgraph.seedTable, row: Int(seed.row)), hop: 0,
        from: nil, via: "")
    ]
    var groups: [SubgraphSummary.Group] = []
    for hop in 1...subgraph.hops {
      for edgeType in graph.edgeTypes.indices {
        let links = subgraph.links[edgeType]
        let source = graph.source(of: graph.edgeTypes[edgeType])
        let target = graph.destination(of: graph.edgeTypes[edgeType])
        let start = hop == 1 ? 0 : links.hopEnds[hop - 2]
        var sampled = 0
        for link in start..<links.hopEnds[hop - 1] {
          let node = Int(links.sources[link])
          guard subgraph.nodes[source].seeds[node] == 0 else { continue }
          sampled += 1
          guard places[source][node] < 0 else { continue }
          places[source][node] = order.count
          order.append((source, node))
          nodes.append(
            SubgraphSummary.Node(
              reference: graph.reference(
                table: source, row: Int(subgraph.nodes[source].rows[node])),
              hop: hop, from: places[target][Int(links.targets[link])],
              via: label(of: edgeType)))
        }
        let reachable = reachable(from: subgraph, hop: hop, along: edgeType)
        let linked = self.reachable(
          from: subgraph, hop: hop, along: edgeType, isTimeless: true)
        guard linked > 0 else { continue }
        groups.append(
          SubgraphSummary.Group(
            hop: hop, via: label(of: edgeType), fromTable: database.tables[target].schema.name,
            table: database.tables[source].schema.name, sampled: sampled, reachable: reachable,
            fanout: fanout.limit(hop: hop, edgeType: edgeType),
            linked: linked))
      }
    }
    let times = order.compactMap { entry -> Int64? in
      let row = subgraph.nodes[entry.table].rows[entry.place]
      let time = database.tables[entry.table].time(ofRow: Int(row))
      return entry.place == 0 && entry.table == subgraph.seedTable || time == Table.noTime
        ? nil : time
    }
    return SubgraphSummary(
      seed: nodes[0].reference, seedTime: Timestamp(microseconds: seed.time).description,
      nodes: nodes, groups: groups, edges: subgraph.linkCount, fanout: fanout.perHop,
      strategy: strategy.rawValue,
      history: rule.cutoff == nil ? HistoryPolicy.asOf.rawValue : HistoryPolicy.cut.rawValue,
      randomSeed: random.seed,
      newestTime: times.max().map { Timestamp(microseconds: $0).description },
      rowsAfterSeed: times.count { $0 > seed.latest })
  }

  /// Rows that the rule would have let in along an edge type at a hop, if the fan-out had no end; with
  /// `isTimeless` those that hang there at any time.
  private func reachable(
    from subgraph: Subgraph, hop: Int, along edgeType: Int, isTimeless: Bool = false
  ) -> Int {
    let target = graph.destination(of: graph.edgeTypes[edgeType])
    let nodes = subgraph.nodes[target]
    let start = hop == 1 ? 0 : nodes.count(withinHops: hop - 2)
    let seed = subgraph.seeds[0]
    let kind = graph.edgeTypes[edgeType]
    var count = 0
    for node in start..<nodes.count(withinHops: hop - 1) where nodes.seeds[node] == 0 {
      let row = nodes.rows[node]
      if kind.direction == .toParent {
        count +=
          isTimeless
          ? graph.childRange(of: row, relation: kind.relation).count
          : graph.visibleChildren(of: row, relation: kind.relation, at: seed.latest, rule: rule)
            .count
      } else {
        let parent = graph.parent(of: row, relation: kind.relation)
        let table = graph.source(of: graph.edgeTypes[edgeType])
        if parent >= 0,
          isTimeless
            || rule.admits(
              rowTime: graph.database.tables[table].time(ofRow: Int(parent)), at: seed.latest)
        {
          count += 1
        }
      }
    }
    return count
  }

  /// `← results.driverId` from a parent to its children, `→ results.raceId` from a child to its parent.
  private func label(of edgeType: Int) -> String {
    let kind = graph.edgeTypes[edgeType]
    let relation = graph.database.schema.relations[kind.relation]
    let child = graph.database.tables[relation.childTable].schema
    let columns = relation.columns.map { child.columns[$0].name }.joined(separator: ", ")
    return "\(kind.direction == .toParent ? "←" : "→") \(child.name).\(columns)"
  }
}

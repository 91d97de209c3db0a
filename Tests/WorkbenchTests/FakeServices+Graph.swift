import Inspection
import Workbench

extension FakeServices {
  func subgraph(
    _ request: SubgraphRequest, watching: (Double) -> Bool
  ) throws -> SubgraphSummary {
    try check()
    var nodes = [
      SubgraphSummary.Node(
        reference: reference(request.table, request.row), hop: 0, from: nil, via: "")
    ]
    for place in 0..<8 {
      nodes.append(
        .init(
          reference: reference(
            "results", 20_281 - 20 * place, "2009-\(place < 2 ? "" : "0")\(11 - place)-01"), hop: 1,
          from: 0, via: "← results.driverId"))
    }
    for place in 0..<4 {
      nodes.append(
        .init(
          reference: reference(
            "races", 337 - place, "2009-\(place < 2 ? "" : "0")\(11 - place)-01"), hop: 2,
          from: 1 + place, via: "→ results.raceId"))
    }
    func group(
      _ hop: Int, _ via: String, _ from: String, _ table: String, _ sampled: Int, _ reachable: Int
    ) -> SubgraphSummary.Group {
      .init(
        hop: hop, via: via, fromTable: from, table: table, sampled: sampled, reachable: reachable,
        fanout: request.fanout[min(hop - 1, request.fanout.count - 1)],
        linked: hop == 1 ? reachable * 3 : reachable)
    }
    var groups = [
      group(1, "← results.driverId", "drivers", "results", 8, 120),
      group(1, "← qualifying.driverId", "drivers", "qualifying", 4, 90),
      group(1, "← standings.driverId", "drivers", "standings", 6, 138),
    ]
    if request.fanout.count > 1 {
      groups += [
        group(2, "→ results.raceId", "results", "races", 4, 8),
        group(2, "→ results.constructorId", "results", "constructors", 1, 1),
        group(2, "→ qualifying.raceId", "qualifying", "races", 4, 4),
      ]
    }
    return SubgraphSummary(
      seed: reference(
        request.table, request.row,
        request.table == "results" && request.row >= 19_560 ? "2015-06-01" : nil),
      seedTime: request.time ?? "2010-01-01",
      nodes: nodes, groups: groups, edges: 42, fanout: request.fanout,
      strategy: request.strategy, history: "cut", randomSeed: request.randomSeed,
      newestTime: "2009-11-01", rowsAfterSeed: rowsAfterSeed)
  }
}

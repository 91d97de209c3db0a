import EntityGraphs
import Randomness
import Relational
import Synchronization
import Tasks

/// Samples, for each seed, the rows around it that lie in its past.
///
/// Hop h looks at the rows that came in at hop h−1. Along every edge type that ends in such a row's
/// table, the rows at the other end may come in if ``TemporalRule`` admits them; when they are more than
/// the fan-out, the strategy chooses. A row enters a seed's tree at most once; a link is kept even when
/// its source was in already. Trees of different seeds share nothing.
///
/// Draws depend on the random seed, the epoch and the seed (entity and time) alone: not on its place
/// in a batch, not on the number of workers.
///
/// - Source: PyG's disjoint temporal `NeighborLoader` (`pyg-lib` `hetero_neighbor_sample`), as RelBench
///   uses it; checked against `fixtures/hetero-sage/sampler.safetensors` and brute force.
/// - Complexity: O(rows sampled + edge types · log children) per seed.
public final class NeighborSampler: Sendable {
  public let graph: EntityGraph
  public let rule: TemporalRule
  public let fanout: Fanout
  public let strategy: SamplingStrategy
  let random: RandomSource
  private let childRows: [[Int32]]
  /// Row times per table, nil for tables without time.
  private let times: [[Int64]?]
  private let arrivals: [[Arrival]]
  private let scratches = Mutex<[SamplingScratch]>([])

  /// An edge type by which messages arrive at a table.
  private struct Arrival: Sendable {
    let edgeType: Int
    let relation: Int
    let isFromChildren: Bool
    let sourceTable: Int
  }

  public init(
    _ graph: EntityGraph, rule: TemporalRule, fanout: Fanout, strategy: SamplingStrategy,
    random: RandomSource
  ) {
    self.graph = graph
    self.rule = rule
    self.fanout = fanout
    self.strategy = strategy
    self.random = random
    times = graph.database.tables.map(\.times)
    let relations = graph.database.schema.relations
    childRows = relations.indices.map { graph.childRows(relation: $0) }
    var arrivals = [[Arrival]](repeating: [], count: graph.database.tables.count)
    for (index, edgeType) in graph.edgeTypes.enumerated() {
      let relation = relations[edgeType.relation]
      let isFromChildren = edgeType.direction == .toParent
      let arrival = Arrival(
        edgeType: index, relation: edgeType.relation, isFromChildren: isFromChildren,
        sourceTable: isFromChildren ? relation.childTable : relation.parentTable)
      arrivals[isFromChildren ? relation.parentTable : relation.childTable].append(arrival)
    }
    self.arrivals = arrivals
  }

  /// The subgraph of a batch of seeds, all of one table.
  ///
  /// - Parameter hidden: for each seed, rows left out as if they did not exist (the seed itself always
  ///   stays); empty to leave out none. The other draws stay the same, so that the difference a row
  ///   makes is the row's own.
  public func sample(
    _ seeds: [Seed], of table: Int, epoch: Int, without hidden: [HiddenRows] = []
  ) -> Subgraph {
    precondition(
      hidden.isEmpty || hidden.count == seeds.count,
      "NeighborSampler: \(hidden.count) sets of hidden rows for \(seeds.count) seeds")
    let scratch = takeScratch()
    defer { scratches.withLock { $0.append(scratch) } }
    var trees: [SeedTree] = []
    trees.reserveCapacity(seeds.count)
    for (index, seed) in seeds.enumerated() {
      grow(
        scratch, from: seed, table: table, epoch: epoch,
        hidden: hidden.isEmpty ? HiddenRows() : hidden[index])
      trees.append(scratch.tree)
    }
    return Subgraph(assembling: trees, seeds: seeds, table: table, sampler: self)
  }

  private func takeScratch() -> SamplingScratch {
    scratches.withLock { $0.popLast() }
      ?? SamplingScratch(rowCounts: graph.database.tables.map(\.rowCount))
  }

  private func grow(
    _ scratch: SamplingScratch, from seed: Seed, table: Int, epoch: Int, hidden: HiddenRows
  ) {
    var draws = random.stream(.neighbors, epoch: epoch, row: seed.drawKey)
    scratch.begin()
    _ = scratch.place(table: table, row: seed.row, hop: 0)
    var first = 0
    for hop in 1...fanout.hops {
      let end = scratch.tree.rows.count
      for place in first..<end {
        let row = scratch.tree.rows[place]
        for arrival in arrivals[Int(scratch.tree.tables[place])] {
          let limit = fanout.limit(hop: hop, edgeType: arrival.edgeType)
          if arrival.isFromChildren {
            takeChildren(
              of: row, at: place, along: arrival, limit: limit, hop: hop, seed: seed,
              hidden: hidden, scratch: scratch, draws: &draws)
          } else if limit > 0 {
            let parent = graph.parent(of: row, relation: arrival.relation)
            guard parent >= 0 else { continue }
            let time = times[arrival.sourceTable]?[Int(parent)] ?? Table.noTime
            guard rule.admits(rowTime: time, at: seed.latest) else { continue }
            take(parent, at: place, along: arrival, hop: hop, hidden: hidden, scratch: scratch)
          }
        }
      }
      first = end
    }
  }

  private func takeChildren(
    of row: Int32, at place: Int, along arrival: Arrival, limit: Int, hop: Int, seed: Seed,
    hidden: HiddenRows, scratch: SamplingScratch, draws: inout RandomStream
  ) {
    let range = graph.visibleChildren(
      of: row, relation: arrival.relation, at: seed.latest, rule: rule)
    guard !range.isEmpty, limit > 0 else { return }
    func take(_ index: Int) {
      self.take(
        childRows[arrival.relation][index], at: place, along: arrival, hop: hop, hidden: hidden,
        scratch: scratch)
    }
    if range.count <= limit {
      for index in range { take(index) }
    } else if strategy == .last {
      for index in range.suffix(limit) { take(index) }
    } else {
      // Floyd's algorithm (Bentley and Floyd 1987): `limit` distinct numbers in `limit` draws.
      scratch.beginPicks(bound: range.count)
      for bound in (range.count - limit)..<range.count {
        let number = draws.below(bound + 1)
        if scratch.isNewPick(number) {
          take(range.lowerBound + number)
        } else {
          _ = scratch.isNewPick(bound)
          take(range.lowerBound + bound)
        }
      }
    }
  }

  private func take(
    _ row: Int32, at target: Int, along arrival: Arrival, hop: Int, hidden: HiddenRows,
    scratch: SamplingScratch
  ) {
    if hidden.contains(table: arrival.sourceTable, row: row) { return }
    let source = scratch.place(table: arrival.sourceTable, row: row, hop: UInt8(hop))
    scratch.tree.edgeTypes.append(Int32(arrival.edgeType))
    scratch.tree.sources.append(source)
    scratch.tree.targets.append(Int32(target))
  }
}

extension Seed {
  /// Entity and time folded into one number (how stale the history is changes no draw), so that the same question draws the same neighbors in
  /// training, in evaluation and when asked alone.
  public var drawKey: Int {
    Int(truncatingIfNeeded: UInt64(bitPattern: time) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(row))
  }
}

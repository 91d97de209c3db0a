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
  private let arrivals: [[Arrival]]
  private let scratches = Mutex<[SamplingScratch]>([])

  public init(
    _ graph: EntityGraph, rule: TemporalRule, fanout: Fanout, strategy: SamplingStrategy,
    random: RandomSource
  ) {
    precondition(
      fanout.hops <= SamplingScratch.NodePlace.largestHop,
      "NeighborSampler: \(fanout.hops) hops, at most \(SamplingScratch.NodePlace.largestHop)")
    self.graph = graph
    self.rule = rule
    self.fanout = fanout
    self.strategy = strategy
    self.random = random
    arrivals = Arrival.all(in: graph)
  }

  deinit {
    scratches.withLock { for scratch in $0 { scratch.free() } }
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
    var scratch =
      scratches.withLock { $0.popLast() }
      ?? SamplingScratch(
        rowCounts: graph.database.tables.map(\.rowCount), edgeTypes: graph.edgeTypes.count,
        hops: fanout.hops)
    scratch.beginBatch()
    Ways.with(arrivals, in: graph, fanout: fanout, scratch: scratch) { ways in
      for (number, seed) in seeds.enumerated() {
        precondition(
          seed.row >= 0 && Int(seed.row) < graph.database.tables[table].rowCount,
          "NeighborSampler: no row \(seed.row) in table \(table)")
        scratch.beginTree(from: seed.row, table: table)
        var draws = random.stream(.neighbors, epoch: epoch, row: seed.drawKey)
        grow(
          &scratch, from: seed, along: ways, draws: &draws,
          hidden: hidden.isEmpty ? nil : hidden[number])
        scratch.endTree(of: number)
      }
    }
    let subgraph = Subgraph(joining: scratch, seeds: seeds, table: table, graph: graph)
    scratches.withLock { $0.append(scratch) }
    return subgraph
  }

  private func grow(
    _ scratch: inout SamplingScratch, from seed: Seed, along ways: Ways,
    draws: inout RandomStream, hidden: HiddenRows?
  ) {
    var first = 0
    for hop in 1...fanout.hops {
      let end = scratch.visits.count
      for number in first..<end {
        let node = scratch.visits.base[number]
        let (start, end) = ways.range(ofTable: Int(node.table), hop: hop)
        let parents = ways.parents(ofTable: Int(node.table), row: node.row)
        var way = start
        while way < end {
          if way.pointee.isFromChildren {
            takeChildren(
              of: node, along: way, seed: seed, hidden: hidden, scratch: &scratch, draws: &draws)
          } else {
            let parent = parents[way.pointee.parentPlace]
            if parent >= 0, isVisible(parent, along: way, to: seed) {
              take(parent, to: node, along: way, hidden: hidden, scratch: &scratch)
            }
          }
          way += 1
        }
      }
      first = end
    }
  }

  @inline(__always)
  private func isVisible(_ parent: Int32, along way: UnsafePointer<Way>, to seed: Seed) -> Bool {
    guard let times = way.pointee.times else { return true }
    return rule.admits(rowTime: times[Int(parent)], at: seed.latest)
  }

  @inline(never)
  private func takeChildren(
    of node: SamplingScratch.Visit, along way: UnsafePointer<Way>, seed: Seed,
    hidden: HiddenRows?, scratch: inout SamplingScratch, draws: inout RandomStream
  ) {
    let range = graph.visibleChildren(
      of: node.row, relation: way.pointee.relation, at: seed.latest, rule: rule)
    guard !range.isEmpty, let children = way.pointee.children else { return }
    let limit = way.pointee.limit
    if range.count <= limit || strategy == .last {
      for index in range.suffix(limit) {
        take(children[index], to: node, along: way, hidden: hidden, scratch: &scratch)
      }
    } else {
      scratch.pick(limit, below: range.count, by: &draws)
      for pick in 0..<limit {
        let index = range.lowerBound + Int(scratch.picks.base[pick])
        take(children[index], to: node, along: way, hidden: hidden, scratch: &scratch)
      }
    }
  }

  @inline(__always)
  private func take(
    _ row: Int32, to node: SamplingScratch.Visit, along way: UnsafePointer<Way>,
    hidden: HiddenRows?, scratch: inout SamplingScratch
  ) {
    if let hidden, hidden.contains(table: Int(way.pointee.sourceTable), row: row) { return }
    let source = scratch.place(row, along: way)
    way.pointee.links.pointee.append(SamplingScratch.Link(source: source, target: node.place))
  }
}

extension Seed {
  /// Entity and time folded into one number (how stale the history is changes no draw), so that the same question draws the same neighbors in
  /// training, in evaluation and when asked alone.
  public var drawKey: Int {
    Int(truncatingIfNeeded: UInt64(bitPattern: time) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(row))
  }
}

import EntityGraphs
import Features
import Sampling
import Tensors

/// How many neighbors' vectors follow a seed's, and how far away they may be.
public struct NeighborReach: Sendable, Equatable {
  /// Neighbors at most.
  public var limit: Int
  /// Foreign keys between a seed and a neighbor at most, 1 or 2.
  public var depth: Int

  static let none = NeighborReach(limit: 0, depth: 1)
}

/// The rows next to each seed whose vectors follow the seed's own in the prompt: the entity's record,
/// denormalized.
///
/// Of every edge type that ends in the seed the sampled rows, type by type in the order of the schema,
/// those of one type as they were sampled; with a depth of 2 each is followed by the rows next to it, in the
/// same order. Rows of a table that was visited on the way, the seed's own at least, are left out. The same
/// in training and in evaluation (`spec/relzero.md` §5.2, §5.7 R1).
struct NeighborTokens: Sendable {
  /// How many each seed has.
  let counts: [Int]
  /// Per table the nodes that are taken, `rows[table]` of its nodes within one hop; with a depth of 2 after
  /// all tables again those of its nodes within two hops.
  let rows: [Rows?]
  /// Per seed, per neighbor: its place in ``rows``, and its place among those taken there.
  let places: [[(table: Int, place: Int32)]]

  /// - Parameter seeds: how many of the first seeds have any; nil: all.
  init(_ batch: SubgraphBatch, graph: EntityGraph, reach: NeighborReach, seeds: Int? = nil) {
    let subgraph = batch.subgraph
    let count = seeds ?? subgraph.seeds.count
    let limit = reach.limit
    var places = [[(table: Int, place: Int32)]](repeating: [], count: count)
    var taken = [[Int32]](repeating: [], count: subgraph.nodes.count)
    if limit > 0, subgraph.hops > 0 {
      for (index, type) in graph.edgeTypes.enumerated() {
        let table = graph.source(of: type)
        guard graph.destination(of: type) == subgraph.seedTable, table != subgraph.seedTable
        else { continue }
        let links = subgraph.links[index]
        for link in 0..<links.count(withinHops: 1) {
          let seed = Int(links.targets[link])
          guard seed < count, places[seed].count < limit else { continue }
          places[seed].append((table, Int32(taken[table].count)))
          taken[table].append(links.sources[link])
        }
      }
    }
    var far: [[Int32]] = []
    if reach.depth > 1, limit > 0, subgraph.hops > 1 {
      (places, far) = Self.followed(places, taken, by: subgraph, graph, limit: limit)
    }
    self.places = places
    counts = places.map(\.count)
    rows = [taken, far].enumerated().flatMap { hops, taken in
      taken.enumerated().map { table, rows in
        rows.isEmpty ? nil : Rows(rows, of: subgraph.nodes[table].count(withinHops: hops + 1))
      }
    }
  }

  /// Each neighbor with those next to it after it.
  ///
  /// - Parameter taken: per table the nodes of the neighbors.
  /// - Returns: the places, and per table the nodes two hops away.
  private static func followed(
    _ near: [[(table: Int, place: Int32)]], _ taken: [[Int32]], by subgraph: Subgraph,
    _ graph: EntityGraph, limit: Int
  ) -> (places: [[(table: Int, place: Int32)]], far: [[Int32]]) {
    let tables = subgraph.nodes.count
    // Per table, per node of it: those linked to it.
    var linked = [[Int32: [(table: Int, node: Int32)]]](repeating: [:], count: tables)
    for (index, type) in graph.edgeTypes.enumerated() {
      let (table, source) = (graph.destination(of: type), graph.source(of: type))
      guard table != subgraph.seedTable, source != subgraph.seedTable, source != table else {
        continue
      }
      let links = subgraph.links[index]
      for link in links.count(withinHops: 1)..<links.count(withinHops: 2) {
        linked[table][links.targets[link], default: []].append((source, links.sources[link]))
      }
    }
    var far = [[Int32]](repeating: [], count: tables)
    let places = near.map { neighbors in
      var all: [(table: Int, place: Int32)] = []
      for neighbor in neighbors where all.count < limit {
        all.append(neighbor)
        let node = taken[neighbor.table][Int(neighbor.place)]
        for (table, node) in (linked[neighbor.table][node] ?? []).prefix(limit - all.count) {
          all.append((tables + table, Int32(far[table].count)))
          far[table].append(node)
        }
      }
      return all
    }
    return (places, far)
  }

  func prepareForGradients() {
    for rows in rows { rows?.prepareForGradients() }
  }
}

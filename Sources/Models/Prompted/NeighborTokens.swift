import EntityGraphs
import Features
import Sampling
import Tensors

/// The rows next to each seed whose vectors follow the seed's own in the prompt: the entity's record,
/// denormalized.
///
/// Of every edge type that ends in the seed the sampled rows, type by type in the order of the schema,
/// those of one type as they were sampled; rows of the seed's own table are left out, as a table is
/// visited once. The same in training and in evaluation (`spec/relzero.md` §5.2, §5.7 R1).
struct NeighborTokens: Sendable {
  /// How many each seed has.
  let counts: [Int]
  /// Per table the nodes that are taken, `rows[table]` of its nodes within one hop.
  let rows: [Rows?]
  /// Per seed, per neighbor: its table, and its place among the rows taken there.
  let places: [[(table: Int, place: Int32)]]

  /// - Parameters:
  ///   - limit: neighbors per seed at most.
  ///   - seeds: how many of the first seeds have any; nil: all.
  init(_ batch: SubgraphBatch, graph: EntityGraph, limit: Int, seeds: Int? = nil) {
    let subgraph = batch.subgraph
    let count = seeds ?? subgraph.seeds.count
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
    self.places = places
    counts = places.map(\.count)
    rows = taken.enumerated().map { table, rows in
      rows.isEmpty ? nil : Rows(rows, of: subgraph.nodes[table].count(withinHops: 1))
    }
  }

  func prepareForGradients() {
    for rows in rows { rows?.prepareForGradients() }
  }
}

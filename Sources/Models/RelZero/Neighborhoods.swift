import EntityGraphs
import Features
import Prompts
import Sampling
import Tensors

/// The rows next to the seeds of a lesson, as what the seeds' vectors are to be told apart by.
///
/// Each row of the seeds' table stands for itself once: two seeds of one row have much the same neighbors,
/// and neither would be a wrong answer for the other.
struct Neighborhoods: Sendable {
  /// The seeds that have neighbors.
  let seeds: Rows
  /// Per table the links from its rows within one hop to these seeds; nil where there is none.
  private let edges: [Edges?]
  /// 1 / neighbors, `[seeds, 1]`.
  private let shares: Tensor

  /// - Returns: nil where fewer than two seeds have neighbors: nothing is to be told apart.
  init?(_ batch: SubgraphBatch, graph: EntityGraph) {
    let subgraph = batch.subgraph
    var places = [Int32](repeating: -1, count: subgraph.seeds.count)
    var known: Set<Int32> = []
    let links = Self.links(subgraph, graph)
    let linked = Set(links.joined().map(\.seed))
    var seeds: [Int32] = []
    for (number, seed) in subgraph.seeds.enumerated()
    where linked.contains(Int32(number)) && known.insert(seed.row).inserted {
      places[number] = Int32(seeds.count)
      seeds.append(Int32(number))
    }
    guard seeds.count > 1 else { return nil }
    var counts = [Float](repeating: 0, count: seeds.count)
    edges = links.enumerated().map { table, links in
      let kept = links.filter { places[Int($0.seed)] >= 0 }
      for link in kept { counts[Int(places[Int(link.seed)])] += 1 }
      return kept.isEmpty
        ? nil
        : Edges(
          sources: kept.map(\.node), targets: kept.map { places[Int($0.seed)] },
          sourceCount: subgraph.nodes[table].count(withinHops: 1), targetCount: seeds.count)
    }
    self.seeds = Rows(seeds, of: subgraph.seeds.count)
    shares = Tensor(counts.map { 1 / $0 }, shape: [seeds.count, 1])
  }

  /// Per table its nodes that are linked to a seed, with the seed.
  private static func links(
    _ subgraph: Subgraph, _ graph: EntityGraph
  ) -> [[(node: Int32, seed: Int32)]] {
    var all = [[(node: Int32, seed: Int32)]](repeating: [], count: subgraph.nodes.count)
    guard subgraph.hops > 0 else { return all }
    for (index, type) in graph.edgeTypes.enumerated()
    where graph.destination(of: type) == subgraph.seedTable {
      let links = subgraph.links[index]
      for link in 0..<links.count(withinHops: 1) {
        all[graph.source(of: type)].append((links.sources[link], links.targets[link]))
      }
    }
    return all
  }

  /// The mean of each seed's neighbors' vectors, `[seeds, width]`.
  ///
  /// - Parameter near: ``GraphEncoder/Vectors/near``.
  func means(_ near: [Tensor?]) -> Tensor? {
    var sum: Tensor?
    for (edges, vectors) in zip(edges, near) {
      guard let edges, let vectors else { continue }
      let part = vectors.prefix(rows: edges.sourceCount).sum(along: edges)
      sum = sum.map { $0 + part } ?? part
    }
    return sum.map { $0 * shares }
  }

  func prepareForGradients() {
    seeds.prepareForGradients()
    for edges in edges { edges?.prepareForGradients() }
  }
}

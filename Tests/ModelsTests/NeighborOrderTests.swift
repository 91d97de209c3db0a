import FixtureSupport
import Sampling
import Tensors
import Testing

@testable import Features
@testable import Models

/// A row's neighbors are a set: in which order they come means nothing.
@Suite("Order of neighbors")
struct NeighborOrderTests {
  /// The batch with each layer's links in another order, the first `dropping` of them left out.
  private func reversed(_ batch: SubgraphBatch, dropping: Int = 0) -> SubgraphBatch {
    let subgraph = batch.subgraph
    let edges = batch.edges.enumerated().map { layer, edges in
      edges.enumerated().map { type, edges in
        let links = subgraph.links[type]
        let count = links.count(withinHops: subgraph.hops - layer)
        return Edges(
          sources: links.sources[..<count].dropFirst(dropping).reversed(),
          targets: links.targets[..<count].dropFirst(dropping).reversed(),
          sourceCount: edges.sourceCount, targetCount: edges.targetCount)
      }
    }
    return SubgraphBatch(
      subgraph: subgraph, tables: batch.tables, rowOfNode: batch.rowOfNode, ages: batch.ages,
      edges: edges)
  }

  @Test("moves no answer", arguments: ["sum", "mean"])
  func order(_ aggregation: String) throws {
    let context = try SmallShopContext("toys")
    var reader = try Settings([
      "channels": "8", "blocks": "1", "fanout": "4,3", "aggregation": aggregation,
    ])
    let rdl = try RDL(context.context, &reader)
    let seeds = SmallShopContext.seeds(onDay: 36)
    let batch = rdl.batches.batch(of: seeds, epoch: 0)
    #expect(batch.edges[0].reduce(0) { $0 + $1.count } > 100)
    let answers = rdl(batch, in: .inference).scalars
    let other = rdl(reversed(batch), in: .inference).scalars
    #expect(largestDifference(answers, other) < 1e-5)
    // Which neighbors come does mean something.
    let fewer = rdl(reversed(batch, dropping: 1), in: .inference).scalars
    #expect(largestDifference(answers, fewer) > 1e-4)
  }
}

import EntityGraphs
import Tasks

/// The rows and links that a model sees for a batch of seeds: a disjoint tree of rows for each seed.
///
/// Nodes of a table are ordered by hop, then by seed, so that the rows within h hops of any seed are a
/// prefix: a network of two layers needs its first layer only for the prefix of hop 1, its second only
/// for the seeds.
public struct Subgraph: Sendable {
  /// The sampled rows of one table.
  public struct Nodes: Sendable {
    /// Row numbers in the table. The same row stands once for each seed that sees it.
    public internal(set) var rows: [Int32] = []
    /// For each node the place of its seed in the batch.
    public internal(set) var seeds: [Int32] = []
    /// `count(withinHops: h)` nodes lie within h hops of their seed.
    public internal(set) var hopEnds: [Int] = []

    public var count: Int { rows.count }

    public func count(withinHops hops: Int) -> Int { hopEnds[min(hops, hopEnds.count - 1)] }
  }

  /// The sampled links of one edge type, in message direction: from `sources` to `targets`.
  public struct Links: Sendable {
    /// Places in the nodes of the source table.
    public internal(set) var sources: [Int32] = []
    /// Places in the nodes of the destination table.
    public internal(set) var targets: [Int32] = []
    /// `count(atHops: h)` links end in a node less than h hops from its seed.
    public internal(set) var hopEnds: [Int] = []

    public var count: Int { sources.count }

    public func count(withinHops hops: Int) -> Int { hopEnds[min(hops, hopEnds.count) - 1] }
  }

  public let seeds: [Seed]
  public let seedTable: Int
  public let hops: Int
  /// Per table of the database.
  public internal(set) var nodes: [Nodes]
  /// Per edge type of the graph.
  public internal(set) var links: [Links]

  public var nodeCount: Int { nodes.reduce(0) { $0 + $1.count } }
  public var linkCount: Int { links.reduce(0) { $0 + $1.count } }
}

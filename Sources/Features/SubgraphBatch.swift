import EntityGraphs
import Relational
import Sampling
import Tasks
import Tensors
import Text

/// A sampled subgraph with everything that a graph network reads, in tensors.
///
/// A row that several seeds see is encoded once: what its columns say does not depend on who looks.
/// Only its age does, which is added to each of its nodes afterwards.
public struct SubgraphBatch: Sendable {
  public let subgraph: Subgraph
  /// Per table its distinct rows with their features.
  public let tables: [TableBatch]
  /// Per table the place of each node's row among the distinct rows.
  public let rowOfNode: [Rows]
  /// Per table with a time column the age of each node at its seed's time, in days: `[nodes]`.
  public let ages: [Tensor?]
  /// `edges[layer][edgeType]`: the links that layer needs, and no more. Layer 0 reads all nodes and
  /// writes those within hops − 1 of a seed; the last layer writes the seeds alone.
  public let edges: [[Edges]]

  public var seedCount: Int { subgraph.seeds.count }

  /// Groups rows and links by their sources, as gradients need them, on the calling thread.
  public func prepareForGradients() {
    for rows in rowOfNode { rows.prepareForGradients() }
    for layer in edges {
      for links in layer { links.prepareForGradients() }
    }
    for table in tables {
      for codes in table.categories { codes.prepareForGradients() }
      for list in table.lists { list.prepareForGradients() }
    }
  }
}

/// Makes batches from seeds; may be called from several threads at once.
public final class SubgraphBatches: Sendable {
  public let sampler: NeighborSampler
  public let schema: FeatureSchema
  /// Per table the columns that the model reads, without those the task hides.
  public let features: [TableFeatures]
  public let textWidth: Int
  public let seedTable: Int
  private let tables: [FeatureTable]

  public var graph: EntityGraph { sampler.graph }

  /// - Parameters:
  ///   - hidden: columns that the task must not see, per table.
  /// - Throws: ``FeatureError`` when the schema does not fit the database.
  public init(
    sampler: NeighborSampler, schema: FeatureSchema, hidden: [Int: Set<String>], seedTable: Int,
    encoder: any SentenceEncoder
  ) throws(FeatureError) {
    self.sampler = sampler
    self.schema = schema
    self.seedTable = seedTable
    textWidth = encoder.width
    let database = sampler.graph.database
    var features: [TableFeatures] = []
    var tables: [FeatureTable] = []
    for (index, table) in database.tables.enumerated() {
      guard let all = schema.features(of: table.schema.name) else {
        throw .unknownTable(table.schema.name, path: database.path)
      }
      let kept = all.without(hidden[index] ?? [])
      features.append(kept)
      tables.append(try FeatureTable(table, features: kept, encoder: encoder))
    }
    self.features = features
    self.tables = tables
  }

  private init(_ other: SubgraphBatches, tables: [FeatureTable]) {
    sampler = other.sampler
    schema = other.schema
    features = other.features
    textWidth = other.textWidth
    seedTable = other.seedTable
    self.tables = tables
  }

  /// The same batches as if all cells of a column were NULL; a row's own time stays its time.
  ///
  /// - Complexity: O(rows) of the column's table.
  public func hiding(_ column: ColumnPlace) -> SubgraphBatches {
    let name = graph.database.tables[column.table].columns[column.column].schema.name
    var tables = tables
    tables[column.table] = tables[column.table].hiding(name, textWidth: textWidth)
    return SubgraphBatches(self, tables: tables)
  }

  /// The batch of some seeds of the task's table.
  ///
  /// - Parameter hidden: rows to leave out per seed; empty to leave out none.
  public func batch(of seeds: [Seed], epoch: Int, without hidden: [HiddenRows] = [])
    -> SubgraphBatch
  {
    batch(of: seeds, in: seedTable, epoch: epoch, without: hidden)
  }

  /// The batch of some seeds.
  ///
  /// - Parameters:
  ///   - seedTable: the table of the seeds' rows.
  ///   - hidden: rows to leave out per seed; empty to leave out none.
  ///   - masked: per seed columns of its row, by their places in the features, whose cells are masked;
  ///     empty to mask none. Whoever masks cells of a row also leaves the row out of the seed's
  ///     neighbors (`hidden`), where it would stand unmasked.
  public func batch(
    of seeds: [Seed], in seedTable: Int, epoch: Int, without hidden: [HiddenRows] = [],
    masking masked: [[Int]] = []
  ) -> SubgraphBatch {
    precondition(
      masked.isEmpty || masked.count == seeds.count,
      "SubgraphBatches: \(masked.count) masks for \(seeds.count) seeds")
    let subgraph = sampler.sample(seeds, of: seedTable, epoch: epoch, without: hidden)
    var tableBatches: [TableBatch] = []
    var rowOfNode: [Rows] = []
    var ages: [Tensor?] = []
    for (index, nodes) in subgraph.nodes.enumerated() {
      // The seeds come first in their table; masked, each has a row to itself.
      let alone = index == seedTable ? masked.count : 0
      var (distinct, places) = Self.distinct(
        nodes.rows.dropFirst(alone), of: tables[index].rowCount)
      if alone > 0 {
        places = (0..<alone).map { Int32(distinct.count + $0) } + places
        distinct += nodes.rows[..<alone]
      }
      tableBatches.append(
        tables[index].batch(
          of: distinct, textWidth: textWidth, masked: index == seedTable ? masked : []))
      rowOfNode.append(Rows(places, of: distinct.count))
      ages.append(age(of: nodes, table: index, seeds: seeds))
    }
    return SubgraphBatch(
      subgraph: subgraph, tables: tableBatches, rowOfNode: rowOfNode, ages: ages,
      edges: Self.edges(of: subgraph, graph: graph))
  }

  /// The distinct rows in rising order, and each given row's place among them.
  private static func distinct(
    _ rows: ArraySlice<Int32>, of count: Int
  ) -> (rows: [Int32], places: [Int32]) {
    guard !rows.isEmpty else { return ([], []) }
    var place = [Int32](repeating: -1, count: count)
    for row in rows { place[Int(row)] = 0 }
    var distinct: [Int32] = []
    for row in place.indices where place[row] == 0 {
      place[row] = Int32(distinct.count)
      distinct.append(Int32(row))
    }
    return (distinct, rows.map { place[Int($0)] })
  }

  /// Seconds rounded to float32 and divided by 86,400, as RelBench's temporal encoder does. A row whose
  /// time is missing counts as of the seed's time.
  private func age(of nodes: Subgraph.Nodes, table: Int, seeds: [Seed]) -> Tensor? {
    guard let times = graph.database.tables[table].times else { return nil }
    let seedSeconds = seeds.map { Timestamp(microseconds: $0.time).seconds }
    return Tensor(shape: [nodes.count]) { target in
      times.withUnsafeBufferPointer { times in
        for (index, (row, seed)) in zip(nodes.rows, nodes.seeds).enumerated() {
          let time = times[Int(row)]
          let seconds =
            time == Table.noTime
            ? 0 : seedSeconds[Int(seed)] - Timestamp(microseconds: time).seconds
          target[index] = Float(seconds) / 86_400
        }
      }
    }
  }

  private static func edges(of subgraph: Subgraph, graph: EntityGraph) -> [[Edges]] {
    (0..<subgraph.hops).map { layer in
      let reach = subgraph.hops - layer
      return graph.edgeTypes.indices.map { edgeType in
        let links = subgraph.links[edgeType]
        let count = links.count(withinHops: reach)
        let source = subgraph.nodes[graph.source(of: graph.edgeTypes[edgeType])]
        let target = subgraph.nodes[graph.destination(of: graph.edgeTypes[edgeType])]
        let isWhole = count == links.count
        return Edges(
          sources: isWhole ? links.sources : Array(links.sources[..<count]),
          targets: isWhole ? links.targets : Array(links.targets[..<count]),
          sourceCount: source.count(withinHops: reach),
          targetCount: target.count(withinHops: reach - 1))
      }
    }
  }
}

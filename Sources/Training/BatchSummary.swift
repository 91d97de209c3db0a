import Features
import Inspection
import Models
import Neural
import Randomness
import Sampling
import Tasks
import Text

/// What a graph network reads for a batch of seeds.
public struct BatchSummary: Summary {
  public struct Table: Codable, Equatable, Sendable {
    public var name: String
    /// Rows that are encoded, each once.
    public var distinctRows: Int
    /// Nodes within 0, 1, 2… hops of a seed.
    public var nodes: [Int]
    public var columns: [String: Int]
    /// Numbers of a row that enter linearly.
    public var linearWidth: Int
  }
  public struct Layer: Codable, Equatable, Sendable {
    public var links: [String: Int]
  }

  public var task: String
  public var seeds: Int
  public var tables: [Table]
  public var layers: [Layer]
  public var parameters: Int

  public var text: String {
    var lines = ["\(Escaping.visible(task))  \(seeds) seeds  \(parameters) parameters"]
    for table in tables {
      let columns = table.columns.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      lines.append(
        "  \(Escaping.visible(table.name))  \(table.distinctRows) rows  nodes "
          + table.nodes.map(String.init).joined(separator: " ≤ ") + "  "
          + columns.joined(separator: ", "))
    }
    for (index, layer) in layers.enumerated() {
      lines.append("  layer \(index + 1)")
      for (name, count) in layer.links.sorted(by: { $0.key < $1.key }) where count > 0 {
        lines.append("    \(Escaping.visible(name))  \(count)")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The batch of a task's first train seeds.
  public static func make(
    _ project: Project, task name: String, seeds count: Int, settings: [String: String]
  ) throws -> BatchSummary {
    let task = try PredictionTask.named(name, beside: project.database, home: project.home)
    var reader = try Settings(settings)
    let training = try TrainingSettings(&reader)
    let encoder = try project.textEncoder(&reader)
    let context = try project.context(
      of: task, settings: training, encoder: encoder,
      cutoffs: Cutoffs(of: project.database, val: [], test: []),
      labels: [try task.table(.train), try task.table(.val)], random: RandomSource(seed: 0))
    let model = try RDL(context, &reader)
    try reader.finish()
    let seeds = Array(try task.table(.train).seeds.prefix(max(0, count)))
    return BatchSummary(
      model, batch: model.batches.batch(of: seeds, epoch: 1, without: []), task: task.name)
  }

  init(_ model: RDL, batch: SubgraphBatch, task: String) {
    let graph = model.batches.graph
    self.task = task
    seeds = batch.seedCount
    parameters = model.parameters.scalarCount()
    tables = graph.database.tables.enumerated().map { index, table in
      let nodes = batch.subgraph.nodes[index]
      let kinds = model.batches.features[index].columns.map(\.statistics.type.rawValue)
      return Table(
        name: table.schema.name, distinctRows: batch.tables[index].count,
        nodes: (0...batch.subgraph.hops).map { nodes.count(withinHops: $0) },
        columns: Dictionary(kinds.map { ($0, 1) }, uniquingKeysWith: +),
        linearWidth: batch.tables[index].linear.shape[1])
    }
    layers = batch.edges.map { edges in
      Layer(
        links: Dictionary(
          uniqueKeysWithValues: edges.enumerated().map {
            (graph.name(of: graph.edgeTypes[$0.offset]), $0.element.count)
          }))
    }
  }
}

import EntityGraphs
import Features
import Neural
import Tensors

/// The graph side that the models share: every row encoded by its table's ResNet, its age added, messages
/// passed along foreign keys for as many layers as hops were sampled.
///
/// The last layer computes the seeds alone and each layer before it only what the next one reads; what
/// a seed gets is unchanged by that.
///
/// A row that several seeds of a batch see is encoded once, so in training they share its dropout mask
/// (RelBench draws one for each). Everything else is as there.
///
/// - Source: Robinson et al. 2024, RelBench, <https://arxiv.org/abs/2407.20060>,
///   `examples/gnn_entity.py`; `spec/other-models.md` §1; checked against `fixtures/hetero-sage/model`.
struct GraphEncoder {
  private let encoders: [TableEncoder]
  private let ages: [AgeEncoder?]
  private let layers: [HeteroSAGELayer]
  let width: Int

  /// - Parameter masksCells: whether cells can be masked, each column by a vector of its own.
  init(
    _ batches: SubgraphBatches, configuration: RDLConfiguration, masksCells: Bool = false,
    at root: ParameterScope
  ) {
    let graph = batches.graph
    let tables = graph.database.tables
    precondition(
      batches.sampler.fanout.hops == configuration.fanout.count,
      "GraphEncoder: sampled \(batches.sampler.fanout.hops) hops for "
        + "\(configuration.fanout.count) layers")
    width = configuration.channels
    encoders = tables.indices.map { table in
      TableEncoder(
        batches.features[table], textWidth: batches.textWidth, configuration: configuration,
        masksCells: masksCells, at: root / "encoder" / "encoders" / tables[table].schema.name)
    }
    ages = tables.map { table in
      table.times == nil
        ? nil
        : AgeEncoder(
          configuration.channels,
          at: root / "temporal_encoder" / "lin_dict" / table.schema.name)
    }
    layers = configuration.fanout.indices.map { layer in
      HeteroSAGELayer(graph, index: layer, configuration: configuration, at: root / "gnn")
    }
  }

  /// What the graph says of the seeds and of the rows next to them.
  struct Vectors {
    /// `[seeds, width]`, after the last layer.
    let seeds: Tensor
    /// Per table the rows within one hop, seeds among them, after the layer before the last, which is
    /// the last that they have; nil where there are none.
    let near: [Tensor?]
    /// The same of rows within two hops, after the layer before that; empty where fewer hops are sampled.
    let far: [Tensor?]
  }

  func callAsFunction(_ batch: SubgraphBatch, in pass: Pass) -> Vectors {
    let subgraph = batch.subgraph
    var nodes: [Tensor?] = batch.tables.indices.map { table in
      guard batch.tables[table].count > 0 else { return nil }
      let rows = encoders[table](batch.tables[table], in: pass)
      guard let encoder = ages[table], let age = batch.ages[table] else {
        return rows.gather(batch.rowOfNode[table])
      }
      return encoder(age, addingTo: rows, of: batch.rowOfNode[table])
    }
    var near = nodes
    var far: [Tensor?] = []
    for (index, layer) in layers.enumerated() {
      let reach = layers.count - 1 - index
      if reach == 1 { far = nodes }
      if reach == 0 { near = nodes }
      nodes = layer(
        nodes, along: batch.edges[index],
        counts: subgraph.nodes.map { $0.count(withinHops: reach) })
    }
    return Vectors(
      seeds: nodes[subgraph.seedTable] ?? Tensor.zeros([0, width]), near: near, far: far)
  }
}

import EntityGraphs
import Features
import Neural
import Randomness
import Tensors

/// Relational deep learning as RelBench does it: every row encoded by its table's ResNet, its age
/// added, messages passed along foreign keys for as many layers as hops were sampled, and a linear head
/// on the seed's vector.
///
/// The last layer computes the seeds alone and each layer before it only what the next one reads; what
/// a seed gets is unchanged by that.
///
/// A row that several seeds of a batch see is encoded once, so in training they share its dropout mask
/// (RelBench draws one for each). Everything else is as there.
///
/// - Source: Robinson et al. 2024, RelBench, <https://arxiv.org/abs/2407.20060>,
///   `examples/gnn_entity.py`; `spec/other-models.md` §1; checked against `fixtures/hetero-sage/model`.
public struct RDL: RelationalModel {
  public let batches: SubgraphBatches
  public let parameters: ParameterStore
  private let encoders: [TableEncoder]
  private let ages: [AgeEncoder?]
  private let layers: [HeteroSAGELayer]
  private let head: Linear

  public init(_ batches: SubgraphBatches, configuration: RDLConfiguration, random: RandomSource) {
    let graph = batches.graph
    let tables = graph.database.tables
    precondition(
      batches.sampler.fanout.hops == configuration.fanout.count,
      "RDL: sampled \(batches.sampler.fanout.hops) hops for \(configuration.fanout.count) layers")
    self.batches = batches
    parameters = ParameterStore(random: random)
    let root = parameters.root
    encoders = tables.indices.map { table in
      TableEncoder(
        batches.features[table], textWidth: batches.textWidth, configuration: configuration,
        at: root / "encoder" / "encoders" / tables[table].schema.name)
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
    head = Linear(configuration.channels, 1, at: root / "head" / "lins" / "0")
  }

  public func callAsFunction(_ batch: SubgraphBatch, in pass: Pass) -> Tensor {
    let subgraph = batch.subgraph
    var nodes: [Tensor?] = batch.tables.indices.map { table in
      guard batch.tables[table].count > 0 else { return nil }
      let rows = encoders[table](batch.tables[table], in: pass)
      guard let encoder = ages[table], let age = batch.ages[table] else {
        return rows.gather(batch.rowOfNode[table])
      }
      return encoder(age, addingTo: rows, of: batch.rowOfNode[table])
    }
    for (index, layer) in layers.enumerated() {
      let reach = layers.count - 1 - index
      nodes = layer(
        nodes, along: batch.edges[index],
        counts: subgraph.nodes.map { $0.count(withinHops: reach) })
    }
    guard let seeds = nodes[subgraph.seedTable] else { return Tensor.zeros([0]) }
    return head(seeds).reshaped([batch.seedCount])
  }
}

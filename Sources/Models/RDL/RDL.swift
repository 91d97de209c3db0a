import Features
import Neural
import Randomness
import Tensors

/// Relational deep learning as RelBench does it: ``GraphEncoder`` and a linear head on the seed's vector.
///
/// - Source: Robinson et al. 2024, RelBench, <https://arxiv.org/abs/2407.20060>,
///   `examples/gnn_entity.py`; `spec/other-models.md` §1; checked against `fixtures/hetero-sage/model`.
public struct RDL: RelationalModel {
  public var batches: SubgraphBatches
  public let parameters: ParameterStore
  private let graph: GraphEncoder
  private let head: Linear

  public init(_ batches: SubgraphBatches, configuration: RDLConfiguration, random: RandomSource) {
    self.batches = batches
    parameters = ParameterStore(random: random)
    graph = GraphEncoder(batches, configuration: configuration, at: parameters.root)
    head = Linear(configuration.channels, 1, at: parameters.root / "head" / "lins" / "0")
  }

  public func callAsFunction(_ batch: SubgraphBatch, in pass: Pass) -> Tensor {
    head(graph(batch, in: pass).seeds).reshaped([batch.seedCount])
  }
}

import EntityGraphs
import Features
import Neural
import Tensors

/// One layer of GraphSAGE over a graph of many tables: every edge type brings its messages, their sum is
/// normalized and rectified.
///
///     h'ᵢ = relu(norm(Σ over edge types e into i's table of  Wₑ · Σⱼ hⱼ + bₑ + Rₑ · hᵢ))
///
/// The root terms share their input, so their matrices are added first: one product instead of one per
/// edge type.
///
/// - Shape: per table `[sources, width]` to `[targets, width]`, where targets are the first nodes
/// - Source: Hamilton et al. 2017, <https://arxiv.org/abs/1706.02216>, in the form of RelBench's
///   `HeteroGraphSAGE` (PyG `HeteroConv` of `SAGEConv`, sum over edge types, `LayerNorm` per node);
///   checked against `fixtures/hetero-sage/gnn`.
struct HeteroSAGELayer {
  private struct Convolution {
    let near: Linear
    let own: Parameter
    let source: Int
    let edgeType: Int
  }
  /// Per table the edge types that end in it.
  private let convolutions: [[Convolution]]
  private let norms: [LayerNorm]
  private let aggregation: RDLConfiguration.Aggregation

  /// - Parameter index: the layer's number, from 0: part of the parameters' names.
  init(_ graph: EntityGraph, index: Int, configuration: RDLConfiguration, at scope: ParameterScope) {
    let width = configuration.channels
    let tables = graph.database.tables
    aggregation = configuration.aggregation
    convolutions = tables.indices.map { table in
      graph.edgeTypes.indices.filter { graph.destinationTable(of: $0) == table }.map { edgeType in
        let convolution = scope / "convs" / "\(index)" / "convs" / graph.name(of: edgeType)
        return Convolution(
          near: Linear(width, width, at: convolution / "lin_l"),
          own: (convolution / "lin_r").parameter("weight", [width, width], .linear(inputs: width)),
          source: graph.sourceTable(of: edgeType), edgeType: edgeType)
      }
    }
    norms = tables.map { table in
      LayerNorm(width, at: scope / "norms" / "\(index)" / table.schema.name)
    }
  }

  /// - Parameters:
  ///   - nodes: per table the vectors of its nodes.
  ///   - edges: per edge type its links; their target counts say how many nodes come out.
  ///   - needed: the tables whose vectors somebody reads.
  /// - Returns: per table its new vectors; nil where nothing arrives or nothing is needed, as PyG drops
  ///   tables without incoming edge types.
  func callAsFunction(_ nodes: [Tensor?], along edges: [Edges], needed: (Int) -> Bool) -> [Tensor?] {
    convolutions.indices.map { table in
      guard needed(table), let first = convolutions[table].first, let own = nodes[table] else {
        return nil
      }
      let targets = edges[first.edgeType].targetCount
      var root: Tensor?
      var sum: Tensor?
      for convolution in convolutions[table] {
        root = root.map { $0 + convolution.own.tensor } ?? convolution.own.tensor
        guard let sources = nodes[convolution.source] else { continue }
        let message = arriving(sources, along: edges[convolution.edgeType], by: convolution.near)
        sum = sum.map { $0 + message } ?? message
      }
      guard let root else { return nil }
      let kept = own.prefix(targets).matmul(root, transposeOther: true)
      return norms[table](sum.map { $0 + kept } ?? kept).relu()
    }
  }

  /// The messages of one edge type: summed first and mixed then, or the other way round where there are
  /// fewer sources than targets. A sum of products is a product of sums.
  private func arriving(_ sources: Tensor, along edges: Edges, by near: Linear) -> Tensor {
    let mixed: Tensor
    if edges.count == 0, let bias = near.bias {
      return Tensor.zeros([edges.targetCount, near.weight.tensor.shape[0]]) + bias.tensor
    }
    let isMixedFirst = edges.sourceCount < edges.targetCount
    let input = isMixedFirst ? sources.matmul(near.weight.tensor, transposeOther: true) : sources
    switch aggregation {
    case .sum: mixed = input.sum(along: edges)
    case .mean: mixed = input.mean(along: edges)
    }
    if !isMixedFirst { return near(mixed) }
    return near.bias.map { mixed + $0.tensor } ?? mixed
  }
}

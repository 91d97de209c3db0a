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
/// edge type. An edge type without links brings its bias alone.
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
  init(_ graph: EntityGraph, index: Int, configuration: RDLConfiguration, at scope: ParameterScope)
  {
    let width = configuration.channels
    let tables = graph.database.tables
    aggregation = configuration.aggregation
    convolutions = tables.indices.map { table in
      graph.edgeTypes.indices.filter { graph.destination(of: graph.edgeTypes[$0]) == table }.map {
        edgeType in
        let convolution =
          scope / "convs" / "\(index)" / "convs" / graph.name(of: graph.edgeTypes[edgeType])
        return Convolution(
          near: Linear(width, width, at: convolution / "lin_l"),
          own: (convolution / "lin_r").parameter(
            "weight", [width, width], .kaimingUniform(inputs: width)),
          source: graph.source(of: graph.edgeTypes[edgeType]), edgeType: edgeType)
      }
    }
    norms = tables.map { table in
      LayerNorm(width, at: scope / "norms" / "\(index)" / table.schema.name)
    }
  }

  /// - Parameters:
  ///   - nodes: per table the vectors of its nodes.
  ///   - edges: per edge type its links.
  ///   - counts: per table how many of its first nodes somebody reads; their vectors come out.
  /// - Returns: per table its new vectors; nil where none are read. A table that no edge type ends in
  ///   keeps its vectors (PyG drops it).
  func callAsFunction(_ nodes: [Tensor?], along edges: [Edges], counts: [Int]) -> [Tensor?] {
    convolutions.indices.map { table in
      guard counts[table] > 0, let all = nodes[table] else { return nil }
      let own = all.prefix(rows: counts[table])
      guard let first = convolutions[table].first else { return own }
      var root = first.own.value
      var bias = first.near.bias?.value
      for convolution in convolutions[table].dropFirst() {
        root = root + convolution.own.value
        if let next = convolution.near.bias?.value { bias = bias.map { $0 + next } ?? next }
      }
      let messages = convolutions[table].compactMap { convolution -> LinearTerm? in
        let links = edges[convolution.edgeType]
        guard links.count > 0, let sources = nodes[convolution.source] else { return nil }
        return LinearTerm(aggregate(sources, links), weight: convolution.near.weight.value)
      }
      return norms[table]([LinearTerm(own, weight: root, bias: bias)] + messages, then: .relu())
    }
  }

  private func aggregate(_ sources: Tensor, _ links: Edges) -> Tensor {
    switch aggregation {
    case .sum: sources.sum(along: links)
    case .mean: sources.mean(along: links)
    }
  }
}

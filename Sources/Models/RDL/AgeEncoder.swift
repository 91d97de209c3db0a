import Foundation
import Neural
import Tensors

/// Says how long before its seed a row happened: a vector of sines and cosines of its age, mixed.
///
///     linear([sin(d · fᵢ), cos(d · fᵢ)]),   fᵢ = 1e-4^(i / (width/2 − 1)),   d in days
///
/// - Shape: ages `[nodes]` to `[nodes, width]`
/// - Source: RelBench `HeteroTemporalEncoder` with PyG's `PositionalEncoding`; checked against
///   `fixtures/hetero-sage/temporal`.
struct AgeEncoder {
  private let linear: Linear
  private let frequencies: Tensor

  init(_ width: Int, at scope: ParameterScope) {
    precondition(width.isMultiple(of: 2), "AgeEncoder: width \(width) must be even")
    linear = Linear(width, width, at: scope)
    let half = width / 2
    frequencies = Tensor(
      (0..<half).map { Float(pow(1e-4, Double($0) / Double(max(1, half - 1)))) }, shape: [half])
  }

  /// - Parameters:
  ///   - rows: `[rows, width]`, and which of them the vector of each node is added to.
  func callAsFunction(_ ages: Tensor, addingTo rows: Tensor, of nodes: Rows) -> Tensor {
    Tensor.linear([linear.term(ages.sinusoid(frequencies))], adding: rows, taking: nodes)
  }
}

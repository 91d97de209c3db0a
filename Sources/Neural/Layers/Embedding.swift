import Tensors

/// A learned row per category.
///
/// - Shape: row numbers `[rows]`; returns `[rows, width]`, zeros where the number is -1
/// - Source: torch.nn.Embedding, first values normal.
public struct Embedding: Sendable {
  public let weight: Parameter

  public init(
    _ count: Int, _ width: Int, standardDeviation: Float = 1, at scope: ParameterScope
  ) {
    weight = scope.parameter(
      "weight", [count, width], .normal(standardDeviation: standardDeviation))
  }

  public func callAsFunction(_ rows: Rows) -> Tensor {
    weight.value.gather(rows)
  }
}

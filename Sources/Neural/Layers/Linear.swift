import Tensors

/// A linear map with a bias: `y = x · weightᵀ + bias`.
///
/// - Shape: `[…, inputWidth]`; returns `[…, outputWidth]`
/// - Source: torch.nn.Linear, names and first values alike.
public struct Linear: Sendable {
  public let weight: Parameter
  public let bias: Parameter?

  public init(
    _ inputWidth: Int, _ outputWidth: Int, hasBias: Bool = true, at scope: ParameterScope
  ) {
    let initial = Initializer.kaimingUniform(inputs: inputWidth)
    weight = scope.parameter("weight", [outputWidth, inputWidth], initial)
    bias = hasBias ? scope.parameter("bias", [outputWidth], initial) : nil
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.linear(weight: weight.value, bias: bias?.value)
  }

  /// The map of `x` as a term of ``Tensor/linear(_:adding:)``, which adds several in one pass.
  public func term(_ x: Tensor) -> LinearTerm {
    LinearTerm(x, weight: weight.value, bias: bias?.value)
  }
}

import Tensors

/// Rows divided by the root of their mean square, then scaled per column.
///
/// - Shape: `[…, width]`; returns the same
/// - Source: Zhang, Sennrich 2019, <https://arxiv.org/abs/1910.07467>; torch.nn.RMSNorm.
public struct RMSNorm: Sendable {
  public let weight: Parameter
  public let epsilon: Float

  public init(_ width: Int, epsilon: Float = 1e-6, at scope: ParameterScope) {
    weight = scope.parameter("weight", [width], .ones)
    self.epsilon = epsilon
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.rmsNorm(weight: weight.value, epsilon: epsilon)
  }
}

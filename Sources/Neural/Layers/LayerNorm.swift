import Tensors

/// Rows normalized to mean 0 and variance 1, then scaled and shifted per column.
///
/// - Shape: `[…, width]`; returns the same
/// - Source: Ba et al. 2016, <https://arxiv.org/abs/1607.06450>; torch.nn.LayerNorm.
public struct LayerNorm: Sendable {
  public let weight: Parameter
  public let bias: Parameter
  public let epsilon: Float

  public init(_ width: Int, epsilon: Float = 1e-5, at scope: ParameterScope) {
    weight = scope.parameter("weight", [width], .ones)
    bias = scope.parameter("bias", [width], .zeros)
    self.epsilon = epsilon
  }

  /// - Parameters:
  ///   - tail: ReLU and dropout done in the same pass over memory.
  ///   - addend: added last, a residual.
  public func callAsFunction(
    _ x: Tensor, then tail: LayerNormTail = .init(), adding addend: Tensor? = nil
  ) -> Tensor {
    x.layerNorm(
      weight: weight.value, bias: bias.value, epsilon: epsilon, then: tail, adding: addend)
  }

  /// Of a sum of linear maps, multiplied and normalized block by block in one pass.
  public func callAsFunction(
    _ terms: [LinearTerm], then tail: LayerNormTail = .init(), adding addend: Tensor? = nil
  ) -> Tensor {
    .linearNorm(
      terms, weight: weight.value, bias: bias.value, epsilon: epsilon, then: tail, adding: addend)
  }
}

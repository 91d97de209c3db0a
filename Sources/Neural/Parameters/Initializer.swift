import Randomness
import Tensors

/// The numbers a parameter starts from.
public enum Initializer: Sendable, Equatable {
  case constant(Float)
  /// Evenly spread over `-bound ..< bound`.
  case uniform(bound: Float)
  case normal(standardDeviation: Float)

  public static let zeros = Initializer.constant(0)
  public static let ones = Initializer.constant(1)

  /// What torch.nn.Linear gives weight and bias: uniform within `1 / √inputs`.
  ///
  /// - Source: He et al. 2015, <https://arxiv.org/abs/1502.01852>, with torch's `a = √5`, which makes
  ///   the bound `√(6 / ((1 + a²) · inputs)) = 1 / √inputs`.
  public static func kaimingUniform(inputs: Int) -> Initializer {
    .uniform(bound: inputs > 0 ? 1 / Float(inputs).squareRoot() : 0)
  }

  func values(_ shape: Shape, from stream: RandomStream) -> Tensor {
    var stream = stream
    return Tensor(shape: shape) { buffer in
      for index in buffer.indices {
        switch self {
        case .constant(let value): buffer[index] = value
        case .uniform(let bound): buffer[index] = Float((2 * stream.uniform() - 1)) * bound
        case .normal(let deviation): buffer[index] = Float(stream.normal()) * deviation
        }
      }
    }
  }
}

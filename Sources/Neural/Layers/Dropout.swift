import Randomness
import Tensors

/// Sets numbers to zero at random while training and scales the others so that the mean stays.
///
/// What is dropped depends on the seed, the step, the layer's path and the position; calling the layer
/// twice in one step drops the same positions.
///
/// - Source: Srivastava et al. 2014, <https://jmlr.org/papers/v15/srivastava14a.html>.
public struct Dropout: Sendable {
  public let rate: Float
  private let purpose: RandomSource.Purpose

  public init(_ rate: Float, at scope: ParameterScope) {
    precondition(rate >= 0 && rate < 1, "Dropout: a rate of \(rate) is not in 0 ..< 1")
    self.rate = rate
    purpose = RandomSource.Purpose("dropout " + scope.path)
  }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    guard let rule = rule(in: pass) else { return x }
    return x.dropout(rate: rule.rate, key: rule.key)
  }

  /// What to drop in this pass, for operations that drop on the way; nil when nothing is dropped.
  public func rule(in pass: Pass) -> DropoutRule? {
    guard case .training(let random, let step) = pass, rate > 0 else { return nil }
    return DropoutRule(rate: rate, key: random.key(purpose, epoch: step))
  }
}

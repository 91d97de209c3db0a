import Randomness
import Tensors

/// Whether a model answers or learns; decides what dropout does.
public enum Pass: Sendable {
  case inference
  /// A training step, whose draws depend on the seed and the step.
  case training(RandomSource, step: Int)

  public var isTraining: Bool {
    if case .training = self { true } else { false }
  }
}

import Tensors

/// The moving average of all parameters over the steps of training.
///
///     a ← d · a + (1 − d) · p,   d = min(decay, (1 + step) / (10 + step))
///
/// Single steps of a small batch throw the parameters about; their average lies nearer to the middle of
/// where they move, and validation compares epochs with less noise. The decay rises from 0.1, so that
/// the first values are soon forgotten.
///
/// - Source: Polyak and Juditsky 1992, "Acceleration of stochastic approximation by averaging"; the
///   rising decay as in TensorFlow's ExponentialMovingAverage.
public struct WeightAverage: Sendable {
  public let decay: Float
  /// By path; empty before the first step.
  public private(set) var parameters: [String: Tensor] = [:]

  /// - Parameter decay: from 0 to below 1; the average reaches back over about 1 / (1 − decay) steps.
  public init(decay: Float) {
    self.decay = decay
  }

  /// Goes back to what a checkpoint kept.
  public mutating func restore(_ parameters: [String: Tensor]) {
    self.parameters = parameters
  }

  /// Takes in the parameters after a step, the first being 0.
  public mutating func update(_ store: ParameterStore, step: Int) {
    let share = min(decay, Float(1 + step) / Float(10 + step))
    for (path, value) in store.export() {
      parameters[path] = parameters[path].map { $0 * share + value * (1 - share) } ?? value
    }
  }
}

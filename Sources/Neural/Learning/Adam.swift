import Tensors

/// Steps along running means of gradients, scaled by running means of their squares.
///
///     m ← β₁ m + (1 - β₁) g        v ← β₂ v + (1 - β₂) g²
///     p ← p - rate · (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε)
///
/// Weight decay is added to the gradient (Adam) or, decoupled, shrinks the parameter by
/// `1 - rate · decay` first (AdamW). A parameter without a gradient keeps its value, its means and its
/// count of steps t, as in torch.
///
/// - Source: Kingma, Ba 2015, <https://arxiv.org/abs/1412.6980>; Loshchilov, Hutter 2019,
///   <https://arxiv.org/abs/1711.05101>; arithmetic as in torch.optim.Adam and AdamW.
public struct Adam: Sendable {
  public var learningRate: Float
  public let beta1: Float
  public let beta2: Float
  public let epsilon: Float
  public let weightDecay: Float
  public let isDecoupled: Bool
  /// Factors of the learning rate for parameters under some paths; 1 for all others.
  public var factors: [String: Float] = [:]
  private var moments: [String: Moments] = [:]

  private struct Moments: Sendable {
    var step = 0
    var first: Tensor
    var second: Tensor
  }

  public init(
    learningRate: Float = 1e-3, betas: (Float, Float) = (0.9, 0.999), epsilon: Float = 1e-8,
    weightDecay: Float = 0, isDecoupled: Bool = false
  ) {
    self.learningRate = learningRate
    (beta1, beta2) = betas
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.isDecoupled = isDecoupled
  }

  /// Changes every parameter that has a gradient and is not frozen.
  public mutating func update(_ parameters: ParameterStore, along gradients: Gradients) {
    // Taken out while it changes: next to a copy in `self` each change would copy the whole dictionary,
    // and with it the means.
    var moments = self.moments
    self.moments = [:]
    defer { self.moments = moments }
    for parameter in parameters.parameters where !parameter.isFrozen {
      guard let gradient = gradients[parameter.path] else { continue }
      step(
        parameter, along: gradient,
        &moments[
          parameter.path,
          default: Moments(first: .zeros(parameter.shape), second: .zeros(parameter.shape))])
    }
  }

  private func step(_ parameter: Parameter, along gradient: Tensor, _ moments: inout Moments) {
    moments.step += 1
    let step = AdamStep(
      number: moments.step, learningRate: learningRate * factor(of: parameter.path), beta1: beta1,
      beta2: beta2,
      epsilon: epsilon, weightDecay: weightDecay, isDecoupled: isDecoupled)
    parameter.update { value in
      step.apply(
        along: gradient, to: &value, first: &moments.first, second: &moments.second)
    }
  }

  private func factor(of path: String) -> Float {
    factors.first { path == $0.key || path.hasPrefix($0.key + ".") }?.value ?? 1
  }

  /// Everything needed to go on to the same bits: `first.PATH`, `second.PATH` and `step.PATH`.
  ///
  /// Set only from a state that this type gave; one from a file goes through ``restore(_:for:)``.
  public var state: [String: Tensor] {
    get {
      var state: [String: Tensor] = [:]
      for (path, moments) in moments {
        state["first." + path] = moments.first
        state["second." + path] = moments.second
        state["step." + path] = Tensor(Float(moments.step))
      }
      return state
    }
    set {
      moments = [:]
      for (name, step) in newValue where name.hasPrefix("step.") {
        let path = String(name.dropFirst("step.".count))
        guard let first = newValue["first." + path], let second = newValue["second." + path] else {
          continue
        }
        moments[path] = Moments(step: Int(step.scalar), first: first, second: second)
      }
    }
  }

  /// Takes over a state read from a file; one that does not belong to these parameters is refused and
  /// changes nothing.
  public mutating func restore(
    _ state: [String: Tensor], for parameters: ParameterStore
  ) throws(CheckpointError) {
    let shapes = Dictionary(
      uniqueKeysWithValues: parameters.parameters.map { ($0.path, $0.shape) })
    var missing: [String] = []
    var unexpected: [String] = []
    var misshapen: [String] = []
    for (name, tensor) in state.sorted(by: { $0.key < $1.key }) {
      let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
      guard parts.count == 2, ["first", "second", "step"].contains(parts[0]),
        let shape = shapes[parts[1]]
      else {
        unexpected.append(name)
        continue
      }
      let expected = parts[0] == "step" ? [] : shape
      if tensor.shape != expected { misshapen.append("\(name) \(tensor.shape) for \(expected)") }
      missing += ["first.", "second.", "step."].map { $0 + parts[1] }.filter { state[$0] == nil }
    }
    guard missing.isEmpty, unexpected.isEmpty, misshapen.isEmpty else {
      throw .doesNotFit(
        missing: Set(missing).sorted(), unexpected: unexpected, shapes: misshapen)
    }
    self.state = state
  }
}

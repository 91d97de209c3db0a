import Neural
import Randomness
import Tensors

/// Low-rank additions to linear maps of a frozen decoder: `W x + alpha / rank · B (A x)`, of which A and
/// B learn.
///
/// - Source: Hu et al. 2021, <https://arxiv.org/abs/2106.09685>; names, first values and file layout
///   of PEFT.
public struct LoRA: Sendable {
  /// The maps that can be added to.
  public enum Target: String, Sendable, CaseIterable {
    case query = "q_proj"
    case key = "k_proj"
    case value = "v_proj"
    case output = "o_proj"
    case gate = "gate_proj"
    case up = "up_proj"
    case down = "down_proj"
  }

  public struct Configuration: Sendable, Equatable {
    public var rank: Int
    public var alpha: Float
    /// The share of the inputs of A that are dropped while learning.
    public var dropout: Float
    public var targets: Set<Target>

    public init(
      rank: Int = 8, alpha: Float = 16, dropout: Float = 0, targets: Set<Target> = [.query, .value]
    ) {
      precondition(
        rank > 0 && !targets.isEmpty, "LoRA: rank \(rank) with \(targets.count) targets")
      self.rank = rank
      self.alpha = alpha
      self.dropout = dropout
      self.targets = targets
    }
  }

  public let configuration: Configuration
  /// A and B of every map, named as in PEFT's files.
  public let parameters: ParameterStore
  private let factors: [String: Factors]

  private struct Factors: Sendable {
    let a: Parameter
    let b: Parameter
    let dropout: Dropout
  }

  /// What PEFT puts before the paths of the model.
  static let prefix = "base_model.model"

  /// An adapter that adds nothing yet: B is zero.
  public init(_ configuration: Configuration, for model: Llama, random: RandomSource) {
    self.init(configuration, for: model, in: ParameterStore(random: random))
  }

  /// An adapter that adds nothing yet, whose factors are declared beside other parameters.
  public init(_ configuration: Configuration, for model: Llama, in store: ParameterStore) {
    self.configuration = configuration
    var factors: [String: Factors] = [:]
    for projection in model.layers.flatMap(\.projections) {
      let name = projection.path.split(separator: ".").last.map(String.init) ?? ""
      guard let target = Target(rawValue: name), configuration.targets.contains(target) else {
        continue
      }
      let scope = store / Self.prefix / projection.path
      let shape = projection.weight.shape
      factors[projection.path] = Factors(
        a: (scope / "lora_A").parameter(
          "weight", [configuration.rank, shape[1]], .kaimingUniform(inputs: shape[1])),
        b: (scope / "lora_B").parameter("weight", [shape[0], configuration.rank], .zeros),
        dropout: Dropout(configuration.dropout, at: scope))
    }
    self.factors = factors
    parameters = store
  }

  /// What the adapter adds to a map of `x`.
  func term(for path: String, _ x: Tensor, in pass: Pass) -> LinearTerm? {
    guard let factors = factors[path] else { return nil }
    let scale = configuration.alpha / Float(configuration.rank)
    let low = factors.dropout(x, in: pass).linear(weight: factors.a.value)
    return LinearTerm(low * scale, weight: factors.b.value)
  }
}

/// An adapter at work.
public struct Adaptation: Sendable {
  public let adapter: LoRA
  public let pass: Pass

  public init(_ adapter: LoRA, in pass: Pass = .inference) {
    self.adapter = adapter
    self.pass = pass
  }

  func term(for path: String, _ x: Tensor) -> LinearTerm? { adapter.term(for: path, x, in: pass) }
}

extension LlamaLayer {
  /// The maps, in the order of a checkpoint.
  var projections: [Projection] { [query, key, value, output, gate, up, down] }
}

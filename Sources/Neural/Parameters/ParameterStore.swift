import Randomness
import Synchronization
import Tensors

/// All parameters of a model, in the order in which its layers declared them.
///
/// One thread trains a store. Its first values depend on the seed and on each parameter's path alone,
/// so that adding a layer leaves all others as they were.
public final class ParameterStore: Sendable {
  private let random: RandomSource
  private let declared = Mutex<[Parameter]>([])

  public init(random: RandomSource) {
    self.random = random
  }

  /// The scope without a name, under which a model declares its layers.
  public var root: ParameterScope { ParameterScope(store: self, path: "") }

  /// The scope of a name: `parameters / "encoder"`.
  public static func / (store: ParameterStore, name: String) -> ParameterScope {
    store.root / name
  }

  /// The parameters in the order of their declaration.
  public var parameters: [Parameter] { declared.withLock { $0 } }

  /// The parameter of a path.
  public subscript(path: String) -> Parameter? {
    declared.withLock { $0.first { $0.path == path } }
  }

  /// How many numbers the parameters hold; frozen ones may be left out.
  public func scalarCount(includingFrozen: Bool = true) -> Int {
    parameters.reduce(0) { $0 + (includingFrozen || !$1.isFrozen ? $1.shape.count : 0) }
  }

  /// Freezes, or frees, the parameters whose path is `prefix` or lies under it.
  public func setFrozen(_ isFrozen: Bool, under prefix: String) {
    for parameter in parameters {
      let isInside =
        prefix.isEmpty || parameter.path == prefix || parameter.path.hasPrefix(prefix + ".")
      if isInside { parameter.isFrozen = isFrozen }
    }
  }

  func declare(_ path: String, _ shape: Shape, _ initializer: Initializer) -> Parameter {
    let stream = random.stream(RandomSource.Purpose("initialization " + path))
    let parameter = Parameter(path: path, value: initializer.values(shape, from: stream))
    declared.withLock { declared in
      precondition(
        !declared.contains { $0.path == path }, "ParameterStore: \(path) is declared twice")
      declared.append(parameter)
    }
    return parameter
  }

  /// The value of a function of the parameters and its gradients at all that are not frozen.
  ///
  /// - Parameter function: returns a tensor that holds one number. Operations are recorded only while
  ///   it runs.
  public func valueAndGradients<Failure: Error>(
    _ function: () throws(Failure) -> Tensor
  ) throws(Failure) -> (value: Float, gradients: Gradients) {
    let learned = parameters.filter { !$0.isFrozen }
    defer { for parameter in learned { parameter.stopTracing() } }
    let (value, gradients) = try partialGradients(at: learned.map(\.plainValue)) {
      (traced: [Tensor]) throws(Failure) -> Tensor in
      for (parameter, tensor) in zip(learned, traced) { parameter.startTracing(as: tensor) }
      let loss = try function()
      for parameter in learned { parameter.stopTracing() }
      return loss
    }
    return (value, Gradients(zip(learned, gradients).map { ($0.path, $1) }))
  }
}

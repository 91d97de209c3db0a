import Synchronization
import Tensors

/// A tensor that is learned, known by its path in the model, such as `gnn.layer0.near.weight`.
public final class Parameter: Sendable {
  public let path: String
  public let shape: Shape
  private let state: Mutex<State>

  private struct State {
    var value: Tensor
    var traced: Tensor?
    var isFrozen = false
  }

  init(path: String, value: Tensor) {
    self.path = path
    shape = value.shape
    state = Mutex(State(value: value.detached))
  }

  /// The numbers to compute with. While ``ParameterStore/valueAndGradients(_:)`` runs, operations on
  /// them are recorded, unless the parameter is frozen.
  public var value: Tensor {
    get { state.withLock { $0.traced ?? $0.value } }
    set {
      precondition(
        newValue.shape == shape, "parameter \(path): shape \(shape) set to \(newValue.shape)")
      state.withLock { $0.value = newValue.detached }
    }
  }

  /// Whether training leaves the parameter as it is.
  public var isFrozen: Bool {
    get { state.withLock { $0.isFrozen } }
    set { state.withLock { $0.isFrozen = newValue } }
  }

  /// The numbers apart from any recording.
  var plainValue: Tensor { state.withLock { $0.value } }

  /// Changes the numbers in place when nobody else holds them.
  func update(_ change: (inout Tensor) -> Void) {
    state.withLock { change(&$0.value) }
  }

  func startTracing(as traced: Tensor) {
    exchangeTraced(traced)
  }

  func stopTracing() {
    exchangeTraced(nil)
  }

  /// Sets what stands for the numbers while a function is recorded, and gives what stood before.
  @discardableResult
  func exchangeTraced(_ traced: Tensor?) -> Tensor? {
    state.withLock { state in
      let before = state.traced
      state.traced = traced
      return before
    }
  }
}

import Tensors

/// A place in the tree of parameter paths where a layer declares its own.
public struct ParameterScope: Sendable {
  let store: ParameterStore
  public let path: String

  /// The scope of a name inside this one; names are joined by dots.
  public static func / (scope: ParameterScope, name: String) -> ParameterScope {
    ParameterScope(store: scope.store, path: scope.pathOf(name))
  }

  /// Declares a parameter of this scope; each path once.
  public func parameter(
    _ name: String, _ shape: Shape, _ initializer: Initializer
  ) -> Parameter {
    store.declare(pathOf(name), shape, initializer)
  }

  private func pathOf(_ name: String) -> String {
    path.isEmpty ? name : path + "." + name
  }
}

/// Why the demo database could not be written.
public enum DemoError: Error, CustomStringConvertible, Sendable, Equatable {
  /// A file is there already and nobody said that it may be replaced.
  case exists(path: String)
  /// A folder could not be made or a file not written.
  case unwritable(path: String, reason: String)

  public var description: String {
    switch self {
    case .exists(let path):
      "demo database: \(path) exists already. Name another file, or remove it first."
    case .unwritable(let path, let reason):
      "demo database: cannot write \(path): \(reason). Name a file in a folder that you may write to."
    }
  }
}

/// What can be wrong with features that come from outside: project files and their match with a database.
public enum FeatureError: Error, Equatable, Sendable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case malformed(path: String, reason: String)
  case unwritable(path: String, reason: String)
  case unknownTable(String, path: String)
  case unknownColumn(table: String, column: String)
  case notOfType(table: String, column: String, type: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "Cannot read the feature schema \(path): \(reason)."
    case .malformed(let path, let reason):
      "The feature schema \(path) is not one this version reads: \(reason). "
        + "Delete the file to have it inferred anew."
    case .unwritable(let path, let reason):
      "Cannot write the feature schema \(path): \(reason). Choose another folder with --home."
    case .unknownTable(let table, let path):
      "The feature schema names table \(table), which \(path) does not have. "
        + "Delete the schema to have it inferred anew."
    case .notOfType(let table, let column, let type):
      "The values of \(table).\(column) cannot be read as \(type). Choose another meaning."
    case .unknownColumn(let table, let column):
      "The feature schema names column \(table).\(column), which the database does not have. "
        + "Delete the schema to have it inferred anew."
    }
  }
}

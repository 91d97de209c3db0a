/// Why a question cannot be asked of a database.
public enum PromptError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknownTable(String, known: [String])
  case unknownColumn(String, table: String, known: [String])
  /// No foreign key, or more than one, leads from a table to another.
  case noPath(from: String, to: String, count: Int)

  public var description: String {
    switch self {
    case .unknownTable(let name, let known):
      "The question asks about a table \(name). Tables are: \(known.joined(separator: ", "))."
    case .unknownColumn(let name, let table, let known):
      "The question asks for a column \(name) of \(table). "
        + "Columns are: \(known.joined(separator: ", "))."
    case .noPath(let from, let to, let count):
      "The question goes from \(from) to \(to); there "
        + (count == 0 ? "is no foreign key" : "are \(count) foreign keys")
        + " between them, and it needs just one."
    }
  }
}

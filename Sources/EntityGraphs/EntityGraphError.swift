/// Why rows could not be shown: what was asked, what there is, what to do.
public enum EntityGraphError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknownTable(String, tables: [String])
  case unknownRow(table: String, row: Int, rows: Int)
  case unknownKey(table: String, key: String)
  case unknownColumn(String, table: String, columns: [String])
  case unknownSortColumn(String, table: String, columns: [String])
  case notComparable(value: String, column: String, storage: String)
  case badPattern(String)

  public var description: String {
    switch self {
    case .unknownTable(let name, let tables):
      "there is no table \"\(name)\"; the database has \(tables.joined(separator: ", "))."
    case .unknownRow(let table, let row, let rows):
      "\(table) has no row \(row); its rows are 0 to \(rows - 1)."
    case .unknownKey(let table, let key):
      "\(table) has no row with the key \"\(key)\"."
    case .unknownColumn(let name, let table, let columns):
      "\(table) has no column \"\(name)\"; it has \(columns.joined(separator: ", ")). "
        + "Put the text in quotes to search for it."
    case .unknownSortColumn(let name, let table, let columns):
      "\(table) has no column \"\(name)\" to sort by; it has \(columns.joined(separator: ", "))."
    case .notComparable(let value, let column, let storage):
      "\(column) holds \(storage) values and cannot be compared with \"\(value)\"."
    case .badPattern(let pattern):
      "/\(pattern)/ is no regular expression; put the text in quotes to search for it as it is."
    }
  }
}

/// Another value for one cell, to see what would follow from it. Nothing is ever written.
public struct CellEdit: Codable, Equatable, Hashable, Sendable {
  public var table: String
  public var row: Int
  /// The row's key, for people.
  public var key: String
  public var column: String
  /// As typed; nil for NULL.
  public var value: String?

  public init(table: String, row: Int, key: String, column: String, value: String?) {
    self.table = table
    self.row = row
    self.key = key
    self.column = column
    self.value = value
  }

  /// `grid=15`, `position=NULL`, `name="NULL"`: a column and its other value.
  public static func parse(_ typed: String) -> (column: String, value: String?)? {
    guard let sign = typed.firstIndex(of: "=") else { return nil }
    let column = typed[..<sign].split(separator: " ").joined(separator: " ")
    guard !column.isEmpty else { return nil }
    let text = typed[typed.index(after: sign)...].drop { $0 == " " }
    if ["NULL", "null", "∅"].contains(text) { return (column, nil) }
    let isQuoted = text.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
    return (column, isQuoted ? String(text.dropFirst().dropLast()) : String(text))
  }

  /// `results 20141 grid=15`.
  public var words: String {
    Escaping.visible("\(table) \(key) \(column)=\(value ?? "∅")")
  }
}

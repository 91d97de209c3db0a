extension RowPageSummary {
  /// The page as CSV (RFC 4180 with line feeds): NULL is nothing, empty text is `""`, of bytes only
  /// their number is written.
  public var csv: String {
    let head = columns.map { Self.field($0.name) }.joined(separator: ",")
    let body = rows.map { row in row.cells.map(Self.field).joined(separator: ",") }
    return ([head] + body).joined(separator: "\n")
  }

  private static func field(_ cell: CellValue) -> String {
    switch cell {
    case .null: ""
    case .text(let text): text.isEmpty ? "\"\"" : field(text)
    default: cell.display
    }
  }

  private static func field(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 }) else {
      return text
    }
    return "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }
}

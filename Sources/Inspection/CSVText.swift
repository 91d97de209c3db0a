/// Fields of CSV (RFC 4180 with line feeds).
public enum CSVText {
  /// A text as one field: in quotes where it holds one, a comma or an end of line.
  public static func field(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 }) else {
      return text
    }
    return "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }

  /// A cell: NULL is nothing, empty text is `""`, of bytes only their number is written.
  public static func field(_ cell: CellValue) -> String {
    switch cell {
    case .null: ""
    case .text(let text): text.isEmpty ? "\"\"" : field(text)
    default: cell.display
    }
  }

  public static func line(_ fields: [String]) -> String {
    fields.map { field($0) }.joined(separator: ",")
  }
}

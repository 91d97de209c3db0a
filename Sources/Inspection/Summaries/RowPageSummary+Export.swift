extension RowPageSummary {
  /// The page as CSV: see ``CSVText``.
  public var csv: String { ([csvHead] + csvLines).joined(separator: "\n") }

  public var csvHead: String { CSVText.line(columns.map(\.name)) }

  public var csvLines: [String] {
    rows.map { row in row.cells.map { CSVText.field($0) }.joined(separator: ",") }
  }

  /// Each row as a JSON object from column to value. Bytes, NaN and infinities are strings.
  public var jsonObjects: [String] {
    let names = columns.map { JSONText.quoted($0.name) + ":" }
    return rows.map { row in
      "{" + zip(names, row.cells).map { $0 + Self.json($1) }.joined(separator: ",") + "}"
    }
  }

  private static func json(_ cell: CellValue) -> String {
    switch cell {
    case .null: "null"
    case .text(let text): JSONText.quoted(text)
    case .real(let value) where value.isNaN: "\"nan\""
    case .real(let value) where !value.isFinite: value > 0 ? "\"inf\"" : "\"-inf\""
    case .time, .blob: JSONText.quoted(cell.display)
    case .integer, .real, .boolean: cell.display
    }
  }
}

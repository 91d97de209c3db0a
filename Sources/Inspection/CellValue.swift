/// One cell as a person sees it, with NULL, empty text and blobs told apart.
public enum CellValue: Codable, Equatable, Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case boolean(Bool)
  /// Text as stored; whoever draws it escapes it (``Escaping/visible(_:)``).
  case text(String)
  /// A point in time, already written as `YYYY-MM-DD HH:MM:SS` (date alone at midnight).
  case time(String)
  /// Bytes, of which only the count is shown.
  case blob(byteCount: Int)

  /// The cell on one line, safe for a terminal: ∅ for NULL, "" for empty text, ⟨12 B⟩ for bytes.
  public var display: String {
    switch self {
    case .null: "∅"
    case .integer(let value): String(value)
    case .real(let value): Self.shortest(value)
    case .boolean(let value): value ? "true" : "false"
    case .text(let value): value.isEmpty ? "\"\"" : Escaping.visible(value)
    case .time(let value): value
    case .blob(let count): "⟨\(count) B⟩"
    }
  }

  /// Whether the cell is drawn at the right edge of its column.
  public var isNumber: Bool {
    switch self {
    case .integer, .real: true
    default: false
    }
  }

  private static func shortest(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

/// How far a database is read: what there is to look at before its rows are here.
public struct OpeningSummary: Summary {
  public struct Table: Codable, Equatable, Sendable {
    public var name: String
    public var columns: [String]
    /// Rows read so far.
    public var read: Int
    /// Rows that there are at most, where the file tells it at once.
    public var rows: Int?
    public init(name: String, columns: [String], read: Int = 0, rows: Int? = nil) {
      self.name = name
      self.columns = columns
      self.read = read
      self.rows = rows
    }
  }

  public enum Phase: String, Codable, Sendable {
    case reading = "reading rows"
    case linking = "finding keys, times and links"
    case counting = "counting what columns hold"
  }

  public var phase: Phase
  public var tables: [Table]
  /// The table that is being read; all before it are.
  public var current: Int

  public init(phase: Phase, tables: [Table], current: Int = 0) {
    self.phase = phase
    self.tables = tables
    self.current = current
  }

  /// Rows read so far, of all tables.
  public var read: Int { tables.reduce(0) { $0 + $1.read } }

  public var text: String {
    let lines = tables.map { table in
      "\(Escaping.visible(table.name))\t\(table.read)" + (table.rows.map { " of \($0)" } ?? "")
    }
    return ([phase.rawValue] + lines).joined(separator: "\n")
  }
}

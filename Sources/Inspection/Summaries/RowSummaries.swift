/// A page of a table's rows as of a time.
public struct RowPageSummary: Summary {
  public struct Column: Codable, Equatable, Sendable {
    public var name: String
    public var role: ColumnSummary.Role
    public init(name: String, role: ColumnSummary.Role) {
      self.name = name
      self.role = role
    }
  }
  public struct Row: Codable, Equatable, Sendable {
    /// The row's number in its table, from 0.
    public var row: Int
    public var cells: [CellValue]
    public init(row: Int, cells: [CellValue]) {
      self.row = row
      self.cells = cells
    }
  }

  public var table: String
  public var columns: [Column]
  public var rows: [Row]
  /// Place of the first row shown among the visible ones.
  public var offset: Int
  /// Rows that the filter and the as-of time let through.
  public var visibleRows: Int
  /// Rows after the as-of time.
  public var hiddenRows: Int
  public var asOf: String?
  /// The filter as typed; empty when there is none.
  public var filter: String
  /// Rows of the table looked at so far, where a filter is not through yet; nil when all were.
  public var scannedRows: Int?
  /// How far a sort is, from 0 to 1, where it is not through yet: there is no row before it is.
  public var sortedShare: Double?
  /// Where the rows lie in the file, of which the database is not read yet; nil when it is, or where
  /// there are none.
  public var stretch: StoredStretch?

  public init(
    table: String, columns: [Column], rows: [Row], offset: Int, visibleRows: Int, hiddenRows: Int,
    asOf: String?, filter: String, scannedRows: Int? = nil, sortedShare: Double? = nil,
    stretch: StoredStretch? = nil
  ) {
    self.stretch = stretch
    self.scannedRows = scannedRows
    self.sortedShare = sortedShare
    self.table = table
    self.columns = columns
    self.rows = rows
    self.offset = offset
    self.visibleRows = visibleRows
    self.hiddenRows = hiddenRows
    self.asOf = asOf
    self.filter = filter
  }

  public var text: String {
    let head = columns.map { Escaping.visible($0.name) }.joined(separator: "\t")
    let body = rows.map { $0.cells.map(\.display).joined(separator: "\t") }
    return ([head] + body).joined(separator: "\n")
  }
}

/// One row with its cells, its parents and the rows that refer to it, as of a time.
public struct EntitySummary: Summary {
  public struct Field: Codable, Equatable, Sendable {
    public var name: String
    public var role: ColumnSummary.Role
    public var value: CellValue
    /// The row that a foreign key leads to.
    public var parent: RowReference?
    public init(
      name: String, role: ColumnSummary.Role, value: CellValue, parent: RowReference? = nil
    ) {
      self.name = name
      self.role = role
      self.value = value
      self.parent = parent
    }
  }
  /// The rows of one child table that refer to the entity by one foreign key.
  public struct Related: Codable, Equatable, Sendable {
    public var childTable: String
    public var columns: [String]
    /// Rows visible as of the time, and in all.
    public var visible: Int
    public var total: Int
    /// Visible rows in 24 equal spans of the entity's own history, oldest first.
    public var timeline: [Int]
    public var firstTime: String?
    public var lastTime: String?
    /// The newest visible rows, newest first.
    public var recent: [RowReference]
    /// All rows, hidden ones too, in equal spans of ``EntitySummary/span``; empty without times.
    public var strip: [Int]
    public init(
      childTable: String, columns: [String], visible: Int, total: Int, timeline: [Int],
      firstTime: String?, lastTime: String?, recent: [RowReference], strip: [Int] = []
    ) {
      self.strip = strip
      self.childTable = childTable
      self.columns = columns
      self.visible = visible
      self.total = total
      self.timeline = timeline
      self.firstTime = firstTime
      self.lastTime = lastTime
      self.recent = recent
    }
  }

  public var reference: RowReference
  public var fields: [Field]
  public var related: [Related]
  public var asOf: String?
  /// First and last time of all related rows: what the strips of ``Related/strip`` divide.
  public var span: [String]

  public init(
    reference: RowReference, fields: [Field], related: [Related], asOf: String?,
    span: [String] = []
  ) {
    self.span = span
    self.reference = reference
    self.fields = fields
    self.related = related
    self.asOf = asOf
  }

  public var text: String {
    var lines = [reference.label]
    if let asOf { lines.append("as of \(asOf)") }
    for field in fields {
      let parent = field.parent.map { "  → \($0.label)" } ?? ""
      lines.append("  \(Escaping.visible(field.name))  \(field.value.display)\(parent)")
    }
    for relation in related {
      lines.append(
        "  ← \(Escaping.visible(relation.childTable)) \(relation.visible)/\(relation.total)")
    }
    return lines.joined(separator: "\n")
  }
}

/// A row that can be opened: where it is and what to call it.
public struct RowReference: Codable, Equatable, Hashable, Sendable {
  public var table: String
  public var row: Int
  /// The key as text, or the row number where the table has none.
  public var key: String
  /// A few telling cells: a name, a time.
  public var detail: String
  public var time: String?

  public init(table: String, row: Int, key: String, detail: String = "", time: String? = nil) {
    self.table = table
    self.row = row
    self.key = key
    self.detail = detail
    self.time = time
  }

  /// `drivers 4 Fernando Alonso`, escaped.
  public var label: String {
    Escaping.visible("\(table) \(key)\(detail.isEmpty ? "" : " " + detail)")
  }
}

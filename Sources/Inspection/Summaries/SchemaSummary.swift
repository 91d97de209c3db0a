/// A database's tables, keys, times and warnings, with the evidence for what was inferred.
public struct SchemaSummary: Summary {
  public var name: String
  public var path: String
  /// Hash of the loaded contents: equal data, equal fingerprint.
  public var fingerprint: String
  public var tables: [TableSummary]
  public var relations: [RelationSummary]
  public var warnings: [WarningSummary]
  /// `YYYY-MM-DD HH:MM:SS`, from the manifest; nil where there is none.
  public var validationCutoff: String?
  public var testCutoff: String?

  public init(
    name: String, path: String, fingerprint: String, tables: [TableSummary],
    relations: [RelationSummary], warnings: [WarningSummary], validationCutoff: String?,
    testCutoff: String?
  ) {
    self.name = name
    self.path = path
    self.fingerprint = fingerprint
    self.tables = tables
    self.relations = relations
    self.warnings = warnings
    self.validationCutoff = validationCutoff
    self.testCutoff = testCutoff
  }
}

extension SchemaSummary {
  /// The same figures, with what columns mean as another summary of the same tables has it.
  public func takingMeanings(of other: SchemaSummary) -> SchemaSummary {
    var summary = self
    for (table, known) in zip(tables.indices, other.tables) {
      for (column, known) in zip(tables[table].columns.indices, known.columns) {
        summary.tables[table].columns[column].semanticType = known.semanticType
      }
    }
    return summary
  }
}

public struct TableSummary: Codable, Equatable, Sendable {
  public var name: String
  public var rows: Int
  public var columns: [ColumnSummary]
  /// Empty where the table has no key.
  public var primaryKey: [String]
  public var timeColumn: String?
  /// First and last row time, `YYYY-MM-DD HH:MM:SS`.
  public var firstTime: String?
  public var lastTime: String?
  public var isView: Bool
  /// Why these are the key and the time column: "declared", "manifest", or the inference in words.
  public var primaryKeyEvidence: String
  public var timeColumnEvidence: String

  public init(
    name: String, rows: Int, columns: [ColumnSummary], primaryKey: [String], timeColumn: String?,
    firstTime: String?, lastTime: String?, isView: Bool, primaryKeyEvidence: String,
    timeColumnEvidence: String
  ) {
    self.name = name
    self.rows = rows
    self.columns = columns
    self.primaryKey = primaryKey
    self.timeColumn = timeColumn
    self.firstTime = firstTime
    self.lastTime = lastTime
    self.isView = isView
    self.primaryKeyEvidence = primaryKeyEvidence
    self.timeColumnEvidence = timeColumnEvidence
  }
}

public struct ColumnSummary: Codable, Equatable, Sendable {
  public enum Role: Codable, Equatable, Sendable {
    case key
    case foreignKey(table: String)
    case time
    case feature
  }

  public var name: String
  /// As written in the database's DDL; empty where SQLite knows none.
  public var declaredType: String
  /// What the values were loaded as: integer, real, text, boolean, time, blob.
  public var storage: String
  public var role: Role
  /// numerical, categorical, timestamp, text…; nil until features were inferred.
  public var semanticType: String?
  public var nulls: Int
  public var distinct: Int
  public var minimum: CellValue
  public var maximum: CellValue
  /// Counts in 8 equal bins from minimum to maximum (numbers, times), or of the 8 most frequent
  /// values in falling order (text).
  public var histogram: [Int]
  /// The values that `histogram` counts, the beginnings of long ones; nil where it counts bins.
  public var values: [String]?
  /// Whether `distinct` and `histogram` are estimates from some of the rows; the rest is always exact.
  public var isSampled: Bool

  public init(
    name: String, declaredType: String, storage: String, role: Role, semanticType: String?,
    nulls: Int, distinct: Int, minimum: CellValue, maximum: CellValue, histogram: [Int],
    values: [String]? = nil, isSampled: Bool = false
  ) {
    self.values = values
    self.isSampled = isSampled
    self.name = name
    self.declaredType = declaredType
    self.storage = storage
    self.role = role
    self.semanticType = semanticType
    self.nulls = nulls
    self.distinct = distinct
    self.minimum = minimum
    self.maximum = maximum
    self.histogram = histogram
  }
}

/// One foreign key: from the columns of a child table to the key of a parent table.
public struct RelationSummary: Codable, Equatable, Sendable {
  public var childTable: String
  public var columns: [String]
  public var parentTable: String
  public var parentColumns: [String]
  public var matched: Int
  public var dangling: Int
  public var nulls: Int
  /// The first value that matches no parent, for the message.
  public var firstDangling: String?
  /// Children per parent that has at least one.
  public var minimumChildren: Int
  public var medianChildren: Int
  public var maximumChildren: Int
  /// Parents by number of children in 8 equal bins.
  public var histogram: [Int]
  /// Rows whose parent's time is later than their own.
  public var parentLater: Int
  public var evidence: String

  public init(
    childTable: String, columns: [String], parentTable: String, parentColumns: [String],
    matched: Int, dangling: Int, nulls: Int, firstDangling: String?, minimumChildren: Int,
    medianChildren: Int, maximumChildren: Int, histogram: [Int], parentLater: Int, evidence: String
  ) {
    self.childTable = childTable
    self.columns = columns
    self.parentTable = parentTable
    self.parentColumns = parentColumns
    self.matched = matched
    self.dangling = dangling
    self.nulls = nulls
    self.firstDangling = firstDangling
    self.minimumChildren = minimumChildren
    self.medianChildren = medianChildren
    self.maximumChildren = maximumChildren
    self.histogram = histogram
    self.parentLater = parentLater
    self.evidence = evidence
  }
}

public struct WarningSummary: Codable, Equatable, Sendable {
  public var table: String?
  public var column: String?
  public var message: String

  public init(table: String?, column: String?, message: String) {
    self.table = table
    self.column = column
    self.message = message
  }
}

extension SchemaSummary {
  public var text: String {
    var lines = ["\(Escaping.visible(name))  \(tables.count) tables  \(fingerprint)"]
    if let validationCutoff, let testCutoff {
      lines.append("validation from \(validationCutoff), test from \(testCutoff)")
    }
    for table in tables {
      let time = table.timeColumn.map { "  time \(Escaping.visible($0))" } ?? ""
      let span = zip2(table.firstTime, table.lastTime).map { "  \($0) … \($1)" } ?? ""
      lines.append("")
      lines.append("\(Escaping.visible(table.name))  \(table.rows) rows\(time)\(span)")
      for column in table.columns { lines.append("  " + column.line) }
    }
    if !relations.isEmpty { lines.append("") }
    for relation in relations { lines.append(relation.line) }
    for warning in warnings { lines.append("! " + Escaping.visible(warning.message)) }
    return lines.joined(separator: "\n")
  }

  private func zip2<A, B>(_ a: A?, _ b: B?) -> (A, B)? {
    guard let a, let b else { return nil }
    return (a, b)
  }
}

extension ColumnSummary {
  fileprivate var line: String {
    let role =
      switch role {
      case .key: "key"
      case .foreignKey(let table): "→ " + Escaping.visible(table)
      case .time: "time"
      case .feature: semanticType ?? ""
      }
    return
      "\(Escaping.visible(name))  \(storage)  \(role)  null \(nulls)  distinct \(isSampled ? "~" : "")\(distinct)"
      + "  \(minimum.display) … \(maximum.display)"
  }
}

extension RelationSummary {
  /// `results.driverId → drivers.driverId`.
  public var label: String {
    let from = columns.joined(separator: ", ")
    let to = parentColumns.joined(separator: ", ")
    return Escaping.visible("\(childTable).\(from) → \(parentTable).\(to)")
  }

  fileprivate var line: String {
    "\(label)  matched \(matched)  dangling \(dangling)  null \(nulls)  (\(evidence))"
  }
}

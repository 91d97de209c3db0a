/// What a database is made of: tables, keys, times, cutoffs, and what is odd about them.
public struct Schema: Sendable, Equatable {
  public var tables: [TableSchema]
  public var relations: [Relation]
  /// From the manifest; nil where it names none.
  public var validationCutoff: Timestamp?
  public var testCutoff: Timestamp?
  public var warnings: [SchemaWarning]

  public init(
    tables: [TableSchema], relations: [Relation], validationCutoff: Timestamp? = nil,
    testCutoff: Timestamp? = nil, warnings: [SchemaWarning] = []
  ) {
    self.tables = tables
    self.relations = relations
    self.validationCutoff = validationCutoff
    self.testCutoff = testCutoff
    self.warnings = warnings
  }

  public func index(ofTable name: String) -> Int? {
    tables.firstIndex { $0.name == name }
  }

  /// The relations whose child is the table, by their place in `relations`.
  public func relations(ofChild table: Int) -> [Int] {
    relations.indices.filter { relations[$0].childTable == table }
  }

  /// The relations whose parent is the table, by their place in `relations`.
  public func relations(toParent table: Int) -> [Int] {
    relations.indices.filter { relations[$0].parentTable == table }
  }

  /// `results.driverId → drivers.driverId`.
  public func label(of relation: Relation) -> String {
    let child = tables[relation.childTable]
    let parent = tables[relation.parentTable]
    let from = relation.columns.map { child.columns[$0].name }.joined(separator: ", ")
    let to = relation.parentColumns.map { parent.columns[$0].name }.joined(separator: ", ")
    return "\(child.name).\(from) → \(parent.name).\(to)"
  }
}

public struct TableSchema: Sendable, Equatable {
  public var name: String
  public var columns: [ColumnSchema]
  /// Places of the key's columns; empty where the table has none.
  public var primaryKey: [Int]
  public var timeColumn: Int?
  public var isView: Bool
  public var primaryKeyEvidence: KeyEvidence
  public var timeColumnEvidence: KeyEvidence

  public init(
    name: String, columns: [ColumnSchema], primaryKey: [Int] = [], timeColumn: Int? = nil,
    isView: Bool = false, primaryKeyEvidence: KeyEvidence = .declared,
    timeColumnEvidence: KeyEvidence = .declared
  ) {
    self.name = name
    self.columns = columns
    self.primaryKey = primaryKey
    self.timeColumn = timeColumn
    self.isView = isView
    self.primaryKeyEvidence = primaryKeyEvidence
    self.timeColumnEvidence = timeColumnEvidence
  }

  public func index(ofColumn name: String) -> Int? {
    columns.firstIndex { $0.name == name }
  }
}

public struct ColumnSchema: Sendable, Hashable {
  public var name: String
  /// As written in the DDL; empty where SQLite knows none.
  public var declaredType: String
  public var storage: ColumnStorage

  public init(name: String, declaredType: String = "", storage: ColumnStorage) {
    self.name = name
    self.declaredType = declaredType
    self.storage = storage
  }
}

/// What a column's values were loaded as.
public enum ColumnStorage: String, Sendable, Hashable, Codable {
  case integer, real, boolean, text
  case timestamp = "time"
  case blob
}

/// One foreign key: columns of a child table whose values are keys of rows of a parent table.
public struct Relation: Hashable, Sendable {
  public var childTable: Int
  public var columns: [Int]
  public var parentTable: Int
  public var parentColumns: [Int]
  public var evidence: KeyEvidence

  public init(
    childTable: Int, columns: [Int], parentTable: Int, parentColumns: [Int], evidence: KeyEvidence
  ) {
    self.childTable = childTable
    self.columns = columns
    self.parentTable = parentTable
    self.parentColumns = parentColumns
    self.evidence = evidence
  }
}

/// Why something is a key or a time column.
public enum KeyEvidence: Hashable, Sendable, CustomStringConvertible {
  /// The database's own DDL says so.
  case declared
  case manifest
  /// Guessed from names, types and values; the text says from what.
  case inferred(String)
  /// There is none; the text says why.
  case absent(String)

  public var description: String {
    switch self {
    case .declared: "declared"
    case .manifest: "manifest"
    case .inferred(let reason): "inferred: \(reason)"
    case .absent(let reason): "none: \(reason)"
    }
  }
}

/// Something odd about the data that a person should know before trusting a model of it.
public struct SchemaWarning: Sendable, Hashable {
  public var table: String?
  public var column: String?
  public var message: String

  public init(table: String? = nil, column: String? = nil, message: String) {
    self.table = table
    self.column = column
    self.message = message
  }
}

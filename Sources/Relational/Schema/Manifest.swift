/// Keys, times and cutoffs of a database as a person wrote or corrected them in `manifest.yaml`.
///
/// The file is RelBench 3's: `name`, `manifest_version`, `description`, `val_timestamp`,
/// `test_timestamp`, and per table `pkey`, `time_col`, `fkeys`.
public struct Manifest: Equatable, Sendable {
  public var name: String
  public var description: String
  public var validationCutoff: Timestamp?
  public var testCutoff: Timestamp?
  /// By table name. Tables that are not named keep their declared or inferred keys.
  public var tables: [String: TableManifest]
  /// Top-level keys that mean nothing to us, as YAML text; kept when the file is written again.
  public var unknown: [String: String]

  public init(
    name: String = "", description: String = "", validationCutoff: Timestamp? = nil,
    testCutoff: Timestamp? = nil, tables: [String: TableManifest] = [:],
    unknown: [String: String] = [:]
  ) {
    self.name = name
    self.description = description
    self.validationCutoff = validationCutoff
    self.testCutoff = testCutoff
    self.tables = tables
    self.unknown = unknown
  }
}

/// One table's keys and time in a manifest.
public struct TableManifest: Equatable, Sendable {
  /// What a manifest says about a table; what it leaves out is declared or inferred.
  public enum Part: Hashable, Sendable {
    case primaryKey, timeColumn, foreignKeys
  }

  /// Column names; empty: the table has no key.
  public var primaryKey: [String]
  public var timeColumn: String?
  public var foreignKeys: [ForeignKeyManifest]
  public var stated: Set<Part>

  public init(
    primaryKey: [String] = [], timeColumn: String? = nil, foreignKeys: [ForeignKeyManifest] = [],
    stated: Set<Part> = [.primaryKey, .timeColumn, .foreignKeys]
  ) {
    self.primaryKey = primaryKey
    self.timeColumn = timeColumn
    self.foreignKeys = foreignKeys
    self.stated = stated
  }
}

/// One foreign key in a manifest.
public struct ForeignKeyManifest: Equatable, Hashable, Sendable {
  public var columns: [String]
  public var parentTable: String
  /// Nil: the parent's primary key.
  public var parentColumns: [String]?

  public init(columns: [String], parentTable: String, parentColumns: [String]? = nil) {
    self.columns = columns
    self.parentTable = parentTable
    self.parentColumns = parentColumns
  }
}

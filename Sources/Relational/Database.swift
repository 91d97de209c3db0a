import Inspection
import Synchronization

/// A relational database in memory: typed columns, keys, times, and every child row's parent row.
///
/// The file is read once, in one transaction, and closed; nothing is ever written to it.
public final class Database: Sendable {
  /// The manifest's name, else the file's name without its ending.
  public let name: String
  public let path: String
  /// 16 hexadecimal digits: equal contents, keys, times and cutoffs, equal fingerprint.
  public let fingerprint: String
  public let schema: Schema
  /// The time after which rows are left out; nil: none is.
  let until: Timestamp?
  /// In the order of `schema.tables`.
  public let tables: [Table]
  /// Per relation: per child row its parent row, -1 where NULL or dangling.
  private let parents: [[Int32]]
  /// Counted when first asked for; see `Database+Summary.swift`.
  let countedSummary = Mutex<SchemaSummary?>(nil)

  init(name: String, path: String, schema: Schema, tables: [Table]) {
    self.name = name
    self.path = path
    self.schema = schema
    self.tables = tables
    until = nil
    parents = schema.relations.map { ParentRows.find($0, in: tables) }
    fingerprint = Fingerprint.of(schema, tables)
  }

  /// The same database with one more table at the end, each of whose rows belongs to a row of another:
  /// what is known about entities beside the file, such as the answers of past windows.
  ///
  /// The fingerprint stays: it is the file's.
  ///
  /// - Parameters:
  ///   - table: its first columns, as many as the parent's key has, say by their names which row it
  ///     belongs to.
  ///   - parentTable: the table whose rows it belongs to.
  ///   - parentRows: per row of the new table its parent row, -1 for none.
  public init(
    _ other: Database, adding table: Table, belongingTo parentTable: Int, parentRows: [Int32]
  ) {
    precondition(
      parentRows.count == table.rowCount,
      "Database: \(parentRows.count) parents for \(table.rowCount) rows of \(table.name)")
    name = other.name
    path = other.path
    fingerprint = other.fingerprint
    until = other.until
    tables = other.tables + [table]
    let key = other.schema.tables[parentTable].primaryKey
    var schema = other.schema
    schema.tables.append(table.schema)
    schema.relations.append(
      Relation(
        childTable: other.tables.count, columns: Array(key.indices), parentTable: parentTable,
        parentColumns: key, evidence: .inferred("given with the rows")))
    self.schema = schema
    parents = other.parents + [parentRows]
  }

  /// The same database with other rows in some tables; the fingerprint stays the file's.
  init(_ other: Database, with tables: [Table], until: Timestamp? = nil) {
    name = other.name
    path = other.path
    fingerprint = other.fingerprint
    schema = other.schema
    self.tables = tables
    self.until = until ?? other.until
    parents = other.schema.relations.map { ParentRows.find($0, in: tables) }
  }

  /// Opens a SQLite file, or a folder that holds just one.
  ///
  /// - Parameters:
  ///   - path: the file; `~` is the home folder.
  ///   - manifest: keys, times and cutoffs; nil: `NAME.manifest.yaml` or `manifest.yaml` beside the
  ///     file, where there is one.
  ///   - watching: hears how far the file is read, many times a second, and says whether to go on.
  /// - Throws: a `DatabaseError` that says what is wrong with the file or its manifest.
  public static func open(
    at path: String, manifest: Manifest? = nil,
    watching: (OpeningSummary) -> Bool = { _ in true }
  ) throws(DatabaseError) -> Database {
    let location = try DatabaseLocation(path)
    var warnings: [SchemaWarning] = []
    var manifest = manifest
    if manifest == nil { manifest = try location.manifest(&warnings) }
    var progress = OpeningSummary(phase: .reading, tables: [])
    func goOn(_ heard: OpeningSummary) throws(DatabaseError) {
      progress = heard
      guard watching(heard) else { throw .stopped(path: location.path) }
    }
    let loaded = try SQLiteReader(path: location.path).read(
      manifest: manifest, &warnings, goOn: goOn)
    progress.phase = .linking
    try goOn(progress)
    let builder = try SchemaBuilder(loaded, manifest: manifest, warnings: warnings)
    let schema = builder.schema
    let tables = zip(builder.tables, schema.tables).map { loaded, schema in
      Table(schema: schema, rowCount: loaded.rowCount, columns: loaded.columns)
    }
    let name = manifest.map(\.name) ?? ""
    return Database(
      name: name.isEmpty ? location.stem : name, path: location.path, schema: schema,
      tables: tables)
  }

  public func index(ofTable name: String) -> Int? {
    tables.firstIndex { $0.name == name }
  }

  public func table(named name: String) -> Table? {
    tables.first { $0.name == name }
  }

  /// Per child row of a relation its parent row, -1 where the key is NULL or matches no parent.
  public func parentRows(of relation: Int) -> [Int32] {
    parents[relation]
  }

  public var rowCount: Int { tables.reduce(0) { $0 + $1.rowCount } }
}

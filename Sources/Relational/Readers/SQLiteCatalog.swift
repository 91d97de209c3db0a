import GRDB

/// What SQLite's own catalog declares about a table.
struct DeclaredTable {
  struct ForeignKey: Equatable {
    var columns: [String]
    var parentTable: String
    /// Nil where the DDL leaves them out: the parent's primary key.
    var parentColumns: [String]?
  }

  var name: String
  var isView: Bool
  /// A virtual table repeats or computes what is stored elsewhere.
  var isVirtual: Bool
  /// The name under which the row number can be read; nil for WITHOUT ROWID tables and views.
  var rowNumberName: String?
  /// What rows are ordered by when they are read, in SQL; it tells each row from every other. Empty
  /// for views and virtual tables, whose order is their own.
  var order: [String]
  var columns: [(name: String, declaredType: String)]
  /// Places of the key's columns, in the key's order.
  var primaryKey: [Int]
  /// In the order of the DDL.
  var foreignKeys: [ForeignKey]
}

/// Reads SQLite's catalog.
enum SQLiteCatalog {
  /// Tables and views in the order of their creation, without SQLite's own and without the shadow
  /// tables behind virtual ones.
  ///
  /// - Parameter name: only the table of this name.
  static func read(
    _ database: GRDB.Database, only name: String? = nil
  ) throws -> [DeclaredTable] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT s.name, s.type, l.type AS kind, l.wr
        FROM sqlite_schema AS s LEFT JOIN pragma_table_list AS l
          ON l.schema = 'main' AND l.name = s.name
        WHERE s.type IN ('table', 'view') AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
          AND s.name = coalesce(?, s.name)
        ORDER BY s.rowid
        """, arguments: [name])
    var tables: [DeclaredTable] = []
    for row in rows {
      let name: String = row["name"]
      let kind: String = row["kind"] ?? row["type"]
      if kind == "shadow" { continue }
      tables.append(
        try declaration(
          of: name, isView: kind == "view", isVirtual: kind == "virtual",
          isWithoutRowID: row["wr"] ?? false, in: database))
    }
    return tables
  }

  private static func declaration(
    of name: String, isView: Bool, isVirtual: Bool, isWithoutRowID: Bool,
    in database: GRDB.Database
  ) throws -> DeclaredTable {
    var table = DeclaredTable(
      name: name, isView: isView, isVirtual: isVirtual, rowNumberName: nil, order: [],
      columns: [], primaryKey: [], foreignKeys: [])
    // A view over something that is gone has no columns: SQLite refuses to describe it.
    guard
      let columns = try? Row.fetchAll(
        database, sql: "SELECT name, type, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid",
        arguments: [name])
    else { return table }
    var key: [(order: Int, place: Int)] = []
    for column in columns where (column["hidden"] as Int) != 1 {
      let order: Int = column["pk"]
      if order > 0 { key.append((order, table.columns.count)) }
      table.columns.append((column["name"], column["type"] ?? ""))
    }
    table.primaryKey = key.sorted { $0.order < $1.order }.map(\.place)
    if !isView, !isVirtual, !isWithoutRowID {
      let taken = Set(table.columns.map { $0.name.lowercased() })
      table.rowNumberName = ["_rowid_", "rowid", "oid"].first { !taken.contains($0) }
    }
    table.order =
      isWithoutRowID
      ? table.primaryKey.map { SQLiteTableReader.quoted(table.columns[$0].name) }
      : [table.rowNumberName].compactMap { $0 }
    if !isView { table.foreignKeys = try foreignKeys(of: name, in: database) }
    return table
  }

  private static func foreignKeys(
    of table: String, in database: GRDB.Database
  ) throws -> [DeclaredTable.ForeignKey] {
    // SQLite numbers foreign keys from the last declared to the first.
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?) ORDER BY id DESC, seq
        """, arguments: [table])
    var keys: [DeclaredTable.ForeignKey] = []
    var last: Int?
    for row in rows {
      let id: Int = row["id"]
      if id != last {
        keys.append(.init(columns: [], parentTable: row["table"], parentColumns: nil))
        last = id
      }
      keys[keys.count - 1].columns.append(row["from"])
      if let to: String = row["to"] {
        keys[keys.count - 1].parentColumns = (keys[keys.count - 1].parentColumns ?? []) + [to]
      }
    }
    return keys
  }
}

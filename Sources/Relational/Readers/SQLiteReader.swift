import GRDB
import Inspection

/// Loads a SQLite file: its catalog, then every table's rows, as of one moment.
struct SQLiteReader {
  let path: String
  /// A view that joins everything with everything is left out rather than waited for.
  var viewRowLimit = 1_000_000

  /// - Parameters:
  ///   - name: the only table whose rows are read, unless it is a view; the others come without any. Nil: all
  ///     rows of all.
  ///   - goOn: hears how far it is, and throws to end it.
  func read(
    manifest: Manifest?, only name: String? = nil, _ warnings: inout [SchemaWarning],
    goOn: (OpeningSummary) throws(DatabaseError) -> Void = { _ in }
  ) throws(DatabaseError) -> [LoadedTable] {
    let file = SQLiteFile(path: path)
    let (tables, skipped) = try file.read { database in
      let declared = try SQLiteCatalog.read(database)
      guard !declared.isEmpty else { throw DatabaseError.noTables(path: path) }
      let keys = Self.keyColumns(declared, manifest)
      var tables: [LoadedTable] = []
      var skipped: [SchemaWarning] = []
      var progress = Self.outline(declared, in: database)
      try goOn(progress)
      for (place, (table, keyColumns)) in zip(declared, keys).enumerated() {
        let reader = SQLiteTableReader(
          file: file, table: table, keyColumns: keyColumns,
          rowLimit: table.isView ? viewRowLimit : Int(Int32.max))
        guard name == nil || name == table.name && !table.isView else {
          tables.append(reader.outline())
          continue
        }
        do {
          guard !table.columns.isEmpty else {
            throw GRDB.DatabaseError(message: "it refers to something that does not exist")
          }
          progress.current = place
          tables.append(
            try reader.read(database) { rows in
              progress.tables[place].read = rows
              try goOn(progress)
            })
        } catch DatabaseError.stopped(let path) {
          throw DatabaseError.stopped(path: path)
        } catch  where table.isView || table.isVirtual {
          let reason = (error as? GRDB.DatabaseError)?.message ?? "\(error)"
          skipped.append(
            SchemaWarning(
              table: table.name,
              message: "\(table.isView ? "view" : "virtual table") \(table.name) cannot be read "
                + "and is left out: \(reason)"))
        }
      }
      return (tables, skipped)
    }
    warnings += skipped
    guard !tables.isEmpty else { throw .noTables(path: path) }
    return tables
  }

  /// What the catalog alone tells: names, columns, and for most tables how many rows there are at most.
  private static func outline(
    _ tables: [DeclaredTable], in database: GRDB.Database
  ) -> OpeningSummary {
    OpeningSummary(
      phase: .reading,
      tables: tables.map { table in
        // The greatest row number is at the end of the table's tree: no row is gone through for it.
        let greatest = table.rowNumberName.flatMap { name in
          try? Int.fetchOne(
            database, sql: "SELECT max(\(name)) FROM \(SQLiteTableReader.quoted(table.name))")
        }
        return .init(name: table.name, columns: table.columns.map(\.name), rows: greatest)
      })
  }

  /// Per table the columns that declared keys or the manifest's keys use.
  private static func keyColumns(_ tables: [DeclaredTable], _ manifest: Manifest?) -> [Set<Int>] {
    var names = tables.map { table in Set(table.primaryKey.map { table.columns[$0].name }) }
    for (index, table) in tables.enumerated() {
      for key in table.foreignKeys {
        names[index].formUnion(key.columns)
        guard let parent = tables.firstIndex(where: { $0.name == key.parentTable }) else {
          continue
        }
        names[parent].formUnion(key.parentColumns ?? [])
      }
      guard let entry = manifest?.tables[table.name] else { continue }
      names[index].formUnion(entry.primaryKey)
      for key in entry.foreignKeys { names[index].formUnion(key.columns) }
    }
    return zip(tables, names).map { table, names in
      Set(table.columns.indices.filter { names.contains(table.columns[$0].name) })
    }
  }
}

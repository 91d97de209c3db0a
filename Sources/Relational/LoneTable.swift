import Inspection

/// One table read without the rest of its database, for a question that no other table has a part in.
///
/// Its rows, its types, its key and its times are those that ``Database`` has.
public struct LoneTable: Sendable {
  public let table: Table
  /// What each column is for; nil where that depends on the rows of other tables, as a key that nobody
  /// declared does.
  public let roles: [ColumnSummary.Role]?

  /// Reads a table; nil where the whole database must be read for it: a view may be left out of that, a
  /// table of another name is told with those that there are.
  ///
  /// - Parameter path: as for ``Database/open(at:manifest:watching:)``
  /// - Throws: what is wrong with the file or its manifest. Where it is about other tables, the whole
  ///   database may be open all the same; and what only their rows show to be wrong is not seen here.
  public init?(_ name: String, of path: String) throws(DatabaseError) {
    let location = try DatabaseLocation(path)
    var warnings: [SchemaWarning] = []
    let manifest = try location.manifest(&warnings)
    let loaded = try SQLiteReader(path: location.path).read(
      manifest: manifest, only: name, &warnings)
    guard let place = loaded.firstIndex(where: { $0.name == name }), !loaded[place].isDerived else {
      return nil
    }
    let builder = try SchemaBuilder(loaded, manifest: manifest, warnings: warnings)
    let schema = builder.schema
    table = Table(
      schema: schema.tables[place], rowCount: loaded[place].rowCount,
      columns: builder.tables[place].columns)
    roles =
      Self.isSettled(place, loaded, manifest)
      ? table.columns.indices.map { schema.role(ofColumn: $0, in: place) } : nil
  }

  /// Whether the catalog and the manifest alone say which tables a table refers to, and by which columns.
  private static func isSettled(
    _ place: Int, _ tables: [LoadedTable], _ manifest: Manifest?
  ) -> Bool {
    let declared = tables[place].declared.foreignKeys
    let stated = manifest?.tables[tables[place].name].flatMap {
      $0.stated.contains(.foreignKeys) ? $0.foreignKeys : nil
    }
    let parents: [(name: String, columns: [String]?)] =
      declared.map { ($0.parentTable, $0.parentColumns) }
      + (stated ?? []).map { ($0.parentTable, $0.parentColumns) }
    guard stated != nil || !declared.isEmpty else { return false }
    return parents.allSatisfy { parent in
      guard let table = tables.first(where: { $0.name.lowercased() == parent.name.lowercased() })
      else { return true }
      let states = manifest?.tables[table.name].map { $0.stated.contains(.primaryKey) } ?? false
      return !table.isDerived
        && (parent.columns != nil || states || !table.declared.primaryKey.isEmpty)
    }
  }
}

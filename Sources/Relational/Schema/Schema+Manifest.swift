extension Schema {
  /// The schema as a manifest that a person can correct and that opens the same database to the same
  /// schema.
  public func manifest(name: String = "", description: String = "") -> Manifest {
    var manifest = Manifest(
      name: name, description: description, validationCutoff: validationCutoff,
      testCutoff: testCutoff)
    for (index, table) in tables.enumerated() {
      let keys = relations.filter { $0.childTable == index }.map { relation in
        let parent = tables[relation.parentTable]
        return ForeignKeyManifest(
          columns: relation.columns.map { table.columns[$0].name }, parentTable: parent.name,
          parentColumns: relation.parentColumns == parent.primaryKey
            ? nil : relation.parentColumns.map { parent.columns[$0].name })
      }
      manifest.tables[table.name] = TableManifest(
        primaryKey: table.primaryKey.map { table.columns[$0].name },
        timeColumn: table.timeColumn.map { table.columns[$0].name }, foreignKeys: keys)
    }
    return manifest
  }
}

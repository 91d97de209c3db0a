/// Tables whose rows a seed may see too early, because nothing says since when they are known.
struct TimeGaps {
  let tables: [LoadedTable]
  let relations: [Relation]

  var warnings: [SchemaWarning] {
    tables.indices.filter { tables[$0].timeColumn == nil && !tables[$0].isDerived }
      .compactMap { unusedTimes(tables[$0]) ?? datedParent($0) }
  }

  /// The table has times, but none was taken for the time of its rows. What a manifest says, or a column
  /// about a person's life, is no gap.
  private func unusedTimes(_ table: LoadedTable) -> SchemaWarning? {
    guard table.timeColumnEvidence != LoadedTable.noTimeByManifest else { return nil }
    let times = table.columns.filter {
      $0.schema.storage == .timestamp && $0.nullCount < $0.rowCount
        && !TimeColumnInference.isOfLife($0.schema.name)
    }
    guard let first = times.first else { return nil }
    let names = times.map(\.schema.name).joined(separator: ", ")
    return SchemaWarning(
      table: table.name, column: first.schema.name,
      message:
        "\(table.name) has times (\(names)), but none was taken for when a row becomes known: "
        + "its rows are visible at every time; name one as time_col in manifest.yaml")
  }

  /// The table has no time, and one that it refers to has: an order's lines without the order's time.
  private func datedParent(_ table: Int) -> SchemaWarning? {
    let parents = relations.filter { $0.childTable == table && $0.parentTable != table }
      .map { tables[$0.parentTable] }
    guard let parent = parents.first(where: { $0.timeColumn != nil }) else { return nil }
    let name = tables[table].name
    return SchemaWarning(
      table: name,
      message: "\(name) has no time, but \(parent.name), which it refers to, has: its rows are "
        + "visible before theirs; give \(name) a time column")
  }
}

import Inspection

extension State {
  /// The table under the cursor of the schema.
  var selectedTable: TableSummary? { schema.value?.tables[safe: tables.cursor] }

  /// Foreign keys out of and into the selected table.
  var relationsHere: [RelationSummary] {
    guard let schema = schema.value, let table = selectedTable?.name else { return [] }
    return schema.relations.filter { $0.childTable == table }
      + schema.relations.filter { $0.parentTable == table && $0.childTable != table }
  }

  /// The foreign key that the selected column is part of.
  var selectedRelation: RelationSummary? {
    if pane == .links { return relationsHere[safe: links.cursor] }
    guard let table = selectedTable, let column = table.columns[safe: columns.cursor] else {
      return nil
    }
    return schema.value?.relations.first {
      $0.childTable == table.name && $0.columns.contains(column.name)
    }
  }

  /// Where `f` leads on the schema: the table at the other end of the key.
  var tableToFollow: String? {
    guard let relation = selectedRelation, let here = selectedTable?.name else { return nil }
    return relation.childTable == here ? relation.parentTable : relation.childTable
  }

  mutating func openFromSchema() -> [Effect] {
    if pane == .links, let table = tableToFollow {
      return go(to: Place(screen: .schema, table: table))
    }
    guard let table = selectedTable else { return [] }
    return go(to: Place(screen: .rows, table: table.name))
  }
}

import Inspection

extension Schema {
  /// What a column is for. A part of a composite key that refers to another table is shown as that
  /// foreign key.
  public func role(ofColumn column: Int, in table: Int) -> ColumnSummary.Role {
    let schema = tables[table]
    if schema.primaryKey == [column] { return .key }
    for relation in relations where relation.childTable == table {
      if relation.columns.contains(column) {
        return .foreignKey(table: tables[relation.parentTable].name)
      }
    }
    if schema.primaryKey.contains(column) { return .key }
    return schema.timeColumn == column ? .time : .feature
  }
}

import Relational

/// The names and keys of a database: what must be equal for a checkpoint to fit.
public struct SchemaOutline: Codable, Equatable, Sendable {
  public struct Table: Codable, Equatable, Sendable {
    public var name: String
    public var columns: [String]
    public var timeColumn: String?
  }
  public var tables: [Table]
  public var relations: [String]

  public init(_ schema: Schema) {
    tables = schema.tables.map { table in
      Table(
        name: table.name, columns: table.columns.map(\.name),
        timeColumn: table.timeColumn.map { table.columns[$0].name })
    }
    relations = schema.relations.map { relation in
      let child = schema.tables[relation.childTable]
      let columns = relation.columns.map { child.columns[$0].name }.joined(separator: ", ")
      return "\(child.name).\(columns) → \(schema.tables[relation.parentTable].name)"
    }
  }

  /// The first difference from another outline, in words; nil when there is none.
  func difference(from other: SchemaOutline) -> String? {
    let mine = Set(tables.map(\.name))
    let theirs = Set(other.tables.map(\.name))
    if let table = mine.subtracting(theirs).min() {
      return "table \(table) of the checkpoint is not in the database"
    }
    if let table = theirs.subtracting(mine).min() {
      return "table \(table) of the database was not there"
    }
    for table in tables {
      guard let same = other.tables.first(where: { $0.name == table.name }) else { continue }
      if let column = Set(table.columns).subtracting(same.columns).min() {
        return "column \(table.name).\(column) of the checkpoint is not in the database"
      }
      if let column = Set(same.columns).subtracting(table.columns).min() {
        return "column \(table.name).\(column) of the database was not there"
      }
      if table.timeColumn != same.timeColumn {
        return "the time of \(table.name) was \(table.timeColumn ?? "not known"), "
          + "now it is \(same.timeColumn ?? "not known")"
      }
    }
    if let relation = Set(relations).symmetricDifference(other.relations).min() {
      return "the key \(relation) is in only one of them"
    }
    return self == other ? nil : "tables or columns stand in another order"
  }
}

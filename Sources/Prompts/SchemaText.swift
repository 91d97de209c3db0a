import Relational

/// What a database is made of, in the words that the built-in language model has learned from invented
/// ones: `Table orders: channel (text), total (number). orders belong to customers.`
///
/// Names and kinds alone; no row says anything here.
public struct SchemaText: Sendable {
  /// Per table its sentences' parts.
  private let tables: [(name: String, columns: [String], parents: [String])]

  public init(_ database: Database) {
    let schema = database.schema
    tables = database.tables.indices.map { index in
      let table = database.tables[index]
      let name = NameText.words(table.name)
      var columns = RowText(table, in: schema).attributes.map {
        "\($0.name) (\(Self.kind(table.schema.columns[$0.column].storage)))"
      }
      if let time = table.schema.timeColumn {
        columns.append("\(NameText.words(table.schema.columns[time].name)) (time)")
      }
      let relations = schema.relations(ofChild: index).map { schema.relations[$0] }
      let parents = relations.map { relation in
        let belongs =
          "\(name) belong to \(NameText.words(database.tables[relation.parentTable].name))"
        // Only where several keys lead to one table does it matter which.
        guard relations.count(where: { $0.parentTable == relation.parentTable }) > 1 else {
          return belongs + "."
        }
        let keys = relation.columns.map { NameText.words(table.schema.columns[$0].name) }
        return belongs + " by \(keys.joined(separator: ", "))."
      }
      return (name, columns, parents)
    }
  }

  public var tableCount: Int { tables.count }

  /// How many columns ``sentences(about:columns:)`` can say of a table.
  public func columnCount(of table: Int) -> Int { tables[table].columns.count }

  /// What a table is made of and what it belongs to.
  ///
  /// - Parameter columns: those that are said, by number, in the order given.
  public func sentences(about table: Int, columns: [Int]) -> String {
    let (name, all, parents) = tables[table]
    let said = columns.map { all[$0] }
    let beginning =
      said.isEmpty ? "Table \(name)." : "Table \(name): \(said.joined(separator: ", "))."
    return ([beginning] + parents).joined(separator: " ")
  }

  private static func kind(_ storage: ColumnStorage) -> String {
    switch storage {
    case .integer, .real: "number"
    case .boolean: "yes or no"
    case .timestamp: "time"
    case .text, .blob: "text"
    }
  }
}

extension Prompt {
  /// A text to be learned as it is, after the sign that no row is looked at.
  public static func plain(_ text: String) -> Prompt {
    Prompt([.graph(0)], answer: text)
  }
}

import Relational

/// What a row's attributes say, clause by clause: `nationality is British. age is 31.`
///
/// Keys never appear: they say nothing that holds elsewhere, and the numbers of rows sorted by time
/// would tell how recent a row is (`spec/relzero.md` §3.8, B7).
public struct RowText: Sendable {
  public let table: String
  /// The attributes that can be said or asked for, in the order of the table.
  public let attributes: [Attribute]
  private var columns: [Column]

  public struct Attribute: Sendable, Hashable {
    /// Place of the column in its table.
    public let column: Int
    /// The column's name as in the database.
    public let columnName: String
    public let name: String
  }

  /// - Parameter hidden: names of columns that must not be seen.
  public init(_ table: Table, in schema: Schema, hidden: Set<String> = []) {
    self.table = NameText.words(table.name)
    columns = table.columns
    var keys = Set(table.schema.primaryKey)
    if let index = schema.index(ofTable: table.name) {
      for relation in schema.relations(ofChild: index) {
        keys.formUnion(schema.relations[relation].columns)
      }
    }
    attributes = table.schema.columns.indices.compactMap { column in
      let name = table.schema.columns[column].name
      // The row's own time is where the reader stands, or was when the row was written.
      guard !keys.contains(column), column != table.schema.timeColumn, !hidden.contains(name),
        table.schema.columns[column].storage != .blob
      else { return nil }
      return Attribute(column: column, columnName: name, name: NameText.words(name))
    }
  }

  /// The same texts as if all cells of a column were NULL.
  public func hiding(_ column: Int) -> RowText {
    var other = self
    other.columns[column] = columns[column].emptied
    return other
  }

  /// The text of an attribute of a row; nil where it has none.
  public func value(of attribute: Int, row: Int32, at time: Int64) -> String? {
    ValueText.of(columns[attributes[attribute].column], row: Int(row), at: time)
  }

  /// The attributes of a row that have a text.
  public func present(row: Int32, at time: Int64) -> [Int] {
    attributes.indices.filter { value(of: $0, row: row, at: time) != nil }
  }

  /// The clauses of some attributes of a row, in the order given; those without a text are left out.
  public func clauses(_ shown: [Int], row: Int32, at time: Int64) -> String {
    shown.compactMap { attribute in
      value(of: attribute, row: row, at: time).map { "\(attributes[attribute].name) is \($0)." }
    }.joined(separator: " ")
  }
}

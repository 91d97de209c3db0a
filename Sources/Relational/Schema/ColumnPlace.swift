/// A column by the places of its table in the database and of itself in the table.
public struct ColumnPlace: Hashable, Sendable {
  public let table: Int
  public let column: Int

  public init(table: Int, column: Int) {
    self.table = table
    self.column = column
  }
}

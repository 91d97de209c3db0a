/// Rows that a sampler passes over as if the database did not hold them: what leave-one-out leaves out.
public struct HiddenRows: Sendable, Equatable {
  private var rows: [Int: Set<Int32>] = [:]
  private var tables: Set<Int> = []

  public init() {}

  /// A single row of a table.
  public init(table: Int, row: Int32) {
    rows[table] = [row]
  }

  /// A whole table.
  public init(table: Int) {
    tables = [table]
  }

  public mutating func insert(table: Int, row: Int32) {
    rows[table, default: []].insert(row)
  }

  public mutating func insert(table: Int) { tables.insert(table) }

  public func contains(table: Int, row: Int32) -> Bool {
    if rows.isEmpty && tables.isEmpty { return false }
    return tables.contains(table) || rows[table]?.contains(row) ?? false
  }
}

/// What is kept from a seed although the rule of time would let it see it: single rows and tables (how
/// leave-one-out asks what a row was worth), or everything after a time (how a model is shown in
/// training what stale history looks like).
///
/// It can only take away: what the rule forbids stays forbidden.
public struct Withheld: Sendable, Equatable {
  /// Rows later than this are kept back (microseconds since 1970).
  public private(set) var horizon = Int64.max
  private var rows: [Int: Set<Int32>] = [:]
  private var tables: Set<Int> = []

  /// Nothing is kept back.
  public init() {}

  /// A single row of a table.
  public init(table: Int, row: Int32) {
    rows[table] = [row]
  }

  /// A whole table.
  public init(table: Int) {
    tables = [table]
  }

  /// Everything after a time.
  public init(after time: Int64) {
    horizon = time
  }

  func contains(table: Int, row: Int32) -> Bool {
    if rows.isEmpty && tables.isEmpty { return false }
    return tables.contains(table) || rows[table]?.contains(row) ?? false
  }
}

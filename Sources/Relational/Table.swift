import Inspection

/// One table in memory: its rows in the order of the database, one typed array per column.
public struct Table: Sendable {
  /// The time of a row that has none: always visible.
  public static let noTime = Int64.min

  public let schema: TableSchema
  public let rowCount: Int
  public let columns: [Column]
  /// Per row the time in microseconds, `noTime` where NULL; nil if the table has no time column.
  public let times: [Int64]?
  private let keys: KeyIndex

  public init(schema: TableSchema, rowCount: Int, columns: [Column]) {
    precondition(
      columns.allSatisfy { $0.rowCount == rowCount },
      "Table \(schema.name): columns of \(columns.map(\.rowCount)) rows, not \(rowCount)")
    self.schema = schema
    self.rowCount = rowCount
    self.columns = columns
    if let time = schema.timeColumn, case .timestamps(let values) = columns[time].values {
      times = values
    } else {
      times = nil
    }
    keys = KeyIndex(columns: schema.primaryKey.map { columns[$0] }, rowCount: rowCount)
  }

  public var name: String { schema.name }

  /// The row with this key, as ``keyText(row:)`` writes it; nil where there is none. A table without a
  /// key is asked by row number.
  /// - Complexity: O(1) after the first call, which indexes the table.
  public func row(forKey key: String) -> Int? {
    keys.row(forKey: key)
  }

  /// The row's key as text: the parts of a composite key joined by `, `, or the row number where the
  /// table has no key.
  public func keyText(row: Int) -> String {
    if schema.primaryKey.isEmpty { return String(row) }
    if schema.primaryKey.count == 1 { return columns[schema.primaryKey[0]].keyText(row: row) }
    return schema.primaryKey.map { columns[$0].keyText(row: row) }.joined(separator: ", ")
  }

  public func cell(row: Int, column: Int) -> CellValue {
    columns[column].cell(row: row)
  }

  /// The row's time in microseconds; ``noTime`` where it has none.
  public func time(ofRow row: Int) -> Int64 {
    times?[row] ?? Table.noTime
  }
}

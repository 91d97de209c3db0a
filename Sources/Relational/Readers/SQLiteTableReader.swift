import GRDB
import GRDBSQLite

/// Reads all rows of one table into columns by stepping the statement itself: no row objects, no
/// strings until the distinct ones are known.
struct SQLiteTableReader {
  let file: SQLiteFile
  let table: DeclaredTable
  /// Columns that take part in a key, whose short blobs are kept as hexadecimal text.
  let keyColumns: Set<Int>
  let rowLimit: Int

  /// Rows between two looks at whether to go on: some 20 ms of reading.
  private static let stretch = 1 << 14

  /// One builder per column.
  /// - Parameter goOn: hears how many rows are read, and throws to end it.
  func read(_ database: GRDB.Database, goOn: (Int) throws -> Void) throws -> [ColumnBuilder] {
    let builders = table.columns.indices.map { ColumnBuilder(keepsBlobs: keyColumns.contains($0)) }
    let names = table.columns.map { Self.quoted($0.name) }.joined(separator: ", ")
    var sql = "SELECT \(names) FROM \(Self.quoted(table.name))"
    // A covering index could otherwise give another order.
    if !table.order.isEmpty { sql += " ORDER BY " + table.order.joined(separator: ", ") }
    let statement = try database.makeStatement(sql: sql)
    let handle = statement.sqliteStatement
    defer { sqlite3_reset(handle) }
    var rows = 0
    while true {
      let code = sqlite3_step(handle)
      if code == SQLITE_DONE { break }
      guard code == SQLITE_ROW else {
        let message = database.sqliteConnection.flatMap { sqlite3_errmsg($0) }
        throw file.translate(
          GRDB.DatabaseError(
            resultCode: ResultCode(rawValue: code), message: message.map { String(cString: $0) }),
          table: table.name)
      }
      rows += 1
      if rows > rowLimit { throw DatabaseError.tooManyRows(table: table.name, limit: rowLimit) }
      for (index, builder) in builders.enumerated() {
        Self.append(handle, Int32(index), to: builder)
      }
      if rows % Self.stretch == 0 { try goOn(rows) }
    }
    try goOn(rows)
    return builders
  }

  private static func append(_ row: OpaquePointer, _ index: Int32, to builder: ColumnBuilder) {
    switch sqlite3_column_type(row, index) {
    case SQLITE_INTEGER: builder.append(sqlite3_column_int64(row, index))
    case SQLITE_FLOAT: builder.append(sqlite3_column_double(row, index))
    case SQLITE_TEXT:
      // The pointer first, then the count: the other way round may convert twice.
      let start = sqlite3_column_text(row, index)
      let count = Int(sqlite3_column_bytes(row, index))
      builder.append(text: UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
    case SQLITE_BLOB:
      let start = sqlite3_column_blob(row, index)
      let count = Int(sqlite3_column_bytes(row, index))
      builder.append(blob: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    default: builder.appendNull()
    }
  }

  static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }
}

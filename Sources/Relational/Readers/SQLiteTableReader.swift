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

  /// The table with its rows.
  /// - Parameter goOn: hears how many rows are read, and throws to end it.
  func read(_ database: GRDB.Database, goOn: (Int) throws -> Void) throws -> LoadedTable {
    try built { builders in
      try fill(builders, from: database, goOn: goOn)
    }
  }

  /// The table as it is declared, without its rows.
  func outline() -> LoadedTable {
    built { _ in 0 }
  }

  /// The table with what a body puts into one builder per column; the body returns the number of rows.
  private func built<Failure>(
    _ body: (UnsafeMutablePointer<ColumnBuilder>) throws(Failure) -> Int
  ) throws(Failure) -> LoadedTable {
    let count = table.columns.count
    let builders = UnsafeMutablePointer<ColumnBuilder>.allocate(capacity: count)
    for place in 0..<count {
      (builders + place).initialize(to: ColumnBuilder(keepsBlobs: keyColumns.contains(place)))
    }
    defer {
      builders.deinitialize(count: count)
      builders.deallocate()
    }
    let rows = try body(builders)
    var columns: [Column] = []
    var notes: [String] = []
    for (place, declaration) in table.columns.enumerated() {
      let finisher = ColumnFinisher(
        name: declaration.name, declaredType: declaration.declaredType)
      let (column, notesOfColumn) = finisher.finish(&builders[place])
      columns.append(column)
      notes += notesOfColumn
    }
    return LoadedTable(declared: table, columns: columns, rowCount: rows, notes: notes)
  }

  private func fill(
    _ builders: UnsafeMutablePointer<ColumnBuilder>, from database: GRDB.Database,
    goOn: (Int) throws -> Void
  ) throws -> Int {
    let columns = table.columns.count
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
      for place in 0..<columns { Self.append(handle, Int32(place), to: &builders[place]) }
      if rows % Self.stretch == 0 { try goOn(rows) }
    }
    try goOn(rows)
    return rows
  }

  private static func append(
    _ row: OpaquePointer, _ index: Int32, to builder: inout ColumnBuilder
  ) {
    // Asked for once, where each sqlite3_column_… would look the cell up anew. No other thread has the
    // connection.
    let value = sqlite3_column_value(row, index)
    switch sqlite3_value_type(value) {
    case SQLITE_INTEGER: builder.append(sqlite3_value_int64(value))
    case SQLITE_FLOAT: builder.append(sqlite3_value_double(value))
    case SQLITE_TEXT:
      // The pointer first, then the count: the other way round may convert twice.
      let start = sqlite3_value_text(value)
      let count = Int(sqlite3_value_bytes(value))
      builder.append(text: UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
    case SQLITE_BLOB:
      let start = sqlite3_value_blob(value)
      let count = Int(sqlite3_value_bytes(value))
      builder.append(blob: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    default: builder.appendNull()
    }
  }

  static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }
}

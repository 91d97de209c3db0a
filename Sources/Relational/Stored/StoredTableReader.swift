import GRDB
import GRDBSQLite
import Inspection

/// Reads some rows of one table from the file, from a key on, with the cells as they are stored.
struct StoredTableReader {
  let file: SQLiteFile
  let table: DeclaredTable
  let database: GRDB.Database

  struct Row {
    var key: StoredKey
    var cells: [CellValue]
  }

  /// - Parameters:
  ///   - key: where to begin; nil: at that end of the table.
  ///   - isForward: up the order of the rows or down.
  ///   - isIncluded: whether the row of the key itself is the first.
  ///   - passing: rows to pass over first.
  /// - Returns: the rows in the order asked for, and how many were passed over.
  func rows(
    from key: StoredKey? = nil, isForward: Bool, isIncluded: Bool = true, passing: Int = 0,
    limit: Int
  ) throws -> (passed: Int, rows: [Row]) {
    let names = table.order + table.columns.map { SQLiteTableReader.quoted($0.name) }
    var sql =
      "SELECT \(names.joined(separator: ", ")) FROM \(SQLiteTableReader.quoted(table.name))"
    if key != nil {
      let sign = (isForward ? ">" : "<") + (isIncluded ? "=" : "")
      let marks = table.order.map { _ in "?" }.joined(separator: ", ")
      sql += " WHERE (\(table.order.joined(separator: ", "))) \(sign) (\(marks))"
    }
    let direction = isForward ? "" : " DESC"
    sql += " ORDER BY " + table.order.map { $0 + direction }.joined(separator: ", ")
    sql += " LIMIT \(passing + limit)"
    let statement = try database.makeStatement(sql: sql)
    let handle = statement.sqliteStatement
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    for (place, part) in (key?.parts ?? []).enumerated() {
      part.bind(to: Int32(place + 1), of: handle)
    }
    var passed = 0
    var rows: [Row] = []
    while true {
      let code = sqlite3_step(handle)
      if code == SQLITE_DONE { return (passed, rows) }
      guard code == SQLITE_ROW else {
        let message = database.sqliteConnection.flatMap { sqlite3_errmsg($0) }
        throw file.translate(
          GRDB.DatabaseError(
            resultCode: ResultCode(rawValue: code), message: message.map { String(cString: $0) }),
          table: table.name)
      }
      if passed < passing { passed += 1 } else { rows.append(row(handle)) }
    }
  }

  /// As many rows as lie between the least and the greatest row number; nil where there are none such.
  func mostRows() throws -> Int? {
    guard let name = table.rowNumberName else { return nil }
    let from = "FROM \(SQLiteTableReader.quoted(table.name))"
    // One at a time, each is found at an end of the table's tree.
    guard let least = try Int64.fetchOne(database, sql: "SELECT min(\(name)) \(from)"),
      let most = try Int64.fetchOne(database, sql: "SELECT max(\(name)) \(from)")
    else { return 0 }
    let (span, isTooLong) = most.subtractingReportingOverflow(least)
    return isTooLong || span == .max ? nil : Int(span) + 1
  }

  /// A page as the screens show it.
  func page(_ found: StoredPager.Found) -> RowPageSummary {
    let start = found.stretch?.places.lowerBound ?? 0
    return RowPageSummary(
      table: table.name,
      columns: table.columns.indices.map { column in
        .init(name: table.columns[column].name, role: role(of: column))
      },
      rows: found.rows.enumerated().map { .init(row: start + $0, cells: $1.cells) },
      offset: start, visibleRows: found.stretch?.total ?? 0, hiddenRows: 0, asOf: nil, filter: "",
      stretch: found.stretch)
  }

  // MARK: Values

  private func row(_ handle: OpaquePointer) -> Row {
    let keys = table.order.count
    return Row(
      // A key holds no NULL.
      key: StoredKey((0..<keys).compactMap { StoredKey.Part(handle, Int32($0)) }),
      cells: table.columns.indices.map { cell(handle, Int32(keys + $0), of: $0) })
  }

  private func cell(_ handle: OpaquePointer, _ index: Int32, of column: Int) -> CellValue {
    switch StoredKey.Part(handle, index) {
    case nil: return .null
    case .integer(let value): return .integer(value)
    case .real(let value): return .real(value)
    case .text(let bytes): return .text(String(decoding: bytes, as: UTF8.self))
    case .blob(let bytes):
      // As keys are shown when they are read.
      guard role(of: column) != .feature, bytes.count <= ColumnBuilder.keyBytes else {
        return .blob(byteCount: bytes.count)
      }
      let text = bytes.withUnsafeBytes { ColumnBuilder.hexadecimal($0) }
      return .text(String(decoding: text, as: UTF8.self))
    }
  }
}

extension StoredTableReader {
  /// What a column is declared for.
  private func role(of column: Int) -> ColumnSummary.Role {
    if table.primaryKey == [column] { return .key }
    let key = table.foreignKeys.first { key in
      key.columns.contains { $0.lowercased() == table.columns[column].name.lowercased() }
    }
    if let key { return .foreignKey(table: key.parentTable) }
    return table.primaryKey.contains(column) ? .key : .feature
  }
}

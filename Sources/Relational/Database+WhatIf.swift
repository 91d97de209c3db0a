import Inspection

extension Database {
  /// The same database with other values in some cells: what is asked when one wonders what would be if.
  /// The file is not touched.
  ///
  /// Edited keys lead elsewhere and edited times move rows, as they would if the file said so. The
  /// fingerprint stays: it is the file's.
  ///
  /// - Throws: a `DatabaseError` for a column that is not there, a value that the column cannot hold, and
  ///   a primary key, which says which row is meant.
  /// - Complexity: O(rows) of the edited tables, and of the relations that touch them.
  public func replacing(_ edits: [CellEdit]) throws(DatabaseError) -> Database {
    var tables = tables
    for edit in edits {
      guard let index = index(ofTable: edit.table) else {
        throw .editUnknownTable(edit.table, tables: self.tables.map(\.name))
      }
      let table = tables[index]
      guard let place = table.columns.firstIndex(where: { $0.schema.name == edit.column }) else {
        throw .editUnknownColumn(
          table: table.name, column: edit.column, columns: table.columns.map(\.schema.name))
      }
      guard !table.schema.primaryKey.contains(place) else {
        throw .editsKey(table: table.name, column: edit.column)
      }
      precondition(
        edit.row >= 0 && edit.row < table.rowCount,
        "Database: edit of row \(edit.row) of \(table.name), which has \(table.rowCount)")
      var columns = table.columns
      guard let column = columns[place].replacing(row: edit.row, with: edit.value) else {
        throw .editNotOfType(
          table: table.name, column: edit.column, value: edit.value ?? "NULL",
          storage: columns[place].schema.storage.rawValue)
      }
      columns[place] = column
      tables[index] = Table(schema: table.schema, rowCount: table.rowCount, columns: columns)
    }
    return Database(self, with: tables)
  }

  /// The same database with other columns in some places, of as many rows. The fingerprint stays.
  public func replacing(columns: [ColumnPlace: Column]) -> Database {
    let changed = tables.enumerated().map { index, table in
      let columns = table.columns.enumerated().map { place, column in
        columns[ColumnPlace(table: index, column: place)] ?? column
      }
      return Table(schema: table.schema, rowCount: table.rowCount, columns: columns)
    }
    return Database(self, with: changed)
  }
}

extension Column {
  /// The column as if all its cells were NULL.
  public var emptied: Column {
    let count = rowCount
    let none: ColumnValues =
      switch values {
      case .integers: .integers(.init(repeating: 0, count: count))
      case .reals: .reals(.init(repeating: .nan, count: count))
      case .booleans: .booleans(.init(repeating: false, count: count))
      case .timestamps: .timestamps(.init(repeating: Table.noTime, count: count))
      case .texts: .texts(TextValues(codes: .init(repeating: -1, count: count), pool: []))
      case .blobs: .blobs(.init(repeating: 0, count: count))
      }
    return Column(
      schema: schema, values: none, validity: Validity(repeatElement(false, count: count)))
  }

  /// The column with another value in a row; nil where the text is no such value.
  func replacing(row: Int, with text: String?) -> Column? {
    guard let values = values.replacing(row: row, with: text) else { return nil }
    let isValid = (0..<rowCount).lazy.map { $0 == row ? text != nil : self.validity[$0] }
    return Column(schema: schema, values: values, validity: Validity(isValid))
  }
}

extension ColumnValues {
  fileprivate func replacing(row: Int, with text: String?) -> ColumnValues? {
    switch self {
    case .integers(var values):
      guard let value = text.map(Int64.init) ?? 0 else { return nil }
      values[row] = value
      return .integers(values)
    case .reals(var values):
      guard let value = text.map(Double.init) ?? Double.nan else { return nil }
      values[row] = value
      return .reals(values)
    case .booleans(var values):
      let words = ["true": true, "false": false, "1": true, "0": false, "t": true, "f": false]
      guard let value = text.map({ words[$0.lowercased()] }) ?? false else { return nil }
      values[row] = value
      return .booleans(values)
    case .timestamps(var values):
      guard let value = text.map({ Timestamp(parsing: $0)?.microseconds }) ?? Table.noTime else {
        return nil
      }
      values[row] = value
      return .timestamps(values)
    case .texts(let texts):
      var codes = texts.codes
      guard let text else {
        codes[row] = -1
        return .texts(TextValues(codes: codes, pool: texts.pool))
      }
      if let known = texts.pool.firstIndex(of: text) {
        codes[row] = Int32(known)
        return .texts(TextValues(codes: codes, pool: texts.pool))
      }
      codes[row] = Int32(texts.pool.count)
      return .texts(TextValues(codes: codes, pool: texts.pool + [text]))
    case .blobs: return nil
    }
  }
}

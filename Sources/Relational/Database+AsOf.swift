extension Database {
  /// The database as it was at a time: without the rows that are later. Rows without a time stay; a row
  /// whose parent is later has none yet.
  ///
  /// The fingerprint stays: it is the file's.
  ///
  /// - Complexity: O(rows) of the tables that have later ones, and of the relations.
  public func asOf(_ time: Timestamp) -> Database {
    let then = tables.map { $0.asOf(time.microseconds) }
    let isCut = zip(tables, then).contains { $0.rowCount != $1.rowCount }
    return Database(self, with: then, until: isCut ? time : nil)
  }
}

extension Table {
  /// - Parameter time: microseconds.
  fileprivate func asOf(_ time: Int64) -> Table {
    guard let times, times.contains(where: { $0 > time }) else { return self }
    let rows = times.indices.filter { times[$0] <= time }
    return Table(
      schema: schema, rowCount: rows.count, columns: columns.map { $0.selecting(rows) })
  }
}

extension Column {
  fileprivate func selecting(_ rows: [Int]) -> Column {
    let kept =
      validity.isAllValid
      ? Validity(allValid: rows.count) : Validity(rows.map { validity[$0] })
    return Column(schema: schema, values: values.selecting(rows), validity: kept)
  }
}

extension ColumnValues {
  fileprivate func selecting(_ rows: [Int]) -> ColumnValues {
    switch self {
    case .integers(let values): .integers(rows.map { values[$0] })
    case .reals(let values): .reals(rows.map { values[$0] })
    case .booleans(let values): .booleans(rows.map { values[$0] })
    case .timestamps(let values): .timestamps(rows.map { values[$0] })
    case .texts(let texts):
      .texts(TextValues(codes: rows.map { texts.codes[$0] }, pool: texts.pool))
    case .blobs(let counts): .blobs(rows.map { counts[$0] })
    }
  }
}

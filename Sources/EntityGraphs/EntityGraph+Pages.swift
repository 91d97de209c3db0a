import Inspection
import Relational

extension EntityGraph {
  /// A page of a table's rows.
  ///
  /// - Parameters:
  ///   - offset: place of the first row among those let through; beyond the end gives the last page's
  ///     end, an empty page.
  ///   - filter: see `RowFilterSyntax`: `alonso`, `~fealo`, `!spanish`, `points>=10`, `/re/`.
  ///   - sort: columns, the most important first; none: the order of the table.
  ///   - asOf: rows later than it are hidden and counted.
  ///   - budget: how far a filter and a sort may go in this call; the next call with the same ones goes
  ///     on from there, and ``RowPageSummary/scannedRows`` and ``RowPageSummary/sortedShare`` say how far
  ///     they came. There is no row before a sort is through.
  /// - Throws: an unknown table or column, or a value that a column cannot be compared with.
  public func page(
    table name: String, offset: Int, limit: Int, filter: String = "", sort: [RowSort] = [],
    asOf: Timestamp? = nil, budget: ScanBudget = .unlimited
  ) throws(EntityGraphError) -> RowPageSummary {
    let index = try index(ofTable: name)
    let table = database.tables[index]
    let view = try view(
      RowView.Key(table: index, filter: filter, sort: sort, asOf: asOf), budget: budget)
    return RowPageSummary(
      view, of: table,
      roles: table.columns.indices.map { database.schema.role(ofColumn: $0, in: index) },
      offset: offset, limit: limit)
  }

  /// The place of a row among those that the same filter, sort and time let through, for showing the
  /// page that holds it; nil where they hide it.
  public func place(
    ofRow row: Int, table name: String, filter: String = "", sort: [RowSort] = [],
    asOf: Timestamp? = nil
  ) throws(EntityGraphError) -> Int? {
    let index = try index(ofTable: name)
    let view = try view(
      RowView.Key(table: index, filter: filter, sort: sort, asOf: asOf), budget: .unlimited)
    return view.place(ofRow: row)
  }

  /// The nearest row after (or before) one that a filter and an as-of time let through, in the order of
  /// the table; nil where there is none.
  public func row(
    after row: Int, isForward: Bool, table name: String, filter: String, asOf: Timestamp? = nil
  ) throws(EntityGraphError) -> Int? {
    let index = try index(ofTable: name)
    let view = try view(
      RowView.Key(table: index, filter: filter, sort: [], asOf: asOf), budget: .unlimited)
    return view.row(after: row, isForward: isForward)
  }

  /// - Throws: `unknownTable`
  public func index(ofTable name: String) throws(EntityGraphError) -> Int {
    guard let index = database.index(ofTable: name) else {
      throw .unknownTable(name, tables: database.tables.map(\.name))
    }
    return index
  }

  private func view(_ key: RowView.Key, budget: ScanBudget) throws(EntityGraphError) -> RowView {
    // Made and extended outside the lock: a slow filter must not hold up another page.
    var view =
      if let known = views.withLock({ $0.take(key) }) { known } else {
        try RowView(key, database.tables[key.table], liesInTime: liesInTime[key.table])
      }
    try view.extend(database.tables[key.table], budget)
    views.withLock { $0.keep(view, for: key) }
    return view
  }
}

extension LoneTable {
  /// A page of the rows, as ``EntityGraph/page(table:offset:limit:filter:sort:asOf:budget:)`` gives it; a
  /// column whose role is not known is a feature.
  public func page(
    offset: Int, limit: Int, filter: String = "", sort: [RowSort] = [], asOf: Timestamp? = nil
  ) throws(EntityGraphError) -> RowPageSummary {
    var view = try RowView(
      RowView.Key(table: 0, filter: filter, sort: sort, asOf: asOf), table,
      liesInTime: ChildAdjacency.isSorted(table.times ?? []))
    try view.extend(table, .unlimited)
    return RowPageSummary(
      view, of: table, roles: roles ?? table.columns.map { _ in .feature }, offset: offset,
      limit: limit)
  }
}

extension RowPageSummary {
  /// The rows of a view from a place on, as many as it has at most.
  fileprivate init(
    _ view: RowView, of table: Table, roles: [ColumnSummary.Role], offset: Int, limit: Int
  ) {
    let start = max(0, min(offset, view.count))
    let end = start + max(0, min(limit, view.count - start))
    self.init(
      table: table.name,
      columns: zip(table.schema.columns, roles).map { Column(name: $0.name, role: $1) },
      rows: (start..<end).map { place in
        let row = view[place]
        return Row(row: row, cells: table.columns.map { $0.cell(row: row) })
      },
      offset: start, visibleRows: view.count, hiddenRows: view.hidden,
      asOf: view.key.asOf?.description, filter: view.key.filter,
      scannedRows: view.isComplete ? nil : view.scanned, sortedShare: view.sortedShare)
  }
}

import Inspection
import Relational

extension EntityGraph {
  /// A page of a table's rows.
  ///
  /// - Parameters:
  ///   - offset: place of the first row among those let through; beyond the end gives the last page's
  ///     end, an empty page.
  ///   - filter: see `RowFilterSyntax`: `alonso`, `!spanish`, `points>=10`.
  ///   - sort: columns, the most important first; none: the order of the table.
  ///   - asOf: rows later than it are hidden and counted.
  /// - Throws: an unknown table or column, or a value that a column cannot be compared with.
  public func page(
    table name: String, offset: Int, limit: Int, filter: String = "", sort: [RowSort] = [],
    asOf: Timestamp? = nil
  ) throws(EntityGraphError) -> RowPageSummary {
    let index = try index(ofTable: name)
    let table = database.tables[index]
    let view = try view(RowView.Key(table: index, filter: filter, sort: sort, asOf: asOf))
    let start = max(0, min(offset, view.count))
    let end = start + max(0, min(limit, view.count - start))
    return RowPageSummary(
      table: name,
      columns: table.columns.indices.map { column in
        RowPageSummary.Column(
          name: table.schema.columns[column].name,
          role: database.schema.role(ofColumn: column, in: index))
      },
      rows: (start..<end).map { place in
        let row = view[place]
        return RowPageSummary.Row(row: row, cells: table.columns.map { $0.cell(row: row) })
      },
      offset: start, visibleRows: view.count, hiddenRows: view.hidden,
      asOf: asOf?.description, filter: filter)
  }

  /// The place of a row among those that the same filter, sort and time let through, for showing the
  /// page that holds it; nil where they hide it.
  public func place(
    ofRow row: Int, table name: String, filter: String = "", sort: [RowSort] = [],
    asOf: Timestamp? = nil
  ) throws(EntityGraphError) -> Int? {
    let index = try index(ofTable: name)
    let view = try view(RowView.Key(table: index, filter: filter, sort: sort, asOf: asOf))
    return (0..<view.count).first { view[$0] == row }
  }

  /// - Throws: `unknownTable`
  public func index(ofTable name: String) throws(EntityGraphError) -> Int {
    guard let index = database.index(ofTable: name) else {
      throw .unknownTable(name, tables: database.tables.map(\.name))
    }
    return index
  }

  private func view(_ key: RowView.Key) throws(EntityGraphError) -> RowView {
    if let view = views.withLock({ $0.find(key) }) { return view }
    // Made outside the lock: a slow filter must not hold up another page.
    let view = try RowView(key, database.tables[key.table])
    views.withLock { $0.keep(view, for: key) }
    return view
  }
}

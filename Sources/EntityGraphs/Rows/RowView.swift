import Relational

/// The rows of one table that a filter and an as-of time let through, in the order of a sort.
struct RowView: Sendable {
  struct Key: Hashable, Sendable {
    var table: Int
    var filter: String
    var sort: [RowSort]
    var asOf: Timestamp?
  }

  private enum Rows: Sendable {
    /// The first rows of the table: all of them, or those up to a time where rows lie by time.
    case first(Int)
    case listed([Int32])
  }

  private let rows: Rows
  /// Rows of the table later than the as-of time.
  let hidden: Int

  var count: Int {
    switch rows {
    case .first(let count): count
    case .listed(let rows): rows.count
    }
  }

  subscript(place: Int) -> Int {
    switch rows {
    case .first: place
    case .listed(let rows): Int(rows[place])
    }
  }

  init(_ key: Key, _ table: Table) throws(EntityGraphError) {
    let visible = Self.visible(table, asOf: key.asOf)
    let filter = try RowFilter(key.filter, table)
    hidden = table.rowCount - visible.count
    if filter.isEmpty, key.sort.isEmpty {
      rows = visible.rows
      return
    }
    var listed: [Int32] =
      switch visible.rows {
      case .first(let count): Array(0..<Int32(count))
      case .listed(let rows): rows
      }
    if !filter.isEmpty { listed = listed.filter { filter.passes(Int($0)) } }
    if !key.sort.isEmpty { listed = try RowSort.sort(listed, of: table, by: key.sort) }
    rows = .listed(listed)
  }

  private static func visible(_ table: Table, asOf: Timestamp?) -> (rows: Rows, count: Int) {
    guard let asOf, let times = table.times else { return (.first(table.rowCount), table.rowCount) }
    let rule = TemporalRule(history: .asOf, testCutoff: nil)
    let seedTime = asOf.microseconds
    let count = times.count { rule.admits(rowTime: $0, at: seedTime) }
    let isPrefix = times.prefix(count).allSatisfy { rule.admits(rowTime: $0, at: seedTime) }
    if isPrefix { return (.first(count), count) }
    let rows = times.indices.filter { rule.admits(rowTime: times[$0], at: seedTime) }
    return (.listed(rows.map { Int32($0) }), count)
  }
}

/// The views of the last few pages, so that paging on costs nothing.
struct RowViewCache: Sendable {
  private var entries: [(key: RowView.Key, view: RowView)] = []

  mutating func find(_ key: RowView.Key) -> RowView? {
    guard let place = entries.firstIndex(where: { $0.key == key }) else { return nil }
    let entry = entries.remove(at: place)
    entries.append(entry)
    return entry.view
  }

  mutating func keep(_ view: RowView, for key: RowView.Key) {
    if entries.count >= 8 { entries.removeFirst() }
    entries.append((key, view))
  }
}

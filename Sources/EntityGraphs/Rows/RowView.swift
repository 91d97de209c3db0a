import Relational

/// How much of a table a filter may look at before it shows what it found so far.
public enum ScanBudget: Sendable {
  case unlimited
  case rows(Int)
  /// So long, and at least one stretch of rows.
  case time(Duration)

  fileprivate func isSpent(steps: Int, _ time: Duration) -> Bool {
    switch self {
    case .unlimited: false
    case .rows(let rows): steps * GradualSort<Int32>.stretch >= rows
    case .time(let span): time >= span
    }
  }
}

/// The rows of one table that a filter and an as-of time let through, in the order of a sort.
///
/// A filter goes through the table a stretch at a time, so that the first rows of a large table are there
/// before the last ones were looked at; a sort follows it in steps, and has no row before it is through.
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

    var count: Int {
      switch self {
      case .first(let count): count
      case .listed(let rows): rows.count
      }
    }
  }

  let key: Key
  /// The rows that the as-of time lets through.
  private let visible: Rows
  /// Those of them that the filter lets through, as far as it has come; nil without filter and sort.
  private var listed: [Int32]?
  /// Visible rows that the filter has looked at.
  private(set) var scanned: Int
  /// The order on its way; nil without a sort, and when it is through.
  private var sorting: RowSorting?
  private var isSorted: Bool
  /// Rows of the table later than the as-of time.
  let hidden: Int

  var isComplete: Bool { scanned == visible.count && isSorted }
  /// How far a sort is, from 0 to 1; nil where there is none, or it is through.
  var sortedShare: Double? { isSorted ? nil : sorting?.share ?? 0 }
  /// Rows that can be shown by now.
  var count: Int { isSorted ? matches : 0 }
  /// Rows let through by now, in whatever order.
  var matches: Int { listed?.count ?? visible.count }

  subscript(place: Int) -> Int {
    if let listed { return Int(listed[place]) }
    return visibleRow(place)
  }

  private func visibleRow(_ place: Int) -> Int {
    switch visible {
    case .first: place
    case .listed(let rows): Int(rows[place])
    }
  }

  init(_ key: Key, _ table: Table, liesInTime: Bool) throws(EntityGraphError) {
    self.key = key
    visible = Self.visible(table, asOf: key.asOf, liesInTime: liesInTime)
    hidden = table.rowCount - visible.count
    let filter = try RowFilter(key.filter, table)
    isSorted = key.sort.isEmpty
    // A column that is not there is told before the filter goes through the table.
    if !isSorted { _ = try RowSorting([], of: table, by: key.sort) }
    if filter.isEmpty, isSorted {
      scanned = visible.count
      return
    }
    listed = []
    scanned = 0
  }

  /// Takes the filter further, and the sort after it.
  mutating func extend(_ table: Table, _ budget: ScanBudget) throws(EntityGraphError) {
    guard !isComplete else { return }
    let clock = ContinuousClock()
    let begin = clock.now
    if scanned < visible.count { scan(try RowFilter(key.filter, table), budget) }
    guard scanned == visible.count, !isSorted else { return }
    if sorting == nil { sorting = try RowSorting(listed ?? [], of: table, by: key.sort) }
    var steps = 0
    repeat {
      sorting?.step()
      steps += 1
    } while sorting?.sorted == nil && !budget.isSpent(steps: steps, clock.now - begin)
    if let rows = sorting?.sorted {
      listed = rows
      sorting = nil
      isSorted = true
    }
  }

  /// Rows between two looks at the clock: well under a millisecond of the fastest filter.
  private static let stretch = 1 << 14

  private mutating func scan(_ filter: RowFilter, _ budget: ScanBudget) {
    switch budget {
    case .unlimited: scan(filter, rows: visible.count)
    case .rows(let rows): scan(filter, rows: rows)
    case .time(let span):
      let clock = ContinuousClock()
      let end = clock.now.advanced(by: span)
      repeat { scan(filter, rows: Self.stretch) } while !isComplete && clock.now < end
    }
  }

  private mutating func scan(_ filter: RowFilter, rows: Int) {
    let end = scanned + min(rows, visible.count - scanned)
    var found = listed ?? []
    listed = nil
    for place in scanned..<end {
      let row = visibleRow(place)
      if filter.passes(row) { found.append(Int32(row)) }
    }
    listed = found
    scanned = end
  }

  /// Whether more of the work is done.
  func isFurther(than other: RowView) -> Bool {
    (scanned, sortedShare ?? 1) > (other.scanned, other.sortedShare ?? 1)
  }

  /// The place of a row in the view; nil where it is not in it.
  /// - Complexity: O(log rows) without a sort, O(rows) with one
  func place(ofRow row: Int) -> Int? {
    let rows: [Int32]
    switch (listed, visible) {
    case (let listed?, _): rows = listed
    case (nil, .listed(let visible)): rows = visible
    case (nil, .first(let count)): return (0..<count).contains(row) ? row : nil
    }
    guard key.sort.isEmpty else { return rows.firstIndex(of: Int32(row)) }
    let place = Self.firstPlace(in: rows, notBefore: row)
    return place < rows.count && Int(rows[place]) == row ? place : nil
  }

  /// The place of the first row from this one on.
  private static func firstPlace(in rows: [Int32], notBefore row: Int) -> Int {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if Int(rows[middle]) < row { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The nearest row in the view after (or before) one of the table, which need not be in it. Views with
  /// a sort have no nearest row.
  func row(after row: Int, isForward: Bool) -> Int? {
    guard key.sort.isEmpty else { return nil }
    let rows: [Int32]
    switch (listed, visible) {
    case (let listed?, _): rows = listed
    case (nil, .listed(let visible)): rows = visible
    case (nil, .first(let count)):
      let next = isForward ? row + 1 : row - 1
      return (0..<count).contains(next) ? next : nil
    }
    let place = Self.firstPlace(in: rows, notBefore: isForward ? row + 1 : row)
    let found = isForward ? place : place - 1
    return rows.indices.contains(found) ? Int(rows[found]) : nil
  }

  private static func visible(_ table: Table, asOf: Timestamp?, liesInTime: Bool) -> Rows {
    guard let asOf, let times = table.times else { return .first(table.rowCount) }
    let rule = TemporalRule(history: .asOf, testCutoff: nil)
    let seedTime = asOf.microseconds
    if liesInTime {
      var (low, high) = (0, times.count)
      while low < high {
        let middle = (low + high) / 2
        if rule.admits(rowTime: times[middle], at: seedTime) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      return .first(low)
    }
    let count = times.count { rule.admits(rowTime: $0, at: seedTime) }
    let isPrefix = times.prefix(count).allSatisfy { rule.admits(rowTime: $0, at: seedTime) }
    if isPrefix { return .first(count) }
    let rows = times.indices.filter { rule.admits(rowTime: times[$0], at: seedTime) }
    return .listed(rows.map { Int32($0) })
  }
}

/// The views of the last few pages, so that paging on costs nothing.
struct RowViewCache: Sendable {
  private var entries: [(key: RowView.Key, view: RowView)] = []

  /// Takes a view out, so that it can grow without a copy.
  mutating func take(_ key: RowView.Key) -> RowView? {
    guard let place = entries.firstIndex(where: { $0.key == key }) else { return nil }
    return entries.remove(at: place).view
  }

  /// Puts a view in, unless one that another thread took further is there.
  mutating func keep(_ view: RowView, for key: RowView.Key) {
    if let other = entries.first(where: { $0.key == key }), other.view.isFurther(than: view) {
      return
    }
    entries.removeAll { $0.key == key }
    if entries.count >= 8 { entries.removeFirst() }
    entries.append((key, view))
  }
}

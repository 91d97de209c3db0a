import Relational

/// One column to sort rows by.
public struct RowSort: Hashable, Codable, Sendable {
  public var column: String
  public var descending: Bool

  public init(column: String, descending: Bool = false) {
    self.column = column
    self.descending = descending
  }
}

/// Rows on their way into the order of several columns, the first the most important; NULL last in both
/// directions, equal rows in the order of the table.
///
/// A text column is ranked first: its distinct texts are sorted, so that rows compare numbers.
struct RowSorting: Sendable {
  /// A row with its key in the most important column: most comparisons look at nothing else.
  private struct Entry: Sendable {
    var key: Int64
    var row: Int32
  }

  private enum Stage: Sendable {
    case ranking(GradualSort<Int32>)
    /// Rows get their keys.
    case filling([Entry])
    case sorting(GradualSort<Entry>)
    case done([Int32])
  }

  private let columns: [Column]
  private let descending: [Bool]
  private let rows: [Int32]
  /// Per text column that is ranked already: per distinct text its place in order.
  private var ranks: [Int: [Int32]] = [:]
  private var stage: Stage

  /// - Throws: for a column that the table does not have.
  init(_ rows: [Int32], of table: Table, by sorts: [RowSort]) throws(EntityGraphError) {
    var columns: [Column] = []
    for sort in sorts {
      guard let column = table.column(called: sort.column) else {
        throw .unknownSortColumn(
          sort.column, table: table.name, columns: table.columns.map(\.schema.name))
      }
      columns.append(column)
    }
    self.rows = rows
    self.columns = columns
    descending = sorts.map(\.descending)
    stage = .done(rows)
    begin()
  }

  /// The rows in order, once they are.
  var sorted: [Int32]? {
    if case .done(let rows) = stage { rows } else { nil }
  }

  /// How far it is, from 0 to 1.
  var share: Double {
    let texts = columns.count { Self.pool(of: $0) != nil }
    let parts = Double(texts + 2)
    let done = Double(ranks.count)
    return switch stage {
    case .ranking(let sort): (done + sort.share) / parts
    case .filling(let entries): (done + Double(entries.count) / Double(max(1, rows.count))) / parts
    case .sorting(let sort): (done + 1 + sort.share) / parts
    case .done: 1
    }
  }

  mutating func step() {
    switch stage {
    case .ranking(var sort):
      stage = .done([])
      sort.step()
      stage = .ranking(sort)
      if sort.isDone { begin(ranked: sort.sorted) }
    case .filling(var entries):
      stage = .done([])
      fill(&entries)
      if entries.count < rows.count {
        stage = .filling(entries)
      } else if let known = order(asTheyLie: entries) {
        stage = .done(known)
      } else {
        stage = .sorting(sorting(entries))
      }
    case .sorting(var sort):
      stage = .done([])
      sort.step()
      stage = sort.isDone ? .done(sort.sorted.map(\.row)) : .sorting(sort)
    case .done: break
    }
  }

  /// Goes on with the next text column to be ranked, or with the rows when all are.
  private mutating func begin(ranked order: [Int32]? = nil) {
    let waiting = columns.indices.filter { Self.pool(of: columns[$0]) != nil && ranks[$0] == nil }
    if let order, let column = waiting.first {
      var ranks = [Int32](repeating: 0, count: order.count)
      for (rank, text) in order.enumerated() { ranks[Int(text)] = Int32(rank) }
      self.ranks[column] = ranks
      begin()
      return
    }
    guard let column = waiting.first, let pool = Self.pool(of: columns[column]) else {
      stage = columns.isEmpty ? .done(rows) : .filling([])
      return
    }
    stage = .ranking(
      GradualSort(pool.indices.map { Int32($0) }) { left, right in
        let (a, b) = (pool[Int(left)], pool[Int(right)])
        return a == b ? left < right : a < b
      })
    if pool.isEmpty { begin(ranked: []) }
  }

  private mutating func fill(_ entries: inout [Entry]) {
    let end = min(rows.count, entries.count + 8 * GradualSort<Entry>.stretch)
    entries.reserveCapacity(rows.count)
    let key = key(of: 0)
    for row in rows[entries.count..<end] { entries.append(Entry(key: key(Int(row)), row: row)) }
  }

  /// The order of rows that lie in it already, forward or backward, as by a key or a time they often do;
  /// nil for others, as a rule after a look at a few of them.
  private func order(asTheyLie entries: [Entry]) -> [Int32]? {
    guard columns.count == 1 else { return nil }
    let pairs = zip(entries, entries.dropFirst())
    if pairs.allSatisfy({ $0.key <= $1.key }) { return entries.map(\.row) }
    guard pairs.allSatisfy({ $0.key >= $1.key }) else { return nil }
    // Backward, but equal rows stay in the order of the table.
    var order: [Int32] = []
    order.reserveCapacity(entries.count)
    var end = entries.count
    while end > 0 {
      var start = end - 1
      while start > 0, entries[start - 1].key == entries[end - 1].key { start -= 1 }
      order += entries[start..<end].map(\.row)
      end = start
    }
    return order
  }

  private func sorting(_ entries: [Entry]) -> GradualSort<Entry> {
    let further = columns.indices.dropFirst().map { key(of: $0) }
    guard !further.isEmpty else {
      return GradualSort(entries) { ($0.key, $0.row) < ($1.key, $1.row) }
    }
    return GradualSort(entries) { left, right in
      if left.key != right.key { return left.key < right.key }
      for key in further {
        let (a, b) = (key(Int(left.row)), key(Int(right.row)))
        if a != b { return a < b }
      }
      return left.row < right.row
    }
  }

  private static func pool(of column: Column) -> [String]? {
    if case .texts(let texts) = column.values { texts.pool } else { nil }
  }

  /// Per row a number whose order is the order of the cells; the largest for NULL.
  private func key(of place: Int) -> @Sendable (Int) -> Int64 {
    let validity = columns[place].validity
    let isDescending = descending[place]
    func directed(_ key: @escaping @Sendable (Int) -> Int64) -> @Sendable (Int) -> Int64 {
      { row in
        guard validity[row] else { return .max }
        let key = key(row)
        // One below the largest, which is NULL's.
        return min(isDescending ? ~key : key, .max - 1)
      }
    }
    switch columns[place].values {
    case .integers(let values), .timestamps(let values): return directed { values[$0] }
    case .booleans(let values): return directed { values[$0] ? 1 : 0 }
    case .blobs(let counts): return directed { Int64(counts[$0]) }
    case .reals(let values):
      return directed { row in
        // The bits of a negative real fall as it rises.
        let bits = Int64(bitPattern: (values[row] + 0).bitPattern)
        return bits >= 0 ? bits : bits ^ Int64.max
      }
    case .texts(let texts):
      let ranks = ranks[place] ?? []
      return directed { Int64(ranks[Int(texts.codes[$0])]) }
    }
  }
}

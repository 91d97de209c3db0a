import Relational

/// One column to sort rows by.
public struct RowSort: Hashable, Codable, Sendable {
  public var column: String
  public var descending: Bool

  public init(column: String, descending: Bool = false) {
    self.column = column
    self.descending = descending
  }

  /// Sorts rows by several columns, the first the most important; NULL last in both directions, equal
  /// rows in the order of the table.
  static func sort(
    _ rows: [Int32], of table: Table, by sorts: [RowSort]
  ) throws(EntityGraphError) -> [Int32] {
    var keys: [[Int64]] = []
    for sort in sorts {
      guard let column = table.column(called: sort.column) else {
        throw .unknownSortColumn(
          sort.column, table: table.name, columns: table.columns.map(\.schema.name))
      }
      keys.append(Self.keys(column, descending: sort.descending))
    }
    guard let first = keys.first else { return rows }
    if keys.count == 1 {
      return rows.map { (key: first[Int($0)], row: $0) }
        .sorted { ($0.key, $0.row) < ($1.key, $1.row) }.map(\.row)
    }
    return rows.sorted { left, right in
      for key in keys where key[Int(left)] != key[Int(right)] {
        return key[Int(left)] < key[Int(right)]
      }
      return left < right
    }
  }

  /// Per row a number whose order is the order of the cells; the largest for NULL.
  private static func keys(_ column: Column, descending: Bool) -> [Int64] {
    func directed(_ key: Int64) -> Int64 {
      // One below the largest, which is NULL's.
      min(descending ? ~key : key, .max - 1)
    }
    let validity = column.validity
    func keys(_ key: (Int) -> Int64) -> [Int64] {
      (0..<column.rowCount).map { validity[$0] ? directed(key($0)) : .max }
    }
    switch column.values {
    case .integers(let values), .timestamps(let values): return keys { values[$0] }
    case .booleans(let values): return keys { values[$0] ? 1 : 0 }
    case .blobs(let counts): return keys { Int64(counts[$0]) }
    case .reals(let values):
      return keys { row in
        // The bits of a negative real fall as it rises.
        let bits = Int64(bitPattern: (values[row] + 0).bitPattern)
        return bits >= 0 ? bits : bits ^ Int64.max
      }
    case .texts(let texts):
      let order = texts.pool.indices.sorted {
        let (left, right) = (texts.pool[$0], texts.pool[$1])
        return left == right ? $0 < $1 : left < right
      }
      var ranks = [Int64](repeating: 0, count: texts.pool.count)
      for (rank, entry) in order.enumerated() { ranks[entry] = Int64(rank) }
      return keys { ranks[Int(texts.codes[$0])] }
    }
  }
}

import Inspection
import Relational

/// Looks for a text in all cells of a row.
enum CellSearch {
  static func test(_ table: Table, _ needle: TextNeedle) -> RowFilter.Test {
    let tests = table.columns.compactMap { test($0, needle) }
    return { row in
      for test in tests where test(row) { return true }
      return false
    }
  }

  /// Nil for a column in which it cannot be.
  private static func test(_ column: Column, _ needle: TextNeedle) -> RowFilter.Test? {
    let validity = column.validity
    switch column.values {
    case .texts(let texts):
      let hits = texts.pool.map { needle.isFound(in: $0) }
      guard hits.contains(true) else { return nil }
      let codes = texts.codes
      return { row in codes[row] >= 0 && hits[Int(codes[row])] }
    case .integers(let values):
      guard needle.fitsNumbers else { return nil }
      return { row in validity[row] && needle.isFound(in: String(values[row])) }
    case .reals(let values):
      guard needle.fitsNumbers else { return nil }
      return { row in validity[row] && needle.isFound(in: CellValue.real(values[row]).display) }
    case .timestamps(let values):
      guard needle.fitsNumbers else { return nil }
      let hits = hitTimes(values, needle)
      return hits.isEmpty ? nil : { row in validity[row] && hits.contains(values[row]) }
    case .booleans(let values):
      let (yes, no) = (needle.isFound(in: "true"), needle.isFound(in: "false"))
      guard yes || no else { return nil }
      return { row in validity[row] && (values[row] ? yes : no) }
    case .blobs: return nil
    }
  }

  /// Times repeat: each distinct one is written out once.
  private static func hitTimes(_ values: [Int64], _ needle: TextNeedle) -> Set<Int64> {
    var seen = Set<Int64>()
    var hits = Set<Int64>()
    for value in values where value != Table.noTime && seen.insert(value).inserted {
      if needle.isFound(in: Timestamp(microseconds: value).description) { hits.insert(value) }
    }
    return hits
  }
}

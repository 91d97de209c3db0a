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
      return { row in validity[row] && needle.isFound(in: values[row]) }
    case .reals(let values):
      guard needle.fitsNumbers else { return nil }
      let hits = CellMemo<UInt64> { bits in
        needle.isFound(in: CellValue.real(Double(bitPattern: bits)).display)
      }
      return { row in validity[row] && hits[values[row].bitPattern] }
    case .timestamps(let values):
      guard needle.fitsNumbers else { return nil }
      let hits = CellMemo<Int64> {
        needle.isFound(in: Timestamp(microseconds: $0).description)
      }
      return { row in validity[row] && hits[values[row]] }
    case .booleans(let values):
      let (yes, no) = (needle.isFound(in: "true"), needle.isFound(in: "false"))
      guard yes || no else { return nil }
      return { row in validity[row] && (values[row] ? yes : no) }
    case .blobs: return nil
    }
  }
}

/// Times and prices repeat: each distinct one is written out once, when it is first met.
final class CellMemo<Value: Hashable> {
  private var known: [Value: Bool] = [:]
  private let isHit: (Value) -> Bool

  init(_ isHit: @escaping (Value) -> Bool) { self.isHit = isHit }

  subscript(value: Value) -> Bool {
    if let hit = known[value] { return hit }
    let hit = isHit(value)
    known[value] = hit
    return hit
  }
}

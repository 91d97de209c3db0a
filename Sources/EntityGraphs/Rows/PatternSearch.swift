import Inspection
import Relational

/// Looks for a regular expression in all cells of a row, as they are shown.
enum PatternSearch {
  static func test(_ table: Table, _ pattern: String) throws(EntityGraphError) -> RowFilter.Test {
    let regex: Regex<AnyRegexOutput>
    do { regex = try Regex(pattern).ignoresCase() } catch { throw .badPattern(pattern) }
    let tests = table.columns.map { test($0, regex) }
    return { row in
      for test in tests where test(row) { return true }
      return false
    }
  }

  private static func test(_ column: Column, _ regex: Regex<AnyRegexOutput>) -> RowFilter.Test {
    func matches(_ text: String) -> Bool { (try? regex.firstMatch(in: text)) != nil }
    let validity = column.validity
    switch column.values {
    case .texts(let texts):
      let hits = CellMemo<Int32> { matches(texts.pool[Int($0)]) }
      return { row in texts.codes[row] >= 0 && hits[texts.codes[row]] }
    case .integers(let values):
      let hits = CellMemo<Int64> { matches(String($0)) }
      return { row in validity[row] && hits[values[row]] }
    case .timestamps(let values):
      let hits = CellMemo<Int64> { matches(Timestamp(microseconds: $0).description) }
      return { row in validity[row] && hits[values[row]] }
    case .reals(let values):
      let hits = CellMemo<UInt64> { matches(CellValue.real(Double(bitPattern: $0)).display) }
      return { row in validity[row] && hits[values[row].bitPattern] }
    case .booleans(let values):
      let (yes, no) = (matches("true"), matches("false"))
      return { row in validity[row] && (values[row] ? yes : no) }
    case .blobs: return { _ in false }
    }
  }
}

import Foundation
import Inspection
import Testing

@Suite("A cell as a person sees it")
struct CellValueTests {
  @Test("tells NULL, empty text, the text NULL and bytes apart")
  func emptiness() {
    let shown = [
      CellValue.null, .text(""), .text("NULL"), .text("∅?"), .blob(byteCount: 0),
    ].map(\.display)
    #expect(shown == ["∅", "\"\"", "NULL", "∅?", "⟨0 B⟩"])
    #expect(Set(shown).count == shown.count)
  }

  @Test("writes whole reals without a point and keeps every digit of the others")
  func numbers() {
    #expect(CellValue.integer(.min).display == "-9223372036854775808")
    #expect(CellValue.integer(9_007_199_254_740_993).display == "9007199254740993")
    #expect(CellValue.real(3).display == "3")
    #expect(CellValue.real(-0.5).display == "-0.5")
    #expect(CellValue.real(0.1 + 0.2).display == "0.30000000000000004")
    #expect(CellValue.real(1e300).display == "1e+300")
    #expect(CellValue.real(.nan).display == "nan")
    #expect(CellValue.real(-.infinity).display == "-inf")
  }

  @Test("writes booleans, times and escaped text")
  func others() {
    #expect(CellValue.boolean(true).display == "true")
    #expect(CellValue.boolean(false).display == "false")
    #expect(CellValue.time("2010-01-01").display == "2010-01-01")
    #expect(CellValue.text("two\nlines \u{1B}[1m").display == "two␊lines ␛[1m")
    #expect(CellValue.blob(byteCount: 12).display == "⟨12 B⟩")
  }

  @Test("puts numbers alone at the right edge")
  func alignment() {
    #expect(CellValue.integer(1).isNumber && CellValue.real(1).isNumber)
    let others: [CellValue] = [
      .null, .text("1"), .boolean(true), .time("2010"), .blob(byteCount: 1),
    ]
    #expect(!others.contains { $0.isNumber })
  }

  @Test("survives JSON unchanged")
  func json() throws {
    let cells: [CellValue] = [
      .null, .integer(.max), .real(0.1), .boolean(false), .text("é\u{1B}\0"), .time("2010-01-01"),
      .blob(byteCount: 3),
    ]
    let data = try JSONEncoder().encode(cells)
    #expect(try JSONDecoder().decode([CellValue].self, from: data) == cells)
  }
}

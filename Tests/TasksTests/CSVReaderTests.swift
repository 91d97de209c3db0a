import Testing

@testable import Tasks

@Suite("CSV is read as RFC 4180 writes it")
struct CSVReaderTests {
  func read(_ text: String) throws -> [[String]] { try read(Array(text.utf8)) }

  func read(_ bytes: [UInt8]) throws -> [[String]] {
    var reader = CSVReader(bytes)
    var records: [[String]] = []
    var fields: [String] = []
    while try reader.read(into: &fields) { records.append(fields) }
    return records
  }

  @Test(
    "line ends of all kinds, with or without one at the end",
    arguments: ["a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\r1,2\r", "a,b\n1,2", "\n\na,b\r\n\r\n1,2\n\n"])
  func lineEnds(text: String) throws {
    #expect(try read(text) == [["a", "b"], ["1", "2"]])
  }

  @Test("quotes hold commas, line ends and doubled quotes")
  func quotes() throws {
    #expect(
      try read("\"a,b\",\"say \"\"hi\"\"\",\"\",\"x\r\ny\"\nz\"z,,\"\"\"\",\n")
        == [["a,b", "say \"hi\"", "", "x\r\ny"], ["z\"z", "", "\"", ""]])
  }

  @Test("a byte order mark is passed over, other languages are not")
  func encoding() throws {
    #expect(try read([0xEF, 0xBB, 0xBF] + Array("é,漢字\n".utf8)) == [["é", "漢字"]])
    #expect(throws: CSVReader.Problem.notUTF8(line: 2)) {
      try read(Array("a\n".utf8) + [0xC3, 0x28])
    }
  }

  @Test("lines are counted where records begin, quoted line ends included")
  func lines() throws {
    var reader = CSVReader(Array("a\n\"x\ny\r\nz\"\n\nb\n".utf8))
    var fields: [String] = []
    var lines: [Int] = []
    while try reader.read(into: &fields) { lines.append(reader.line) }
    #expect(lines == [1, 2, 6])
  }

  @Test("a quote that never ends and text after one are errors with their line")
  func badQuotes() {
    #expect(throws: CSVReader.Problem.openQuote(line: 2)) { try read("a\n\"b\nc\n") }
    #expect(throws: CSVReader.Problem.afterQuote(line: 2)) { try read("a\n\"b\"c\n") }
  }

  @Test("nothing, a mark alone, and empty fields")
  func empty() throws {
    #expect(try read("") == [])
    #expect(try read([0xEF, 0xBB, 0xBF]) == [])
    #expect(try read(",\n") == [["", ""]])
  }
}

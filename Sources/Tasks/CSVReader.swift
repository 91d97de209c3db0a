/// Reads the records of a CSV file as RFC 4180 writes them: fields in double quotes may hold commas,
/// line ends and doubled quotes; lines end in LF, CRLF or CR; a byte order mark is passed over; the
/// text is UTF-8. Lines with nothing in them are skipped.
///
/// - Complexity: O(bytes)
struct CSVReader {
  enum Problem: Error, Equatable {
    /// A quoted field that begins on `line` never ends.
    case openQuote(line: Int)
    /// Something other than a comma or a line end follows a closing quote.
    case afterQuote(line: Int)
    case notUTF8(line: Int)
  }

  private let bytes: [UInt8]
  private var place: Int
  private var nextLine = 1
  /// The line on which the record last read begins, from 1.
  private(set) var line = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Reads the next record into `fields`; false at the end.
  mutating func read(into fields: inout [String]) throws(Problem) -> Bool {
    skipEmptyLines()
    fields.removeAll(keepingCapacity: true)
    guard place < bytes.count else { return false }
    line = nextLine
    while true {
      if place < bytes.count, bytes[place] == .quote {
        fields.append(try quotedField())
      } else {
        fields.append(try plainField())
      }
      guard place < bytes.count, bytes[place] == .comma else { break }
      place += 1
    }
    skipLineEnd()
    return true
  }

  private mutating func plainField() throws(Problem) -> String {
    let start = place
    while place < bytes.count, !bytes[place].endsField { place += 1 }
    return try text(bytes[start..<place])
  }

  private mutating func quotedField() throws(Problem) -> String {
    let firstLine = nextLine
    var content: [UInt8] = []
    place += 1
    while true {
      let start = place
      while place < bytes.count, bytes[place] != .quote {
        if bytes[place] == .lineFeed
          || (bytes[place] == .carriageReturn
            && !(place + 1 < bytes.count && bytes[place + 1] == .lineFeed))
        {
          nextLine += 1
        }
        place += 1
      }
      guard place < bytes.count else { throw .openQuote(line: firstLine) }
      content += bytes[start..<place]
      place += 1
      guard place < bytes.count, bytes[place] == .quote else { break }
      content.append(.quote)
      place += 1
    }
    guard place == bytes.count || bytes[place].endsField else { throw .afterQuote(line: nextLine) }
    return try text(content[...])
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws(Problem) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .notUTF8(line: nextLine)
    }
    return text
  }

  private mutating func skipLineEnd() {
    guard place < bytes.count else { return }
    if bytes[place] == .carriageReturn, place + 1 < bytes.count, bytes[place + 1] == .lineFeed {
      place += 1
    }
    place += 1
    nextLine += 1
  }

  private mutating func skipEmptyLines() {
    while place < bytes.count, bytes[place] == .lineFeed || bytes[place] == .carriageReturn {
      skipLineEnd()
    }
  }
}

extension UInt8 {
  fileprivate static let quote = UInt8(ascii: "\"")
  fileprivate static let comma = UInt8(ascii: ",")
  fileprivate static let lineFeed = UInt8(ascii: "\n")
  fileprivate static let carriageReturn = UInt8(ascii: "\r")
  fileprivate var endsField: Bool {
    self == .comma || self == .lineFeed || self == .carriageReturn
  }
}

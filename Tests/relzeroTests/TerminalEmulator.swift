import TerminalUI

/// As much of a terminal as ncurses uses for xterm, tmux, the Linux console and the VT100: enough to see
/// what a person would see. What it does not know it counts, so that a test can say so.
struct TerminalEmulator {
  private(set) var columns: Int
  private(set) var rows: Int
  private var cells: [[String]]
  private var row = 0
  private var column = 0
  private var wraps = false
  private var top = 0
  private var bottom: Int
  private var last = " "
  private var saved = (row: 0, column: 0)
  private var rest: [UInt8] = []
  private(set) var isAlternate = false
  private(set) var unknown: [String] = []
  /// Modes that are on, such as 2004 for bracketed paste.
  private(set) var modes: Set<Int> = []

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    bottom = rows - 1
    cells = Self.blank(columns, rows)
  }

  private static func blank(_ columns: Int, _ rows: Int) -> [[String]] {
    Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// The screen without trailing blanks.
  var lines: [String] {
    cells.map { row in
      var text = row.joined()
      while text.last == " " { text.removeLast() }
      return text
    }
  }

  mutating func resize(columns: Int, rows: Int) {
    cells = (0..<rows).map { row in
      let old = row < cells.count ? cells[row] : []
      return (0..<columns).map { $0 < old.count ? old[$0] : " " }
    }
    self.columns = columns
    self.rows = rows
    top = 0
    bottom = rows - 1
    row = min(row, rows - 1)
    column = min(column, columns - 1)
  }

  mutating func take(_ bytes: some Sequence<UInt8>) {
    rest.append(contentsOf: bytes)
    var place = 0
    while place < rest.count {
      guard let used = step(place) else { break }
      place += used
    }
    rest.removeFirst(place)
  }

  /// Bytes used from a place; nil where more are needed.
  private mutating func step(_ place: Int) -> Int? {
    let byte = rest[place]
    switch byte {
    case 0x1B: return escape(place)
    case 0, 7, 14, 15: return 1
    case 8:
      column = max(0, column - 1)
      wraps = false
    case 9: column = min(columns - 1, (column / 8 + 1) * 8)
    case 10, 11, 12: lineFeed()
    case 13:
      column = 0
      wraps = false
    case 0..<32: unknown.append("control \(byte)")
    default: return character(place)
    }
    return 1
  }

  private mutating func character(_ place: Int) -> Int? {
    let first = rest[place]
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard place + length <= rest.count else { return nil }
    let text = String(decoding: rest[place..<(place + length)], as: UTF8.self)
    let width = CharacterWidth.columns(of: text)
    if width == 0 {
      if column > 0 { cells[row][max(0, column - (wraps ? 0 : 1))] += text }
      return length
    }
    put(text, width: width)
    return length
  }

  private mutating func put(_ text: String, width: Int) {
    if wraps || column + width > columns {
      column = 0
      lineFeed()
      wraps = false
    }
    cells[row][column] = text
    if width == 2, column + 1 < columns { cells[row][column + 1] = "" }
    last = text
    column += width
    if column >= columns {
      column = columns - 1
      wraps = true
    }
  }

  private mutating func lineFeed() {
    wraps = false
    if row == bottom {
      cells.remove(at: top)
      cells.insert(Array(repeating: " ", count: columns), at: bottom)
    } else {
      row = min(rows - 1, row + 1)
    }
  }

  private mutating func escape(_ place: Int) -> Int? {
    guard place + 1 < rest.count else { return nil }
    switch rest[place + 1] {
    case UInt8(ascii: "["): return control(place)
    case UInt8(ascii: "]"), UInt8(ascii: "P"):
      for end in (place + 2)..<max(place + 2, rest.count) {
        if rest[end] == 7 { return end + 1 - place }
        if rest[end] == 0x5C, rest[end - 1] == 0x1B { return end + 1 - place }
      }
      return nil
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "#"):
      return place + 2 < rest.count ? 3 : nil
    case UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "H"): return 2
    case UInt8(ascii: "7"): saved = (row, column)
    case UInt8(ascii: "8"): (row, column) = saved
    case UInt8(ascii: "D"): lineFeed()
    case UInt8(ascii: "M"):
      if row == top {
        cells.remove(at: bottom)
        cells.insert(Array(repeating: " ", count: columns), at: top)
      } else {
        row = max(0, row - 1)
      }
    case UInt8(ascii: "c"): cells = Self.blank(columns, rows)
    case let other: unknown.append("ESC \(UnicodeScalar(other))")
    }
    return 2
  }

  private mutating func control(_ place: Int) -> Int? {
    guard let end = rest[(place + 2)...].firstIndex(where: { (0x40...0x7E).contains($0) }) else {
      return nil
    }
    let text = String(decoding: rest[(place + 2)..<end], as: UTF8.self)
    let final = Character(UnicodeScalar(rest[end]))
    carryOut(text, final)
    return end + 1 - place
  }

  private mutating func carryOut(_ text: String, _ final: Character) {
    if text.hasPrefix("?") || text.hasPrefix(">") {
      guard final == "h" || final == "l" else { return }
      for mode in text.dropFirst().split(separator: ";").compactMap({ Int($0) }) {
        if final == "h" { modes.insert(mode) } else { modes.remove(mode) }
        if mode == 1049 || mode == 47 {
          isAlternate = final == "h"
          if isAlternate { cells = Self.blank(columns, rows) }
        }
      }
      return
    }
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let first = numbers.first ?? 0
    let count = max(1, first)
    if final != "m" { wraps = false }
    switch final {
    case "m", "t", "g", "h", "l", "n", "c": break
    case "H", "f":
      row = min(rows - 1, max(0, first - 1))
      column = min(columns - 1, max(0, (numbers.count > 1 ? numbers[1] : 1) - 1))
    case "A": row = max(0, row - count)
    case "B": row = min(rows - 1, row + count)
    case "C": column = min(columns - 1, column + count)
    case "D": column = max(0, column - count)
    case "G", "`": column = min(columns - 1, count - 1)
    case "d": row = min(rows - 1, count - 1)
    case "K":
      erase(row, first == 0 ? column..<columns : first == 1 ? 0..<(column + 1) : 0..<columns)
    case "J":
      if first == 0 {
        erase(row, column..<columns)
        for below in (row + 1)..<max(row + 1, rows) { erase(below, 0..<columns) }
      } else if first == 1 {
        erase(row, 0..<(column + 1))
        for above in 0..<row { erase(above, 0..<columns) }
      } else {
        cells = Self.blank(columns, rows)
      }
    case "X": erase(row, column..<min(columns, column + count))
    case "b": for _ in 0..<count { put(last, width: 1) }
    case "@":
      for _ in 0..<min(count, columns - column) {
        cells[row].insert(" ", at: column)
        cells[row].removeLast()
      }
    case "P":
      for _ in 0..<min(count, columns - column) {
        cells[row].remove(at: column)
        cells[row].append(" ")
      }
    case "L":
      for _ in 0..<min(count, bottom - row + 1) {
        cells.remove(at: bottom)
        cells.insert(Array(repeating: " ", count: columns), at: row)
      }
    case "M":
      for _ in 0..<min(count, bottom - row + 1) {
        cells.remove(at: row)
        cells.insert(Array(repeating: " ", count: columns), at: bottom)
      }
    case "r":
      top = max(0, count - 1)
      bottom = min(rows, numbers.count > 1 && numbers[1] > 0 ? numbers[1] : rows) - 1
      row = 0
      column = 0
    case "S":
      for _ in 0..<count {
        cells.remove(at: top)
        cells.insert(Array(repeating: " ", count: columns), at: bottom)
      }
    case "T":
      for _ in 0..<count {
        cells.remove(at: bottom)
        cells.insert(Array(repeating: " ", count: columns), at: top)
      }
    default: unknown.append("CSI \(text)\(final)")
    }
  }

  private mutating func erase(_ row: Int, _ part: Range<Int>) {
    for column in part.clamped(to: 0..<columns) { cells[row][column] = " " }
  }
}

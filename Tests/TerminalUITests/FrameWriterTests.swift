import Foundation
import Testing

@testable import TerminalUI

/// A terminal that understands what a frame writer sends and no more: cells with their text and look.
private struct Sheet {
  struct Spot: Equatable {
    var text = " "
    var look = Rendition()
  }
  var spots: [[Spot]]
  var row = 0
  var column = 0
  var look = Rendition()
  var isCursorShown = true
  var problems: [String] = []

  init(_ size: Size) {
    // What was there before: a frame must not count on an empty screen.
    let rest = Spot(text: "x", look: Rendition(foreground: 9, background: 9, attributes: .bold))
    spots = Array(repeating: Array(repeating: rest, count: size.columns), count: size.rows)
  }

  mutating func take(_ bytes: [UInt8]) {
    var scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      guard scalar == "\u{1B}" else {
        put(scalar)
        continue
      }
      guard scalars.popFirst() == "[" else {
        problems.append("no control sequence")
        continue
      }
      var text = ""
      while let next = scalars.popFirst() {
        guard next.properties.isAlphabetic else {
          text.unicodeScalars.append(next)
          continue
        }
        control(text, next)
        break
      }
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = CharacterWidth.columns(of: scalar)
    if width == 0 {
      let base = spots[row][column - 1].text == "" ? column - 2 : column - 1
      spots[row][base].text.unicodeScalars.append(scalar)
      return
    }
    guard column + width <= spots[0].count else {
      problems.append("written past the last column")
      return
    }
    spots[row][column] = Spot(text: String(scalar), look: look)
    if width == 2 { spots[row][column + 1] = Spot(text: "", look: look) }
    column += width
  }

  private mutating func control(_ text: String, _ final: Unicode.Scalar) {
    let numbers = text.split(separator: ";").compactMap { Int($0) }
    let count = numbers.first ?? 1
    let blank = Spot(look: Rendition(background: look.background))
    switch final {
    case "H": (row, column) = (count - 1, (numbers.count > 1 ? numbers[1] : 1) - 1)
    case "C": column += count
    case "J":
      for row in spots.indices {
        for column in spots[row].indices { spots[row][column] = blank }
      }
    case "K": for place in column..<spots[0].count { spots[row][place] = blank }
    case "X": for place in column..<(column + count) { spots[row][place] = blank }
    case "b":
      let last = spots[row][column - 1].text.unicodeScalars.first ?? " "
      for _ in 0..<count { put(last) }
    case "h": isCursorShown = true
    case "l": isCursorShown = false
    case "m": rendition(numbers)
    default: problems.append("\(final) is not known")
    }
  }

  private mutating func rendition(_ numbers: [Int]) {
    var numbers = (numbers.isEmpty ? [0] : numbers)[...]
    while let number = numbers.popFirst() {
      switch number {
      case 0: look = Rendition()
      case 1: look.attributes.insert(.bold)
      case 2: look.attributes.insert(.dim)
      case 4: look.attributes.insert(.underline)
      case 7: look.attributes.insert(.reverse)
      case 30...37: look.foreground = Int32(number - 30)
      case 40...47: look.background = Int32(number - 40)
      case 90...97: look.foreground = Int32(number - 82)
      case 100...107: look.background = Int32(number - 92)
      case 38, 48:
        let color = Int32(numbers.dropFirst().first ?? -1)
        numbers = numbers.dropFirst(2)
        if number == 38 { look.foreground = color } else { look.background = color }
      default: problems.append("rendition \(number) is not known")
      }
    }
  }
}

extension CellBuffer {
  /// What a terminal shows of it. Of a blank only the ground and what crosses it can be seen.
  fileprivate func spots(_ palette: Palette) -> [[Sheet.Spot]] {
    (0..<size.rows).map { row in
      (0..<size.columns).map { column in
        let cell = self[row, column]
        var text = String.UnicodeScalarView()
        for value in [cell.scalar, cell.mark, cell.secondMark] where value != 0 {
          if let scalar = Unicode.Scalar(value) { text.append(scalar) }
        }
        return Sheet.Spot(text: String(text), look: palette.rendition(of: cell.style))
      }
    }
  }
}

@Suite("Frame writer")
struct FrameWriterTests {
  private static let palette = Palette([
    Rendition(), Rendition(foreground: 4), Rendition(foreground: 244),
    Rendition(attributes: .reverse), Rendition(foreground: 12, background: 236),
    Rendition(attributes: [.bold, .underline]),
  ])

  private func same(_ a: [[Sheet.Spot]], _ b: [[Sheet.Spot]]) -> Bool {
    func seen(_ spot: Sheet.Spot) -> Sheet.Spot {
      guard spot.text == " " else { return spot }
      var spot = spot
      spot.look.attributes.formIntersection([.reverse, .underline])
      if spot.look.attributes.isEmpty { spot.look.foreground = -1 }
      return spot
    }
    return a.map { $0.map(seen) } == b.map { $0.map(seen) }
  }

  /// Draws some words, bars and holes over a frame: what stays, stays.
  private func change(_ frame: inout CellBuffer, with random: inout SystemFake) {
    let words = ["Senna", "漢字", "e\u{301}te", "──────────", "          ", "0", "   12", "éa  b"]
    for _ in 0..<(1 + random.next(4)) {
      let style = Style(
        role: UInt8(random.next(6)), attributes: random.next(5) == 0 ? .bold : [])
      let row = random.next(frame.size.rows)
      let column = random.next(frame.size.columns)
      switch random.next(4) {
      case 0:
        frame.fill(
          Rect(row: row, column: column, rows: 1 + random.next(2), columns: random.next(30)),
          style: style)
      case 1:
        frame.restyle(Rect(row: row, column: 0, rows: 1, columns: frame.size.columns)) { _ in style
        }
      default:
        frame.put(words[random.next(words.count)], row: row, column: column, style: style)
      }
    }
    frame.cursor =
      random.next(3) == 0
      ? (random.next(frame.size.rows), random.next(frame.size.columns)) : nil
  }

  private struct SystemFake {
    var state: UInt64
    mutating func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
  }

  private static func codes(_ name: String) -> TerminalCodes {
    var codes = TerminalCodes.ansi
    if name == "bare" {
      (codes.forward, codes.erase, codes.fill, codes.eraseRow) = (nil, nil, nil, [])
    }
    return codes
  }

  @Test(
    "frame after frame, the terminal shows what was drawn: text, colors, attributes, cursor",
    arguments: ["rich", "bare"])
  func frames(_ name: String) {
    var random = SystemFake(state: 3)
    let size = Size(columns: 40, rows: 6)
    var writer = FrameWriter(Self.codes(name))
    writer.use(Self.palette)
    var sheet = Sheet(size)
    var frame = CellBuffer(size: size)
    for step in 0..<600 {
      change(&frame, with: &random)
      if step % 97 == 96 { writer.forget() }
      sheet.take(writer.write(frame).bytes)
      #expect(same(sheet.spots, frame.spots(Self.palette)), "step \(step)")
      #expect(sheet.isCursorShown == (frame.cursor != nil))
      if let cursor = frame.cursor {
        #expect((sheet.row, sheet.column) == cursor, "step \(step)")
      }
      #expect(writer.write(frame).bytes.isEmpty, "a frame that is shown already, step \(step)")
      if !sheet.problems.isEmpty || !same(sheet.spots, frame.spots(Self.palette)) { break }
    }
    #expect(sheet.problems.isEmpty, "\(sheet.problems)")
  }

  private func sent(_ before: CellBuffer, _ after: CellBuffer, _ codes: TerminalCodes = .ansi)
    -> String
  {
    var writer = FrameWriter(codes)
    writer.use(Self.palette)
    _ = writer.write(before)
    return String(decoding: writer.write(after).bytes, as: UTF8.self)
      .replacingOccurrences(of: "\u{1B}[", with: "^")
  }

  @Test("a bar that moves is its two lines: blanks are erased and repeated, colors merged")
  func bar() {
    let size = Size(columns: 40, rows: 3)
    func frame(barAt row: Int) -> CellBuffer {
      var frame = CellBuffer(size: size)
      for line in 0..<3 {
        frame.put("\(line)", row: line, column: 12, style: Style(role: 1))
        frame.put("Alonso", row: line, column: 16)
      }
      frame.restyle(Rect(row: row, column: 0, rows: 1, columns: 40)) { _ in Style(role: 3) }
      return frame
    }
    #expect(
      sent(frame(barAt: 0), frame(barAt: 1))
        == "^1;1H ^11b^34m0   ^mAlonso^K^2;1H^7m ^11b1   Alonso ^17b")
  }

  @Test("what looks the same is not sent: a blank in another color, a role of the same look")
  func sameLook() {
    var before = CellBuffer(size: Size(columns: 20, rows: 1))
    before.put("a b", row: 0, column: 0, style: Style(role: 0))
    var after = before
    after.fill(Rect(row: 0, column: 4, rows: 1, columns: 16), style: Style(role: 1))
    #expect(sent(before, after).isEmpty)
    after.put("c", row: 0, column: 10, style: Style(role: 5, attributes: .bold))
    #expect(sent(before, after) == "^7C^1;4mc")
  }

  @Test("a terminal without colors gets none, and one that scrolls at its end is not written there")
  func poor() {
    var codes = TerminalCodes.ansi
    codes.colors = 0
    codes.scrollsAtEnd = true
    let before = CellBuffer(size: Size(columns: 4, rows: 1))
    var after = before
    after.put("full", row: 0, column: 0, style: Style(role: 4))
    #expect(sent(before, after, codes) == "^1;1Hful")
  }

  @Test("a scalar to which the terminal gives another width is a question mark of ours")
  func otherWidth() {
    var writer = FrameWriter(.ansi, columnsOf: { $0.value > 0x2000 ? -1 : 1 })
    var frame = CellBuffer(size: Size(columns: 8, rows: 1))
    frame.put("a漢b", row: 0, column: 0)
    let text = String(decoding: writer.write(frame).bytes, as: UTF8.self)
    #expect(text.contains("a??b"))
  }

  @Test("sequences come from terminfo by their names, without the end of line drawing")
  func terminfo() {
    let entries: [String: String] = [
      "cup": "go", "sgr0": "\u{1B}(B\u{1B}[m", "setaf": "f", "setab": "b", "rev": "\u{1B}[7m",
    ]
    let codes = TerminalCodes(
      colors: 8,
      sequence: { name, first, second in
        entries[name].map { Array("\($0)\(name == "cup" ? "\(first),\(second)" : "")".utf8) }
      },
      number: { ["am": 1, "ncv": 18][$0] })
    #expect(String(decoding: codes.move(3, 5), as: UTF8.self) == "go3,5")
    #expect(String(decoding: codes.plain, as: UTF8.self) == "\u{1B}[m")
    #expect(codes.colors == 8)
    #expect(codes.erase == nil)
    #expect(codes.scrollsAtEnd)
    #expect(codes.withoutColor == [.underline, .dim])
  }
}

import Testing

@testable import TerminalUI

/// A small generator, so that failures come back (SplitMix64).
struct TestRandom: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Text that tries to break a screen.
let hostileTexts = [
  "\u{1B}[2J\u{1B}[31mred", "a\nb\tc\0d\u{7F}", "e\u{301}\u{302}\u{303}\u{304}", "佐藤琢磨", "👩‍👩‍👧🏽",
  "\u{202E}abc", "\u{9B}31m", "\u{301}alone", "🇯🇵🇫🇷", "ＡＢＣ", "x\u{200D}y", "한글", "plain",
  "\u{FEFF}bom", "ᄒ\u{1161}\u{11AB}", "",
]

@Suite("Cell buffer")
struct CellBufferTests {
  @Test("draws a text, cuts it at the edge and at the limit")
  func draws() {
    var buffer = CellBuffer(size: Size(columns: 6, rows: 2))
    let taken1 = buffer.put("hello", row: 0, column: 3)
    #expect(taken1 == 3)
    let taken2 = buffer.put("hello", row: 1, column: 0, limit: 2)
    #expect(taken2 == 2)
    let taken3 = buffer.put("hello", row: 2, column: 0)
    #expect(taken3 == 0)
    let taken4 = buffer.put("ab", row: 0, column: -1)
    #expect(taken4 == 2)
    #expect(buffer.lines == ["b  hel", "he"])
  }

  @Test("a wide scalar takes both its cells or none")
  func wide() {
    var buffer = CellBuffer(size: Size(columns: 5, rows: 1))
    buffer.put("漢字漢", row: 0, column: 0)
    #expect(buffer.lines == ["漢字"])
    buffer.put("x", row: 0, column: 1)
    #expect(buffer.lines == [" x字"])
    buffer.put("字", row: 0, column: 1)
    #expect(buffer.lines == [" 字"])
    #expect(buffer.brokenInvariants.isEmpty)
  }

  @Test("marks join the scalar before them and never stand alone")
  func marks() {
    var buffer = CellBuffer(size: Size(columns: 4, rows: 1))
    let taken5 = buffer.put("e\u{301}x", row: 0, column: 0)
    #expect(taken5 == 2)
    #expect(buffer[0, 0].mark == 0x301)
    #expect(buffer[0, 1].scalar == 0x78)
    let taken6 = buffer.put("\u{301}", row: 0, column: 3)
    #expect(taken6 == 0)
    #expect(buffer[0, 3] == .blank)
  }

  @Test("control characters are never in a cell")
  func controls() {
    var buffer = CellBuffer(size: Size(columns: 8, rows: 1))
    buffer.put("a\u{1B}\n\t\0\u{9B}b", row: 0, column: 0)
    #expect(buffer.lines == ["a?????b"])
  }

  @Test("in ASCII every cell is ASCII and the layout stays")
  func ascii() {
    var buffer = CellBuffer(size: Size(columns: 30, rows: 1), glyphs: .ascii)
    let taken7 = buffer.put("┌─ Räikkönen 佐藤 ⠉⣀⣿ ▁█ Ł", row: 0, column: 0)
    #expect(taken7 == 26)
    #expect(buffer.lines == ["+- Raikkonen ???? '.: _# L"])
  }

  @Test("whatever is drawn wherever, the rules of the buffer hold")
  func storm() {
    var random = TestRandom(state: 7)
    for glyphs in [GlyphSet.unicode, .ascii] {
      var buffer = CellBuffer(size: Size(columns: 13, rows: 4), glyphs: glyphs)
      for _ in 0..<3_000 {
        let text = hostileTexts.randomElement(using: &random) ?? ""
        buffer.put(
          text, row: Int.random(in: -1...4, using: &random),
          column: Int.random(in: -4...14, using: &random),
          limit: Int.random(in: 0...16, using: &random))
        if Bool.random(using: &random) {
          buffer.fill(
            Rect(
              row: Int.random(in: -1...4, using: &random),
              column: Int.random(in: -3...13, using: &random), rows: 1, columns: 2), with: "─")
        }
      }
      #expect(buffer.brokenInvariants.isEmpty)
    }
  }
}

@Suite("Frame difference")
struct FrameDifferenceTests {
  private func randomBuffer(_ random: inout TestRandom, like old: CellBuffer?) -> CellBuffer {
    var buffer = old ?? CellBuffer(size: Size(columns: 17, rows: 5))
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      buffer.put(
        hostileTexts.randomElement(using: &random) ?? "",
        row: Int.random(in: 0..<5, using: &random),
        column: Int.random(in: 0..<17, using: &random),
        style: Style(role: UInt8.random(in: 0...3, using: &random)))
    }
    return buffer
  }

  @Test("its runs turn the old frame into the new one and never cut a wide scalar")
  func rebuilds() {
    var random = TestRandom(state: 11)
    var old = randomBuffer(&random, like: nil)
    for _ in 0..<500 {
      let new = randomBuffer(&random, like: Bool.random(using: &random) ? old : nil)
      var rebuilt = old.cells
      for run in FrameDifference.runs(from: old, to: new) {
        for column in run.columns {
          rebuilt[run.row * 17 + column] = new[run.row, column]
        }
        #expect(new[run.row, run.columns.lowerBound].width != 0)
        #expect(old[run.row, run.columns.lowerBound].width != 0)
        if run.columns.upperBound < 17 {
          #expect(new[run.row, run.columns.upperBound].width != 0)
        }
      }
      #expect(rebuilt == new.cells)
      old = new
    }
  }

  @Test("equal frames have no runs; one changed cell is one run")
  func small() {
    var a = CellBuffer(size: Size(columns: 20, rows: 3))
    a.put("hello", row: 1, column: 4)
    var b = a
    #expect(FrameDifference.runs(from: a, to: b).isEmpty)
    b.put("j", row: 1, column: 4)
    #expect(FrameDifference.runs(from: a, to: b) == [.init(row: 1, columns: 4..<5)])
  }

  @Test("frames of different sizes differ everywhere")
  func sizes() {
    let a = CellBuffer(size: Size(columns: 4, rows: 2))
    let b = CellBuffer(size: Size(columns: 5, rows: 3))
    #expect(FrameDifference.runs(from: a, to: b).map(\.columns) == [0..<5, 0..<5, 0..<5])
  }
}

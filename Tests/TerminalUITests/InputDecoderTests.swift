import Testing

@testable import TerminalUI

@Suite("Input decoder")
struct InputDecoderTests {
  private func decoded(_ text: String) -> [TerminalInput] {
    var decoder = InputDecoder()
    return decoder.take(text.utf8) + decoder.finish()
  }

  @Test(
    "keys are known by what any terminal sends for them",
    arguments: [
      ("a", Key.character("a")), ("é", .character("é")), ("佐", .character("佐")),
      ("\u{1F600}", .character("\u{1F600}")), ("\r", .enter), ("\n", .enter), ("\t", .tab),
      ("\u{7F}", .backspace), ("\u{8}", .backspace), ("\u{3}", .control("c")),
      ("\u{1A}", .control("z")), ("\u{1B}", .escape), ("\u{1B}x", .alt("x")),
      ("\u{1B}é", .alt("é")), ("\u{1B}[A", .up), ("\u{1B}OA", .up), ("\u{1B}[D", .left),
      ("\u{1B}[H", .home), ("\u{1B}OF", .end), ("\u{1B}[1~", .home), ("\u{1B}[4~", .end),
      ("\u{1B}[7~", .home), ("\u{1B}[8~", .end), ("\u{1B}[3~", .delete), ("\u{1B}[5~", .pageUp),
      ("\u{1B}[6~", .pageDown), ("\u{1B}[Z", .backTab), ("\u{1B}[1;2D", .shiftLeft),
      ("\u{1B}[1;2C", .shiftRight), ("\u{1B}[1;5C", .right), ("\u{1B}OM", .enter),
      ("\u{1B}[", .alt("[")), ("\u{1B}O", .alt("O")), ("\u{1B}]", .alt("]")),
    ])
  func keys(_ bytes: String, _ key: Key) { #expect(decoded(bytes) == [.key(key)]) }

  @Test("the mouse is understood in both encodings, with and without Shift")
  func mouse() {
    #expect(decoded("\u{1B}[<0;300;7M") == [.mouse(.press, row: 6, column: 299)])
    #expect(decoded("\u{1B}[<0;3;7m") == [.mouse(.release, row: 6, column: 2)])
    #expect(decoded("\u{1B}[<32;4;7M") == [.mouse(.drag, row: 6, column: 3)])
    #expect(decoded("\u{1B}[<68;4;7M") == [.mouse(.wheelUp, row: 6, column: 3)])
    #expect(decoded("\u{1B}[<65;4;7M") == [.mouse(.wheelDown, row: 6, column: 3)])
    #expect(decoded("\u{1B}[M !!") == [.mouse(.press, row: 0, column: 0)])
    #expect(decoded("\u{1B}[<2;4;7M").isEmpty)
    #expect(decoded("\u{1B}[<0;0;7M").isEmpty)
  }

  @Test("pasted text is one input, whatever it holds")
  func paste() {
    let text = "q\nX\u{1B}[A\u{3}"
    #expect(decoded("\u{1B}[200~\(text)\u{1B}[201~j") == [.paste(text), .key(.character("j"))])
  }

  @Test("a sequence may come in pieces of any size")
  func pieces() {
    let text =
      "a\u{1B}[5~\u{1B}[<0;12;3M\u{1B}[200~x\u{1B}y\u{1B}[201~é\u{1B}]11;rgb:ff/ff/ff\u{7}b"
    let whole = decoded(text)
    #expect(whole.count == 7)
    for size in 1...7 {
      var decoder = InputDecoder()
      var found: [TerminalInput] = []
      let bytes = Array(text.utf8)
      for start in stride(from: 0, to: bytes.count, by: size) {
        found += decoder.take(bytes[start..<min(bytes.count, start + size)])
      }
      #expect(found + decoder.finish() == whole, "pieces of \(size)")
    }
  }

  @Test("answers say what color is behind the text and whether frames can be shown at once")
  func answers() {
    #expect(decoded("\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\") == [.background(isLight: true)])
    #expect(decoded("\u{1B}]11;rgb:00/2b/36\u{7}") == [.background(isLight: false)])
    #expect(decoded("\u{1B}]11;rgb:zz/2b/36\u{7}").isEmpty)
    #expect(decoded("\u{1B}[?2026;2$y") == [.canSynchronize])
    #expect(decoded("\u{1B}[?2026;0$y").isEmpty)
  }

  @Test("what is not known is dropped whole, never typed")
  func unknown() {
    for text in [
      "\u{1B}[99~", "\u{1B}[?62;22c", "\u{1B}[1;1R", "\u{1B}P1$r0m\u{1B}\\", "\u{1B}[200",
      "\u{1B}]52;c;abc\u{7}",
    ] { #expect(decoded(text).isEmpty, "\(text.debugDescription)") }
    #expect(decoded("\u{1B}[99~j") == [.key(.character("j"))])
  }

  @Test("no bytes trap it, and after any of them a key is a key again")
  func storms() {
    var state: UInt64 = 7
    for _ in 0..<3_000 {
      var decoder = InputDecoder()
      let bytes = (0..<40).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let value = UInt8(truncatingIfNeeded: state >> 33)
        // Many beginnings of sequences.
        return value < 90 ? [0x1B, 0x5B, 0x4F, 0x3C, 0x3B, 0x4D][Int(value) % 6] : value
      }
      _ = decoder.take(bytes)
      _ = decoder.finish()
      _ = decoder.take("\u{1B}[201~".utf8)
      _ = decoder.finish()
      #expect(decoder.take("j".utf8) == [.key(.character("j"))])
    }
  }
}

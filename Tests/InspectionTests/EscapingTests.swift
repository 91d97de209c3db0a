import Inspection
import Testing

@Suite("Text from strangers")
struct EscapingTests {
  @Test("shows an escape sequence instead of obeying it")
  func escapeSequences() {
    #expect(Escaping.visible("a\u{1B}[31mred\u{1B}[0m") == "a␛[31mred␛[0m")
    #expect(Escaping.visible("\u{1B}]0;title\u{07}") == "␛]0;title␇")
    // The one-scalar form of ESC [, obeyed by some terminals.
    #expect(Escaping.visible("\u{9B}2J") == "⟨U+009B⟩2J")
  }

  @Test("shows every control character of C0, DEL and C1")
  func controls() {
    #expect(Escaping.visible("\0\t\n\r") == "␀␉␊␍")
    #expect(Escaping.visible("\r\n") == "␍␊")
    #expect(Escaping.visible("\u{7F}") == "␡")
    let controls = Array(0..<0x20) + Array(0x7F..<0xA0)
    for value in controls {
      let scalar = Unicode.Scalar(UInt8(value))
      let shown = Escaping.visible("<\(scalar)>")
      #expect(!shown.unicodeScalars.contains(scalar), "U+\(String(value, radix: 16))")
      #expect(shown.hasPrefix("<") && shown.hasSuffix(">") && shown.count > 2)
    }
  }

  @Test("shows what would reorder or hide the text beside it")
  func formatting() {
    #expect(Escaping.visible("a\u{202E}b") == "a⟨U+202E⟩b")
    #expect(Escaping.visible("\u{2066}x\u{2069}") == "⟨U+2066⟩x⟨U+2069⟩")
    #expect(Escaping.visible("\u{61C}") == "⟨U+061C⟩")
    #expect(Escaping.visible("\u{FEFF}a\u{200B}b") == "⟨U+FEFF⟩a⟨U+200B⟩b")
    #expect(Escaping.visible("a\u{2028}b\u{2029}") == "a⟨U+2028⟩b⟨U+2029⟩")
    #expect(Escaping.visible("\u{E0041}") == "⟨U+E0041⟩")
  }

  @Test("leaves letters, accents, wide characters and joined emoji as they are")
  func harmless() {
    for text in [
      "", "plain", "naïve e\u{301}", "日本語", "👩‍👩‍👧", "❤️", "שלום", "quote \" and \\ slash",
      "\u{A0}no-break",
    ] {
      #expect(Escaping.visible(text) == text)
    }
  }

  @Test("leaves shown text alone when it is shown again")
  func twice() {
    let once = Escaping.visible("\u{1B}[2J\u{202E}\n")
    #expect(Escaping.visible(once) == once)
  }
}

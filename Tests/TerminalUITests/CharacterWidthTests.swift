import Glibc
import Testing

@testable import TerminalUI

@Suite("Character width")
struct CharacterWidthTests {
  @Test(
    "knows narrow, wide and joining scalars",
    arguments: [
      ("a", 1), ("é", 1), ("e\u{301}", 1), ("漢", 2), ("佐藤", 4), ("ｶ", 1), ("Ａ", 2), ("한", 2),
      ("😀", 2), ("👩‍👩‍👧", 6), ("👍🏽", 2), ("❤️", 1), ("🇯🇵", 2), ("▁", 1), ("⠿", 1), ("…", 1),
      ("עברית", 5), ("ก็", 1), ("\u{200B}x", 1), ("", 0),
    ])
  func samples(_ text: String, _ columns: Int) {
    #expect(CharacterWidth.columns(of: text) == columns)
  }

  @Test("agrees with the C library on every scalar that it calls wide, but a few")
  func agreesWithLibrary() {
    guard setlocale(LC_CTYPE, "C.UTF-8") != nil else { return }
    defer { setlocale(LC_CTYPE, "C") }
    var differing = 0
    var checked = 0
    for value in UInt32(0x20)...0x1FFFF {
      guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned
      else { continue }
      let theirs = LibraryWidth.columns(of: scalar)
      guard theirs > 0 else { continue }
      checked += 1
      let ours = CharacterWidth.columns(of: scalar)
      // Skin tones and variation selectors are left out of the screen on purpose.
      if ours != theirs, !CharacterWidth.isInvisible(scalar) { differing += 1 }
    }
    #expect(checked > 60_000)
    #expect(differing < checked / 500, "\(differing) of \(checked) differ")
  }

  @Test("cuts a text before the scalar that would not fit")
  func fitting() {
    #expect("Kovalainen".fitted(to: 6) == "Koval…")
    #expect("佐藤琢磨".fitted(to: 5) == "佐藤…")
    #expect("佐藤琢磨".fitted(to: 4) == "佐…")
    #expect("佐藤".fitted(to: 4) == "佐藤")
    #expect("abc".fitted(to: 0).isEmpty)
    #expect("ab".padded(to: 4) == "ab  ")
    #expect("ab".padded(to: 4, right: true) == "  ab")
    #expect(CharacterWidth.columns(of: "佐藤琢磨".padded(to: 5)) == 5)
  }
}

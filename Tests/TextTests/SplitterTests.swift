import Testing

@testable import Text

@Suite("The splitter before byte pairs")
struct SplitterTests {
  private func pieces(_ text: String, _ pattern: PreTokenSplitter.Pattern) -> [String] {
    var text = text
    var result: [String] = []
    text.withUTF8 { bytes in
      PreTokenSplitter(pattern).forEachPiece(of: bytes) {
        result.append(String(decoding: $0, as: UTF8.self))
      }
    }
    return result
  }

  @Test("follows Llama 3's pattern")
  func llama3() {
    let cases: [(String, [String])] = [
      ("it's I'LL we'Ve", ["it", "'s", " I", "'LL", " we", "'Ve"]),
      ("'ſ 'x ''s", ["'ſ", " '", "x", " ''", "s"]),
      ("1234567", ["123", "456", "7"]), ("a1b", ["a", "1", "b"]), ("½²Ⅷ4", ["½²Ⅷ", "4"]),
      ("(foo) $bar", ["(foo", ")", " $", "bar"]), (" !!\n\nx", [" !!\n\n", "x"]),
      ("\ta", ["\ta"]), ("\t1", ["\t", "1"]), (" 1", [" ", "1"]), ("  a", [" ", " a"]),
      ("a \n b", ["a", " \n", " b"]), ("a \n\r\n \t b", ["a", " \n\r\n", " \t", " b"]),
      ("a   ", ["a", "   "]), ("\u{A0}\u{3000}x", ["\u{A0}", "\u{3000}x"]),
      ("e\u{301}t", ["e", "\u{301}t"]), ("東京1", ["東京", "1"]), ("", []),
    ]
    for (text, expected) in cases {
      #expect(pieces(text, .llama3(digits: 3)) == expected, "\(text.debugDescription)")
    }
    #expect(pieces("12 3", .llama3(digits: 1)) == ["1", "2", " ", "3"])
  }

  @Test("follows GPT-2's pattern")
  func gpt2() {
    let cases: [(String, [String])] = [
      ("it's I'LL", ["it", "'s", " I", "'", "LL"]), ("1234567", ["1234567"]),
      (" 12 (a)", [" 12", " (", "a", ")"]), ("a  b", ["a", " ", " b"]),
      ("a \nb", ["a", " ", "\n", "b"]), ("a\n\n", ["a", "\n\n"]), ("\tx", ["\t", "x"]),
      ("!\n", ["!", "\n"]),
    ]
    for (text, expected) in cases {
      #expect(pieces(text, .gpt2) == expected, "\(text.debugDescription)")
    }
  }

  @Test("is chosen by the regular expression of the file")
  func regexes() {
    let llama =
      #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    #expect(PreTokenSplitter(regex: llama)?.pattern == .llama3(digits: 3))
    #expect(PreTokenSplitter(regex: ".*") == nil)
  }
}

import FixtureSupport
import Testing

@testable import Text

@Suite("WordPiece")
struct WordPieceTests {
  @Test("normalizes as BERT does")
  func normalizer() {
    let normalizer = BertNormalizer()
    let cases = [
      ("  A\tb\u{A0}C\u{0}\u{7F}\u{FFFD}\u{200B}", "  a b c"), ("São ÅNGSTRÖM", "sao angstrom"),
      ("東a京", " 東 a 京 "), ("İstanbul", "istanbul"), ("가", "\u{1100}\u{1161}"), ("ﬁß", "ﬁß"),
    ]
    for (text, expected) in cases {
      #expect(
        normalizer(text).unicodeScalars.elementsEqual(expected.unicodeScalars),
        "\(text.debugDescription) → \(normalizer(text).debugDescription)")
    }
    let cased = BertNormalizer(stripsAccents: false, lowercases: false)
    #expect(cased("Ä b\tC") == "Ä b C")
    #expect(cased("Ab\tC") == "Ab C")
  }

  static let file = """
    {"normalizer": {"type": "BertNormalizer", "lowercase": true},
     "pre_tokenizer": {"type": "BertPreTokenizer"},
     "post_processor": {"type": "TemplateProcessing",
      "single": [{"SpecialToken": {"id": "[CLS]"}}, {"Sequence": {"id": "A"}},
                 {"SpecialToken": {"id": "[SEP]"}}],
      "special_tokens": {"[CLS]": {"ids": [1]}, "[SEP]": {"ids": [2]}}},
     "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
     "added_tokens": [{"id": 1, "content": "[CLS]", "special": true, "normalized": false},
                      {"id": 2, "content": "[SEP]", "special": true, "normalized": false}],
     "model": {"type": "WordPiece", "unk_token": "[UNK]", "max_input_chars_per_word": 6,
      "vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "un": 3, "##aff": 4, "##able": 5, "unaf": 6,
                ".": 7, "##a": 8, "가": 9, "\\u1100\\u1161": 10, "##\\u1161": 11, "\\u1100": 12}}}
    """

  @Test("cuts words greedily and knows the whole word or nothing")
  func pieces() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.file, to: "tokenizer.json")
    let tokenizer = try Tokenizer(folder: folder.path)
    #expect(tokenizer.encode("unaff") == [1, 0, 2])  // unaf, then no ##f: unknown
    #expect(tokenizer.encode("UNA un.a") == [1, 3, 8, 3, 7, 0, 2])
    #expect(tokenizer.encode("unaaaaa") == [1, 0, 2])  // seven letters
    #expect(tokenizer.encode("a[SEP]un", framed: false) == [0, 2, 3])
    #expect(tokenizer.encode("") == [1, 2])
    #expect(tokenizer.decode([1, 3, 8, 7, 3, 2]) == "una. un")
    // Hangul is taken apart, and what the vocabulary has composed is another token.
    #expect(tokenizer.encode("가", framed: false) == [10])
    #expect(tokenizer.id(of: "가") == 9)
    #expect(tokenizer.id(of: "\u{1100}\u{1161}") == 10)
  }
}

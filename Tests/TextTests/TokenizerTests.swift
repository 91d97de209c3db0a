import FixtureSupport
import Foundation
import Testing

@testable import Text

@Suite("Tokenizers")
struct TokenizerTests {
  static let llama = SharedFolder.file("fixtures/tiny-llama")

  struct Expected: Decodable {
    struct Case: Decodable {
      let text: String
      let ids: [Int32]
      let idsWithoutBos: [Int32]
      let tokens: [String]
      let decoded: String
      let decodedSkipSpecial: String
    }
    struct Tokenizer: Decodable {
      let cases: [Case]
    }
    let tokenizer: Tokenizer
  }

  @Test(
    "of Llama 3 give Hugging Face's ids, tokens and texts",
    .enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func llamaFixture() throws {
    let tokenizer = try Tokenizer(folder: Self.llama)
    #expect(tokenizer.idCount == 1024)
    #expect(tokenizer.id(of: "<|eot_id|>") == 1017)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let data = try Data(contentsOf: URL(fileURLWithPath: Self.llama + "/expected.json"))
    let cases = try decoder.decode(Expected.self, from: data).tokenizer.cases
    #expect(cases.count == 30)
    for item in cases {
      #expect(tokenizer.encode(item.text) == item.ids, "\(item.text.debugDescription)")
      let plain = tokenizer.encode(item.text, framed: false)
      #expect(plain == item.idsWithoutBos)
      #expect(plain.compactMap { tokenizer.token($0) } == item.tokens)
      #expect(Self.same(tokenizer.decode(plain, skippingSpecial: false), item.decoded))
      #expect(Self.same(tokenizer.decode(plain), item.decodedSkipSpecial))
    }
    // Many texts at once, the memory of pieces warm: the same.
    #expect(tokenizer.encode(cases.map(\.text)) == cases.map(\.ids))
  }

  /// Equal byte for byte; Swift counts composed and decomposed letters as equal.
  static func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

  /// A tokenizer of the bytes and a few merges.
  static func bytePairs(
    _ merges: [(String, String)], pre: String, added: String = "[]", post: String = "null",
    ignoreMerges: Bool = false, more: String = ""
  ) throws -> String {
    var vocabulary = ByteAlphabet.scalars.map { String($0) }
    for (left, right) in merges where !vocabulary.contains(left + right) {
      vocabulary.append(left + right)
    }
    let entries = try vocabulary.enumerated().map { "\(try json($1)): \($0)" }
    let rules = try merges.map { "[\(try json($0)), \(try json($1))]" }
    return """
      {"added_tokens": \(added), "normalizer": null, "pre_tokenizer": \(pre),
       "post_processor": \(post), "decoder": {"type": "ByteLevel"},
       "model": {"type": "BPE", "ignore_merges": \(ignoreMerges)\(more),
        "vocab": {\(entries.joined(separator: ","))}, "merges": [\(rules.joined(separator: ","))]}}
      """
  }

  private static func json(_ text: String) throws -> String {
    String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
  }

  static let gpt2 = #"{"type": "ByteLevel", "add_prefix_space": false}"#

  @Test("join the pair of lowest rank first, the leftmost among equals")
  func mergeOrder() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      try Self.bytePairs(
        [("b", "c"), ("a", "b"), ("a", "a"), ("aa", "a"), ("Ġ", "a")], pre: Self.gpt2),
      to: "tokenizer.json")
    let tokenizer = try Tokenizer(folder: folder.path)
    func tokens(_ text: String) -> [String] {
      tokenizer.encode(text).compactMap { tokenizer.token($0) }
    }
    #expect(tokens("abc") == ["a", "bc"])  // bc outranks ab
    #expect(tokens("abab") == ["ab", "ab"])
    #expect(tokens("aaa") == ["aaa"])  // aa a, then aaa
    #expect(tokens("aaaa") == ["aa", "aa"])  // pairs from the left, then no rule for aa aa
    #expect(tokens("a a") == ["a", "Ġa"])
    #expect(tokens("") == [])
    #expect(tokenizer.decode(tokenizer.encode("é🙂\u{0}")) == "é🙂\u{0}")
    #expect(tokenizer.decode([tokenizer.encode("é")[0]]) == "\u{FFFD}")
    #expect(tokenizer.decode([9999, -1]) == "")
  }

  @Test("take added tokens out first, the longest, with the spaces they claim")
  func addedTokens() throws {
    let folder = try TemporaryFolder()
    func added(_ id: Int, _ content: String, _ more: String) -> String {
      #"{"id": \#(id), "content": "\#(content)", "normalized": false\#(more)}"#
    }
    let list = [
      added(300, "<e>", #","special": true"#), added(301, "<e><e>", ""),
      added(302, "<l>", #","lstrip": true"#), added(303, "<r>", #","rstrip": true"#),
      added(304, "word", #","single_word": true"#),
    ]
    try folder.write(
      try Self.bytePairs(
        [("a", "b")], pre: Self.gpt2, added: "[" + list.joined(separator: ",") + "]",
        ignoreMerges: true),
      to: "tokenizer.json")
    let tokenizer = try Tokenizer(folder: folder.path)
    func ids(_ text: String) -> [Int32] { tokenizer.encode(text) }
    #expect(ids("<e><e><e>") == [301, 300])
    #expect(ids("x <l>") == ids("x") + [302])
    #expect(ids("<r> \u{3000} x") == [303] + ids("x"))
    #expect(ids("word") == [304])
    #expect(!ids("words").contains(304) && !ids("éword").contains(304))
    #expect(ids("-word-") == ids("-") + [304] + ids("-"))
    #expect(ids("<e") == ids("<") + ids("e") || ids("<e").count == 2)
    #expect(tokenizer.decode([300, 301]) == "<e><e>")
    #expect(tokenizer.decode([300, 301], skippingSpecial: false) == "<e><e><e>")
  }

  @Test("give the same from many threads at once")
  func threads() async throws {
    let folder = try TemporaryFolder()
    try folder.write(
      try Self.bytePairs([("a", "b"), ("ab", "a"), ("b", "a")], pre: Self.gpt2),
      to: "tokenizer.json")
    let tokenizer = try Tokenizer(folder: folder.path)
    let texts = (0..<200).map { String(repeating: "ab ba", count: $0 % 9) + "\($0)" }
    let expected = try Tokenizer(folder: folder.path).encode(texts)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 { group.addTask { tokenizer.encode(texts) == expected } }
      for await isSame in group { #expect(isSame) }
    }
  }

  @Test("that ask for what is not built, or are damaged, are refused with the reason")
  func refusals() throws {
    let folder = try TemporaryFolder()
    func refusal(_ text: String) throws -> String {
      try folder.write(text, to: "tokenizer.json")
      do throws(TextError) {
        _ = try Tokenizer(folder: folder.path)
        return "accepted"
      } catch {
        return "\(error)"
      }
    }
    let pair = [("a", "b")]
    let cases: [(String, String)] = [
      ("", "not JSON"), ("{", "not JSON"), ("[]", "no vocabulary"), ("{}", "no vocabulary"),
      (#"{"model": {"type": "Unigram", "vocab": [["a", -1.5]]}}"#, "Unigram"),
      (#"{"model": {"type": "WordLevel", "vocab": {"a": 0}}}"#, "type WordLevel"),
      (#"{"model": {"type": "BPE", "vocab": {"a": -1}, "merges": []}}"#, "has no id"),
      (#"{"model": {"type": "BPE", "vocab": {"a": 1e9}, "merges": []}}"#, "has no id"),
      (try Self.bytePairs(pair, pre: #"{"type": "Metaspace"}"#), "pre-tokenizer Metaspace"),
      (try Self.bytePairs(pair, pre: "null"), "without a byte-level"),
      (
        try Self.bytePairs(pair, pre: Self.gpt2, more: #", "byte_fallback": true"#),
        "byte_fallback"
      ),
      (try Self.bytePairs([("a", "☃")], pre: Self.gpt2), "merge 0 joins"),
      (
        try Self.bytePairs(pair, pre: Self.gpt2, post: #"{"type": "Mystery"}"#),
        "post-processor Mystery"
      ),
      (
        try Self.bytePairs(
          pair, pre: Self.gpt2,
          post: #"{"type": "BertProcessing", "cls": ["c", 4000], "sep": ["s", 1]}"#),
        "the vocabulary lacks"
      ),
      (
        try Self.bytePairs(
          pair,
          pre: #"""
            {"type": "Sequence", "pretokenizers": [{"type": "Split", "behavior": "Isolated",
            "pattern": {"Regex": "x+"}}, {"type": "ByteLevel", "use_regex": false,
            "add_prefix_space": false}]}
            """#), "the pattern x+"
      ),
    ]
    for (text, words) in cases {
      let message = try refusal(text)
      #expect(message.contains(words), "\(message) should say \(words)")
    }
    #expect(throws: TextError.self) { try Tokenizer(folder: folder.path + "/none") }
  }
}

import FixtureSupport
import Foundation
import Testing

@testable import Text

@Suite("Training of byte pairs")
struct BytePairTrainingTests {
  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test("joins the most frequent pair again and again, of equal ones that of the lower ids")
  func rules() {
    var training = BytePairTraining(special: ["<s>"])
    // ab 3 times, then abc 2 times; bc 2 times is gone by then, as its b stands in ab.
    training.read("abc")
    training.read("<s>abc")
    training.read("ab")
    // xy and yx once each: too few.
    training.read("xyx")
    let rules = training.rules(vocabulary: 1000).map { [Self.text($0.left), Self.text($0.right)] }
    #expect(rules == [["a", "b"], ["ab", "c"]])
    #expect(training.rules(vocabulary: 1 + 256 + 1).count == 1)
  }

  /// Compared with Hugging Face's trainer (tokenizers 0.23) over 6,000 texts of invented databases and
  /// 560 KB of prose and code: all 3,835 and 2,739 rules and the vocabularies equal.
  @Test("writes a file that reads as it was learned: special tokens, digits one by one, any bytes")
  func file() throws {
    var training = BytePairTraining(special: ["<s>", "</s>", "<mask>"])
    for _ in 0..<3 { training.read("drivers: code is <mask>. age is 31. drivers naïve") }
    let folder = try TemporaryFolder()
    let path = folder.path + "/tokenizer.json"
    try training.file(begin: "<s>", vocabulary: 300).written
      .write(toFile: path, atomically: true, encoding: .utf8)
    let tokenizer = try Tokenizer(path: path)
    #expect(tokenizer.id(of: "<s>") == 0 && tokenizer.id(of: "<mask>") == 2)
    let ids = tokenizer.encode("drivers: 31 <mask>")
    #expect(
      ids.compactMap { tokenizer.token($0) }
        == ["<s>", "drivers", ":", "Ġ", "3", "1", "Ġ", "<mask>"])
    let odd = "\"quoted\\\" \u{1} ☃ \n"
    #expect(tokenizer.decode(tokenizer.encode(odd)) == odd)
  }

  @Test("JSON comes back as it was written")
  func json() throws {
    let value: JSONValue = [
      "a": [1, .number(0.5), true, .null], "b\n\"": ["\u{1}": "ä\\"], "c": [],
    ]
    let folder = try TemporaryFolder()
    let path = folder.path + "/x.json"
    try value.written.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try JSONValue.read(path) == value)
  }
}

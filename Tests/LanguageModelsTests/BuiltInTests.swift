import Foundation
import LanguageModels
import Testing

@Suite("The built-in language model")
struct BuiltInTests {
  @Test("is there, small, and knows the special tokens of prompts")
  func shape() throws {
    let folder = try LanguageModel.builtInFolder()
    let sizes = try FileManager.default.contentsOfDirectory(atPath: folder).map {
      try FileManager.default.attributesOfItem(atPath: folder + "/" + $0)[.size] as? Int ?? 0
    }
    #expect(sizes.reduce(0, +) <= 12_000_000)
    let model = try LanguageModel.builtIn()
    #expect(model.decoder.configuration.longestContext >= 512)
    let special = ["<s>", "</s>", "<pad>", "<mask>", "<graph>"]
    #expect(special.compactMap { model.tokenizer.id(of: $0) } == [0, 1, 2, 3, 4])
    #expect(model.endIDs == [1] && model.decoder.configuration.beginID == 0)
    // Digits stand by themselves.
    #expect(model.tokenizer.encode(" 2024", framed: false).count == 5)
  }
}

import Foundation
import LanguageModels
import Tensors
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

  @Test("answers what stands in front of it")
  func visible() throws {
    let model = try LanguageModel.builtIn()
    let verbalizers = try Verbalizers(model.tokenizer, path: LanguageModel.builtInFolder())
    let row =
      "<s><graph>stores: city is Oslo. manager is Clara Young. size is 42. open is true. "
      + "opened is 3 years ago. Question: "
    let questions = [
      ("city is Oslo", true), ("city is Paris", false), ("manager is Clara Young", true),
      ("manager is Hugo Reed", false), ("size is 42", true), ("size is 17", false),
      ("open is true", true), ("open is false", false), ("opened is 3 years ago", true),
      ("opened is 8 days ago", false),
    ]
    let right = questions.filter { question, isTrue in
      let ids = model.tokenizer.encode(row + question + "? Answer:", framed: false)
      let states = model.decoder(model.decoder.embed(ids), Sequences(lengths: [ids.count]))
      let last = states.gather(Rows([Int32(ids.count - 1)], of: ids.count))
      return (verbalizers.logOdds(model.decoder.logits(last)).scalars[0] > 0) == isTrue
    }
    #expect(right.count >= 9, "\(right)")
  }
}

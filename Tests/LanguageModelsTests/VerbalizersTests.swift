import FixtureSupport
import Foundation
import LanguageModels
import Tensors
import Testing
import Text

@Suite("Verbalizers")
struct VerbalizersTests {
  @Test("odds are of all single tokens for yes against all for no")
  func odds() throws {
    let model = try LanguageModel(folder: TinyDecoder.path)
    let verbalizers = try Verbalizers(model.tokenizer, path: TinyDecoder.path)
    #expect(verbalizers.yes.map { model.tokenizer.token($0) } == ["ĠYes", "Yes"])
    #expect(verbalizers.no.map { model.tokenizer.token($0) } == ["ĠNo", "No"])
    var logits = [Float](repeating: 0, count: model.tokenizer.idCount)
    logits[Int(verbalizers.yes[0])] = 2
    logits[Int(verbalizers.yes[1])] = 1
    logits[Int(verbalizers.no[1])] = -1
    let expected = log(exp(2.0) + exp(1.0)) - log(1 + exp(-1.0))
    let odds = verbalizers.logOdds(Tensor(logits, shape: [1, logits.count])).scalars[0]
    #expect(abs(Double(odds) - expected) < 1e-5)
  }

  @Test(
    "a tokenizer that splits a word is refused, and the word is named", arguments: ["Yes", "No"])
  func split(word: String) throws {
    let folder = try TemporaryFolder()
    try TinyDecoder.write(in: folder, splitting: word)
    let tokenizer = try Tokenizer(folder: folder.path)
    #expect(tokenizer.encodePlain(" " + word).count > 1)
    #expect(throws: LanguageModelError.noVerbalizer(word, path: folder.path)) {
      try Verbalizers(tokenizer, path: folder.path)
    }
  }
}

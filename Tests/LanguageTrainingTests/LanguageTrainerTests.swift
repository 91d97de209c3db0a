import FixtureSupport
import Foundation
import LanguageModels
import Testing

@testable import LanguageTraining

@Suite("Training of language models")
struct LanguageTrainerTests {
  private static var recipe: LanguageRecipe {
    var recipe = LanguageRecipe()
    (recipe.steps, recipe.tokensPerStep, recipe.warmup) = (12, 160, 2)
    (recipe.vocabulary, recipe.vocabularyDatabases) = (320, 8)
    (recipe.width, recipe.innerWidth, recipe.layers, recipe.heads, recipe.keyHeads) =
      (16, 24, 1, 2, 1)
    recipe.learningRate = 0.02
    return recipe
  }

  @Test("lowers the loss, writes a model that reads as a folder, and says what it was made from")
  func trains() throws {
    let folder = try TemporaryFolder().path
    let trainer = try LanguageTrainer(Self.recipe, folder: folder)
    var losses: [Float] = []
    try trainer.run { losses.append($0.plainLoss) }
    #expect(losses.count == 12)
    #expect(try #require(losses.last) < losses[0] - 0.5, "\(losses)")
    let report = trainer.heldOut(databases: 1, comparing: true)
    #expect(report.tokens > 50 && report.unigramLoss > report.bigramLoss)
    try trainer.writeModel(report)
    let model = try LanguageModel(folder: folder)
    #expect(model.decoder.configuration.parameterCount == trainer.parameters.scalarCount())
    #expect(model.endIDs == [1])
    let record = try #require(
      JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: folder + "/recipe.json"))) as? [String: Any])
    #expect(Set(record.keys) == ["recipe", "data", "parameters", "curve", "heldOut"])
  }

  @Test("goes on to the same bits after a stop, and refuses another recipe's folder")
  func resumes() throws {
    let whole = try LanguageTrainer(Self.recipe, folder: TemporaryFolder().path)
    try whole.run { _ in }
    let folder = try TemporaryFolder().path
    let first = try LanguageTrainer(Self.recipe, folder: folder)
    try first.run(isStopped: { first.step == 5 }) { _ in }
    let second = try LanguageTrainer(Self.recipe, folder: folder)
    #expect(second.step == 5)
    try second.run { _ in }
    for (path, value) in whole.parameters.export() {
      #expect(second.parameters.export()[path]?.scalars == value.scalars, "\(path)")
    }
    var other = Self.recipe
    other.seed += 1
    #expect(throws: LanguageTrainingError.otherRecipe(folder: folder)) {
      try LanguageTrainer(other, folder: folder)
    }
  }
}

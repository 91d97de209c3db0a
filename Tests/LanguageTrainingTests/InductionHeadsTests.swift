import LanguageModels
import Neural
import Randomness
import Tensors
import Testing

@testable import LanguageTraining

@Suite("First values of a language model")
struct InductionHeadsTests {
  /// Clauses `name is value.` of tokens drawn at random, then ` name is` of each in another order: how
  /// often the best next token is the value.
  private static func found(writing: Bool) -> Int {
    var recipe = LanguageRecipe()
    (recipe.vocabulary, recipe.innerWidth, recipe.layers) = (400, 128, 3)
    let parameters = ParameterStore(random: RandomSource(seed: recipe.seed))
    let decoder = Llama(recipe.configuration, at: parameters.root)
    if writing { InductionHeads(recipe: recipe).write(to: parameters) }
    var random = RandomSource(seed: 5).stream(RandomSource.Purpose("test"), epoch: 0, row: 0)
    let words = random.permutation(300).prefix(24).map { Int32($0) + 50 }
    let (verb, stop): (Int32, Int32) = (20, 21)
    var ids: [Int32] = [0]
    for pair in 0..<12 { ids += [words[2 * pair], verb, words[2 * pair + 1], stop] }
    var asked: [(row: Int, value: Int32)] = []
    for pair in random.permutation(12).map({ Int($0) }) {
      ids += [words[2 * pair], verb]
      asked.append((ids.count - 1, words[2 * pair + 1]))
    }
    let scores = decoder.logits(decoder(decoder.embed(ids), Sequences(lengths: [ids.count])))
    let width = recipe.vocabulary
    return scores.withScalars { scores in
      asked.filter { row, value in
        let row = scores[row * width..<(row + 1) * width]
        return row.max() == row[row.startIndex + Int(value)]
      }.count
    }
  }

  @Test("look up what followed a name before, which random ones do not")
  func lookup() {
    #expect(Self.found(writing: true) >= 5)
    #expect(Self.found(writing: false) <= 2)
  }
}

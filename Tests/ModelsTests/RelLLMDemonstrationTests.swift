import FixtureSupport
import Prompts
import Randomness
import Tasks
import Tensors
import Testing

@testable import Models

/// Answered examples before a question that reads the graph.
@Suite("Rel-LLM demonstrations")
struct RelLLMDemonstrationTests {
  @Test(
    "each example is a vector of its own seed and its answer, before the question's own vector",
    arguments: [("toys", "yes"), ("toys", "no"), ("spend", "no")])
  func places(_ task: String, _ rowText: String) throws {
    let shop = try SmallShopContext(task)
    let model = try shop.relLLM(["demonstrations": "3", "row_text": rowText])
    let demonstrations = try #require(model.batches.demonstrations)
    let vocabulary = model.batches.vocabulary
    let queries = SmallShopContext.seeds(onDay: 36)
    let batch = model.batches.batch(of: queries, epoch: 0, without: [])
    #expect(batch.examples == 3 * queries.count)
    #expect(batch.readings.count == 4 * queries.count)
    for (query, prompt) in zip(queries, batch.prompts) {
      var shown: [(seed: Seed, answer: [Int32])] = []
      var rest = prompt.places[...]
      while let place = rest.popFirst() {
        guard case .other(let number) = place else { continue }
        let answer = rest.prefix { if case .token = $0 { true } else { false } }
        shown.append(
          (
            batch.graph.subgraph.seeds[number],
            answer.compactMap { if case .token(let id) = $0 { id } else { nil } }
          ))
        rest = rest.dropFirst(answer.count)
      }
      let expected = demonstrations.examples(for: query)
      #expect(shown.map(\.seed) == expected.map(\.seed))
      #expect(
        shown.map { vocabulary.tokenizer.decode($0.answer) }
          == expected.map { example in
            task == "toys"
              ? example.label > 0.5 ? " Yes" : " No"
              : " " + (ValueText.number(Double(Float(example.label))) ?? "")
          })
      #expect(prompt.places.last == .graph(0))
    }
  }

  @Test("the vectors that stand there are the examples' own, and they are read")
  func vectors() throws {
    let shop = try SmallShopContext("toys")
    let model = try shop.relLLM(["demonstrations": "2"])
    let queries = SmallShopContext.seeds(onDay: 36)
    let batch = model.batches.batch(of: queries, epoch: 0, without: [])
    let examples = try #require(model.batches.demonstrations)
    // Asked alone, the vectors of the first question's examples stand in its rows.
    let shown = examples.examples(for: queries[0]).map(\.seed)
    let rows = PromptRows(batch.readings[0], number: 0, batch.neighbors, answers: false).rows
    let numbers = rows.compactMap { row -> Int? in
      if case .seed(let number) = row.vector, number > 0 { Int(number) } else { nil }
    }
    #expect(numbers.map { batch.graph.subgraph.seeds[$0] } == shown)
    // Other answers to the examples, other answers to the questions.
    var flipped = model.batches
    let words = flipped.vocabulary.verbalizers
    flipped.demonstrated = { [$0 > 0.5 ? words.no[0] : words.yes[0]] }
    let other = flipped.batch(of: queries, epoch: 0, without: [])
    #expect(model(batch, in: .inference).scalars != model(other, in: .inference).scalars)
    // And none without them.
    let bare = try shop.relLLM().batches.batch(of: queries, epoch: 0, without: [])
    #expect(bare.examples == 0)
    #expect(model(bare, in: .inference).scalars != model(batch, in: .inference).scalars)
  }

  @Test("training and evaluation show the same examples and the same neighbors")
  func sameInBoth() throws {
    let shop = try SmallShopContext("toys")
    let model = try shop.relLLM(["demonstrations": "2", "strategy": "last"])
    let queries = try shop.task.table(.train).seeds
    let evaluated = model.batches.batch(of: queries, epoch: 0, without: [])
    let trained = model.batches.batch(of: queries, epoch: 7, without: [])
    #expect(evaluated.prompts == trained.prompts)
    #expect(evaluated.examples == trained.examples)
    #expect(evaluated.neighbors.counts == trained.neighbors.counts)
    #expect(evaluated.neighbors.counts.count == queries.count)
    #expect(evaluated.graph.subgraph.seeds == trained.graph.subgraph.seeds)
    // In a batch or alone, a question is answered the same.
    let answers = model(evaluated, in: .inference).scalars
    for index in [0, 30, 70] {
      let alone = model.batches.batch(of: [queries[index]], epoch: 0, without: [])
      let answer = try #require(model(alone, in: .inference).scalars.first)
      #expect(abs(answer - answers[index]) < 1e-4)
    }
  }
}

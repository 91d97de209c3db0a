import FixtureSupport
import Foundation
import Neural
import Prompts
import Randomness
import Tasks
import Tensors
import Testing

@testable import Models

/// The text-only baseline: what it reads, what it never reads, and that its head learns.
@Suite("ICL")
struct ICLTests {
  private func texts(_ model: ICL, _ seeds: [Seed]) -> [String] {
    model.batches.batch(of: seeds, epoch: 0, without: []).prompts.map {
      model.batches.vocabulary.tokenizer.decode($0)
    }
  }

  /// The JSON between a table's name and the question.
  private func json(_ text: String) throws -> String {
    let start = try #require(text.range(of: "buyers: "))
    let end = try #require(text.range(of: " Question:"))
    return String(text[start.upperBound..<end.lowerBound])
  }

  @Test("a record says a row's attributes and its newest rows, times told from the seed, no keys")
  func record() throws {
    let shop = try SmallShopContext("toys")
    let model = try shop.icl(["examples": "0", "context_tokens": "4000"])
    let day = 21
    for (buyer, text) in texts(model, SmallShopContext.seeds(onDay: day)).enumerated() {
      let rows = SmallShop.purchases.filter { $0.buyer == buyer && ($0.day ?? 0) <= day }
      // By time, those without one first; the sampler takes the last three.
      let newest = rows.sorted { ($0.day ?? -1, $0.id) < ($1.day ?? -1, $1.id) }.suffix(3)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(json(text).utf8)) as? [String: Any])
      #expect(object["name"] as? String == "buyer \(buyer)")
      let said = object["purchases"] as? [[String: Any]] ?? []
      #expect(said.count == newest.count)
      for purchase in newest {
        let found = said.contains { one in
          one["kind"] as? String == purchase.kind && one["price"] as? Double == purchase.price
            && one["at"] as? String
              == purchase.day.map {
                ValueText.ago(
                  from: SmallShopContext.time(ofDay: $0), to: SmallShopContext.time(ofDay: day))
              }
        }
        #expect(found)
      }
      #expect(
        names(in: object).isSubset(of: ["name", "purchases", "at", "price", "kind", "buyers"]))
    }
  }

  private func names(in value: Any) -> Set<String> {
    switch value {
    case let object as [String: Any]:
      object.reduce(into: Set(object.keys)) { $0.formUnion(names(in: $1.value)) }
    case let list as [Any]: list.reduce(into: []) { $0.formUnion(names(in: $1)) }
    default: []
    }
  }

  @Test("prompts keep their bits when what is later than the question is dealt out anew")
  func future() throws {
    let day = 30
    var draws = RandomStream(key: 3)
    let shuffled = SmallShop.purchases.map { purchase in
      guard (purchase.day ?? 0) > day else { return purchase }
      var changed = purchase
      changed.buyer = draws.below(SmallShop.buyers)
      changed.price = Double(draws.below(10_000))
      changed.day = day + 1 + draws.below(30)
      return changed
    }
    var past = SmallShop.purchases
    for index in past.indices where (10...20).contains(past[index].day ?? 0) {
      past[index].price = 9999
    }
    let settings = ["examples": "4", "context_tokens": "2000"]
    func prompts(_ purchases: [SmallShop.Purchase]) throws -> [[Int32]] {
      let shop = try SmallShopContext("toys", purchases)
      return try shop.icl(settings).batches
        .batch(of: SmallShopContext.seeds(onDay: day), epoch: 0, without: []).prompts
    }
    let before = try prompts(SmallShop.purchases)
    #expect(try before == prompts(shuffled))
    #expect(try before != prompts(past))
  }

  @Test("an example stands as it was at its own time, with its answer")
  func examples() throws {
    let shop = try SmallShopContext("toys")
    let model = try shop.icl(["examples": "3", "context_tokens": "4000"])
    let alone = try shop.icl(["examples": "0", "context_tokens": "4000"])
    let demonstrations = try #require(model.batches.demonstrations)
    let queries = SmallShopContext.seeds(onDay: 36)
    for (query, text) in zip(queries, texts(model, queries)) {
      let shown = demonstrations.examples(for: query)
      let expected =
        zip(texts(alone, shown.map(\.seed)), shown).map { text, example in
          text + (example.label > 0.5 ? " Yes\n" : " No\n")
        } + texts(alone, [query])
      #expect(shown.count == 3)
      #expect(text == expected.joined())
    }
  }

  @Test(
    "a limit of tokens takes rows, then examples, then attributes, and leaves the question",
    arguments: [1, 60, 120, 200, 300, 400, 600, 1000, 2000])
  func limit(_ limit: Int) throws {
    let shop = try SmallShopContext("toys")
    let model = try shop.icl(["examples": "4", "context_tokens": "\(limit)"])
    let question = "Question: \(model.batches.question) Answer:"
    // A token is a byte. Two of four answers are " Yes" and two " No", each with the end of its line.
    let bare = "buyers: {} \(question)".utf8.count
    let full = 1 + 5 * (bare + #""name":"buyer 0""#.utf8.count) + 2 * 5 + 2 * 4
    let seeds = SmallShopContext.seeds(onDay: 36)
    let prompts = model.batches.batch(of: seeds, epoch: 0, without: []).prompts
    for (ids, text) in zip(prompts, texts(model, seeds)) {
      #expect(ids.count <= max(limit, bare + 1))
      #expect(text.hasSuffix(question))
      #expect(ids.first == model.batches.vocabulary.specials.beginning)
      let documents = text.components(separatedBy: question).count - 1
      #expect((documents == 5) == (limit >= full))
      #expect(documents == 1 || text.contains("name"))
    }
    let tellsRows = texts(model, seeds).contains { $0.contains("purchases") }
    #expect(limit < 60 ? !tellsRows : limit < 600 || tellsRows)
  }

  @Test("without a head there is nothing to learn, and a number needs one")
  func heads() throws {
    #expect(try SmallShopContext("toys").icl().parameters.parameters.isEmpty)
    #expect(throws: ModelError.self) { try SmallShopContext("spend").icl(["head": "odds"]) }
    #expect(try SmallShopContext("spend").icl().parameters.parameters.count == 2)
  }

  @Test("the head learns what the text tells apart")
  func learning() throws {
    let shop = try SmallShopContext("toys")
    let model = try shop.icl(["head": "mlp", "examples": "0", "fanout": "1"])
    // Those with a history, and those without one or before it.
    let seeds = SmallShopContext.seeds(onDay: 40) + SmallShopContext.seeds(onDay: -1)
    let labels = Tensor(texts(model, seeds).map { $0.contains("purchases") ? 1 : 0 })
    #expect((3...11).contains(labels.scalars.reduce(0, +)))
    let batch = model.batches.batch(of: seeds, epoch: 0, without: [])
    var optimizer = Adam(learningRate: 0.05)
    for step in 0..<200 {
      let (_, gradients) = model.parameters.valueAndGradients {
        model.loss(
          of: batch, labels: labels, objective: .binaryCrossEntropy(),
          in: .training(RandomSource(seed: 1), step: step))
      }
      optimizer.update(model.parameters, along: gradients)
    }
    let answers = model(batch, in: .inference).scalars
    #expect(zip(answers, labels.scalars).allSatisfy { ($0 > 0) == ($1 > 0.5) })
  }
}

import FixtureSupport
import Foundation
import LanguageModels
import Prompts
import Randomness
import Relational
import Tensors
import Testing

@testable import Models

/// Statements about cells, true or false, to be judged without the cell.
@Suite("Statements of RelZero")
struct StatementTests {
  private func shop(_ more: [String: String] = ["verification": "1"]) throws -> SmallShopRelZero {
    try SmallShopRelZero(settings: SmallShopRelZero.settings.merging(more) { $1 })
  }

  @Test("are true as often as false, and a false one is what the column says in an earlier row")
  func balance() throws {
    let model = try shop().model
    for column in ["kind", "price"] {
      var stream = RandomSource(seed: 8).stream(.lesson)
      var (count, right) = (0, 0)
      for number in 0..<3_000 {
        let row = 40 + number % 20
        guard SmallShop.purchases[row].price != nil, let day = SmallShop.purchases[row].day else {
          continue
        }
        let (table, cell) = try model.cell(Int32(row), of: column, in: "purchases")
        let statement = try #require(table.statement(about: cell, from: &stream))
        func values(_ purchases: [SmallShop.Purchase]) -> Set<String> {
          Set(
            purchases.compactMap {
              column == "kind" ? $0.kind : $0.price.flatMap(ValueText.number)
            })
        }
        let own = try #require(values([SmallShop.purchases[row]]).first)
        #expect((statement.value == own) == statement.isTrue)
        let past = SmallShop.purchases.filter { ($0.day ?? 0) <= day }
        #expect(values(past).contains(statement.value))
        count += 1
        right += statement.isTrue ? 1 : 0
      }
      // Of more than 2,000 coins, with a deviation of √(0.25 / 2000) = 0.011.
      #expect(count > 2_000)
      #expect(abs(Double(right) / Double(count) - 0.5) < 0.04, "\(column)")
    }
  }

  @Test("of a column that says the same everywhere nothing is stated")
  func constant() throws {
    var purchases = SmallShop.purchases
    let model = try shop().model
    for index in purchases.indices where index != 119 { purchases[index].kind = "cup" }
    let other = try SmallShopRelZero(
      purchases, settings: SmallShopRelZero.settings, frozen: try SmallShopRelZero().schema
    ).model
    let (table, cell) = try other.cell(40, of: "kind", in: "purchases")
    var stream = RandomSource(seed: 8).stream(.lesson)
    #expect(table.statement(about: cell, from: &stream) == nil)
    let (varied, same) = try model.cell(40, of: "kind", in: "purchases")
    #expect(varied.statement(about: same, from: &stream) != nil)
  }

  @Test("are asked in the words of the clause, and a yes or no comes after the prompt's end")
  func words() throws {
    let model = try shop().model
    let (table, cell) = try model.cell(41, of: "price", in: "purchases")
    func prompt(_ isTrue: Bool, shown: [Int]) -> Prompt {
      .statement(
        that: table.learnable[cell.target].attribute, is: "7.5", of: 41, in: table.text,
        at: cell.time, showing: shown, neighbors: 1, answer: isTrue ? "Yes" : "No")
    }
    let kind = SmallShop.purchases[41].kind
    #expect(
      prompt(true, shown: cell.others).display
        == "[g0][g1]purchases: kind is \(kind). Question: price is 7.5? Answer:[g0]")
    #expect(prompt(true, shown: []).display == "purchases: Question: price is 7.5? Answer:[g1][g0]")
    #expect(prompt(false, shown: []).answer == " No")
    let tokens = model.decoder.tokens
    for (isTrue, id) in [(true, tokens.verbalizers.yes[0]), (false, tokens.verbalizers.no[0])] {
      let encoded = tokens.encode(prompt(isTrue, shown: cell.others))
      #expect(encoded.places.last == .graph(0))
      #expect(!encoded.places.contains(.token(id)))
      #expect(encoded.answer == [id, tokens.specials.end])
    }
  }

  @Test("the loss reads the row that ends the prompt, and no other")
  func lastRow() throws {
    let model = try shop(["verification": "1", "language_precision": "float32"]).model
    let lesson = model.cells(step: 2)
    #expect(lesson.kind == .statements && lesson.count > 4)
    #expect(Set(lesson.answers) == [0, 1])
    let decoder = model.decoder
    let readings = lesson.readings()
    let soft = decoder.softTokens(
      decoder.graph(lesson.graph, in: .inference), readings, lesson.neighbors, in: .inference)
    let (rows, sequences) = decoder.sequences(
      readings, soft: soft, lesson.neighbors, answers: false)
    let all = decoder.decoder.logits(
      decoder.decoder(rows, Sequences(lengths: sequences.lengths)))
    let width = all.shape[1]
    var (end, sum) = (0, 0.0)
    for (prompt, answer) in zip(lesson.prompts, lesson.answers) {
      end += prompt.places.count
      let scores = all.scalars[(end - 1) * width..<end * width].map { Double($0) }
      let words = decoder.tokens.verbalizers
      let id = answer > 0.5 ? words.yes[0] : words.no[0]
      sum += log(scores.reduce(0) { $0 + exp($1) }) - scores[Int(id)]
    }
    let loss = Double(model.loss(of: lesson, in: .inference).scalar)
    #expect(abs(loss - sum / Double(lesson.count)) < 1e-4)
  }

  @Test("the cell's value is neither in the graph's token nor in the text")
  func leaks() throws {
    let row = 40
    var dearer = SmallShop.purchases
    dearer[row].price = 49.25
    let before = try SmallShopRelZero()
    let after = try SmallShopRelZero(dearer, frozen: try before.schema).reading(before)
    func lesson(_ shop: SmallShopRelZero, _ kind: Lesson.Kind = .statements) throws -> Lesson {
      let (table, cell) = try shop.model.cell(Int32(row), of: "price", in: "purchases")
      return shop.model.lessons.cells(
        [cell], of: table, kind: kind, stating: [.init(value: "7.5", isTrue: false)], sparsity: 0,
        epoch: 0)
    }
    let (one, other) = (try lesson(before), try lesson(after))
    #expect(before.tokens(of: one) == after.tokens(of: other))
    #expect(one.prompts == other.prompts)
    // The mask can fail: unmasked, as in stage A, the price shows.
    #expect(
      try before.tokens(of: lesson(before, .alignment))
        != after.tokens(of: lesson(after, .alignment)))
  }

  @Test("false ones never say what the row says, in any prompt")
  func falseOnes() throws {
    // Every word belongs to one column there, and each clause of a prompt to another.
    let island = try IslandRelZero(settings: ["verification": "1"])
    let lessons = (0..<6).map { island.model.cells(step: $0, sparsity: 0) }
    var found = 0
    for lesson in lessons {
      let table = try #require(
        island.model.lessons.cells.tables.first { $0.table == lesson.graph.subgraph.seedTable })
      for (index, prompt) in lesson.prompts.enumerated() where lesson.answers[index] == 0 {
        let text = island.model.decoder.tokens.tokenizer.decode(prompt.words)
        let asked = island.model.decoder.tokens.tokenizer.decode(prompt.asked)
        let seed = lesson.graph.subgraph.seeds[index]
        let attribute = try #require(
          table.text.attributes.indices.first { asked.hasPrefix(table.text.attributes[$0].name) })
        let own = try #require(table.text.value(of: attribute, row: seed.row, at: seed.time))
        #expect(!text.split { !$0.isLetter }.contains { $0 == own }, "\(text)")
        found += 1
      }
    }
    #expect(found > 20)
  }

  @Test("take the share of the lessons about cells that is asked for")
  func share() throws {
    func count(_ share: String) throws -> Int {
      let model = try shop(["verification": share]).model
      return (0..<60).count { model.cells(step: $0).kind == .statements }
    }
    #expect(try count("0") == 0)
    #expect(try count("1") == 60)
    // √(60 · 0.25) = 3.9.
    #expect(try abs(count("0.5") - 30) < 14)
    // All other draws are what they are without.
    let (with, without) = (try shop().model.cells(step: 7), try shop([:]).model.cells(step: 7))
    let rows = Set(with.graph.subgraph.seeds.map(\.row))
    #expect(rows.isSubset(of: without.graph.subgraph.seeds.map(\.row)))
  }
}

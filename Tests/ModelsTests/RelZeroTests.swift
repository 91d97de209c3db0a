import FixtureSupport
import Neural
import Prompts
import Randomness
import Relational
import Tasks
import Tensors
import Testing

@testable import Models

/// What a label-free model is shown, what is kept from it, and that it can learn.
@Suite("RelZero")
struct RelZeroTests {
  private func price(_ row: Int, _ shop: SmallShopRelZero) throws -> (
    CellTable, CellQuestions.Drawn
  ) {
    let table = try #require(shop.model.lessons.cells.tables.first { $0.text.table == "purchases" })
    let target = try #require(
      table.learnable.firstIndex { table.text.attributes[$0.attribute].name == "price" })
    let time = shop.database.tables[table.table].time(ofRow: row)
    let asked = table.learnable[target].attribute
    return (
      table,
      .init(
        row: Int32(row), time: time, target: target,
        others: table.text.present(row: Int32(row), at: time).filter { $0 != asked })
    )
  }

  private func token(_ row: Int, _ shop: SmallShopRelZero) throws -> [Float] {
    let (table, cell) = try price(row, shop)
    let lesson = shop.model.lessons.cells(
      [cell], of: table, kind: .cells, sparsity: 0, epoch: 0)
    return shop.tokens(of: lesson)
  }

  @Test(
    "another value of the asked cell leaves the graph's token as it is; of another cell it does not"
  )
  func maskedCell() throws {
    let shop = try SmallShopRelZero()
    let row = 40
    var dearer = SmallShop.purchases
    dearer[row].price = 49.25
    var other = SmallShop.purchases
    other[row].kind = other[row].kind == "toy" ? "cup" : "toy"
    let schema = try shop.schema
    let before = try token(row, shop)
    #expect(try before == token(row, SmallShopRelZero(dearer, frozen: schema).reading(shop)))
    #expect(try before != token(row, SmallShopRelZero(other, frozen: schema).reading(shop)))
    // The mask can fail: unmasked, the price shows.
    let (table, cell) = try price(row, shop)
    let seen = shop.model.lessons.cells([cell], of: table, kind: .alignment, sparsity: 1, epoch: 0)
    #expect(shop.tokens(of: seen) != before)
  }

  @Test("a prompt says no key and not the asked value, and answers end the text")
  func prompt() throws {
    let shop = try SmallShopRelZero()
    let (table, cell) = try price(41, shop)
    let prompt = Prompt.cell(
      table.learnable[cell.target].attribute, of: cell.row, in: table.text, at: cell.time,
      showing: cell.others)
    let kind = SmallShop.purchases[41].kind
    #expect(prompt.display == "[g0]purchases: kind is \(kind). price is <mask>. price:[g0]")
    let tokens = shop.model.decoder.tokens.encode(prompt)
    #expect(tokens.places.count { $0 == .mask } == 1)
    #expect(tokens.places.count { $0 == .graph(0) } == 2)
    #expect(tokens.answer.last == 1)
    #expect(
      shop.model.decoder.tokens.tokenizer.decode(tokens.answer)
        == " " + (ValueText.number(SmallShop.purchases[41].price ?? 0) ?? ""))
  }

  @Test("special tokens in a database's text stay text")
  func hostileText() throws {
    let shop = try SmallShopRelZero()
    let tokens = shop.model.decoder.tokens.encode(Prompt([.text("name is </s><mask>.")]))
    #expect(!tokens.places.contains(.token(1)))
    #expect(!tokens.places.contains(.token(3)))
  }

  @Test("windows that are learned from have closed before the validation cutoff")
  func windows() throws {
    let shop = try SmallShopRelZero()
    let lessons = shop.model.lessons
    let cutoff = try #require(shop.database.schema.validationCutoff).microseconds
    #expect(!lessons.pool.isEmpty)
    var stream = RandomSource(seed: 9).stream(.lesson)
    var count = 0
    for _ in 0..<20 {
      for one in lessons.pool.draw(16, .learned, from: &stream).drawn {
        #expect(one.seed.time + one.entry.seeds.question.window.microseconds <= cutoff)
        count += 1
      }
    }
    #expect(count > 100)
    for table in lessons.cells.tables {
      for row in table.rows {
        let time = table.times?[Int(row)] ?? Table.noTime
        #expect(time == Table.noTime || time <= cutoff)
      }
    }
  }

  @Test("answers of windows are those counted by hand")
  func windowAnswers() throws {
    let shop = try SmallShopRelZero()
    let question = WindowQuestion(
      entity: "buyers", path: ["purchases"], measure: .count,
      condition: .init("kind", .equal, "toy"), window: TimeSpan(seconds: 10 * 86_400))
    let seeds = try #require(try WindowSeeds(question, shop.model.lessons.supervision))
    for day in [6, 13, 20] {
      for buyer in 0..<SmallShop.buyers {
        let time = (SmallShop.start + Int64(day) * 86_400) * 1_000_000
        let byHand = SmallShop.purchases.count {
          $0.buyer == buyer && $0.kind == "toy" && ($0.day ?? 0) > day && ($0.day ?? 0) <= day + 10
        }
        let rows = seeds.coming(to: Int32(buyer), after: time)
        #expect(seeds.rows.answers.answer(rows) == Double(byHand))
      }
    }
  }

  @Test("lessons do not change when what comes after the validation cutoff does")
  func canary() throws {
    let shop = try SmallShopRelZero()
    var changed = SmallShop.purchases
    for index in changed.indices where (changed[index].day ?? 0) > SmallShopTasks.validationDay {
      changed[index].buyer = (changed[index].buyer ?? 0) == 1 ? 2 : 1
      changed[index].price = 7
      changed[index].kind = "cup"
    }
    let other = try SmallShopRelZero(changed, frozen: try shop.schema)
    for step in 0..<30 {
      let lesson = shop.model.lessons.lesson(step: step, at: Double(step) / 30, validations: [])
      let twin = other.model.lessons.lesson(step: step, at: Double(step) / 30, validations: [])
      #expect(lesson.prompts == twin.prompts)
      #expect(lesson.answers == twin.answers)
      let loss = shop.model.loss(of: lesson, in: .inference).scalar
      #expect(loss == other.model.loss(of: twin, in: .inference).scalar)
    }
  }

  @Test("neighbors are at most as many as asked for, and those of the graph")
  func neighborTokens() throws {
    let shop = try SmallShopRelZero()
    let seeds = (0..<7).map {
      Seed(row: Int32($0), time: SmallShop.start * 1_000_000 + 40 * 86_400_000_000)
    }
    let buyers = try #require(shop.database.index(ofTable: "buyers"))
    let purchases = try #require(shop.database.index(ofTable: "purchases"))
    let batch = shop.model.lessons.batches.batch(of: seeds, in: buyers, epoch: 0)
    let all = NeighborTokens(
      batch, graph: shop.model.lessons.batches.graph, reach: .init(limit: 100, depth: 1))
    let two = NeighborTokens(
      batch, graph: shop.model.lessons.batches.graph, reach: .init(limit: 2, depth: 1))
    for (seed, places) in all.places.enumerated() {
      #expect(two.counts[seed] == min(2, places.count))
      for (table, place) in places {
        // Mentors are buyers themselves, and a table is visited once.
        #expect(table == purchases)
        let node = try #require(all.rows[table]).indices[Int(place)]
        let row = batch.subgraph.nodes[table].rows[Int(node)]
        #expect(SmallShop.purchases[Int(row)].buyer == seed)
      }
    }
    #expect(all.counts.contains { $0 > 2 })
  }

  @Test("a prompt has a place for the row and one for each neighbor, up to the limit")
  func neighborPlaces() throws {
    var settings = SmallShopRelZero.settings
    settings["neighbor_tokens"] = "3"
    let shop = try SmallShopRelZero(settings: settings)
    let buyers = try #require(shop.database.index(ofTable: "buyers"))
    let shops = try #require(shop.database.index(ofTable: "shops"))
    var stream = RandomSource(seed: 2).stream(.lesson)
    var found: Set<Int> = []
    for _ in 0..<8 {
      let lesson = shop.model.lessons.windows(
        .learned, sparsity: 0, count: 16, epoch: 0, from: &stream)
      let table = lesson.graph.subgraph.seedTable
      try #require(table == buyers || table == shops)
      for (prompt, seed) in zip(lesson.prompts, lesson.graph.subgraph.seeds) {
        let visible = SmallShop.purchases.count { purchase in
          let time = purchase.day.map { (SmallShop.start + Int64($0) * 86_400) * 1_000_000 }
          return (table == buyers ? purchase.buyer : purchase.shop) == Int(seed.row)
            && (time ?? seed.latest) <= seed.latest
        }
        let places = Set(
          prompt.places.compactMap { if case .graph(let number) = $0 { number } else { nil } })
        #expect(places.count == 1 + min(3, visible))
        found.insert(places.count)
      }
    }
    #expect(found.contains(4) && found.count > 1)
  }

  @Test("the mask's vector learns from cells, and prompts about windows have none")
  func maskVector() throws {
    let shop = try SmallShopRelZero()
    func gradient(_ lesson: Lesson) -> Tensor? {
      shop.model.parameters.valueAndGradients {
        shop.model.loss(of: lesson, in: .inference)
      }.gradients["tokens.mask"]
    }
    let (table, cell) = try price(41, shop)
    let cells = shop.model.lessons.cells([cell], of: table, kind: .cells, sparsity: 0, epoch: 0)
    #expect(try #require(gradient(cells)).sumOfSquares() > 0)
    var stream = RandomSource(seed: 6).stream(.lesson)
    for _ in 0..<3 {
      let windows = shop.model.lessons.windows(
        .learned, sparsity: 0, count: 8, epoch: 0, from: &stream)
      #expect(!windows.prompts.isEmpty)
      #expect(!windows.prompts.contains { $0.places.contains(.mask) })
      #expect(gradient(windows) == nil)
    }
  }

  @Test("eight cells can be learned by heart")
  func overfits() throws {
    let shop = try SmallShopRelZero()
    let drawn = try (40..<48).compactMap { row in
      SmallShop.purchases[row].price == nil ? nil : try price(row, shop)
    }
    let lesson = shop.model.lessons.cells(
      drawn.map(\.1), of: drawn[0].0, kind: .cells, sparsity: 0, epoch: 0)
    var adam = Adam(learningRate: 0.01)
    var loss: Float = .infinity
    for _ in 0..<200 where loss > 0.1 {
      let (value, gradients) = shop.model.parameters.valueAndGradients {
        shop.model.loss(of: lesson, in: .inference)
      }
      loss = value
      adam.update(shop.model.parameters, along: gradients)
    }
    #expect(loss <= 0.1)
  }

  @Test("questions of tasks are left out of pretraining")
  func excludesTasks() throws {
    let shop = try SmallShopRelZero()
    let some = try #require(shop.model.lessons.pool.entries.values.first?.first).seeds.question
    let pool = WindowPool(
      shop.model.lessons.supervision, features: shop.model.lessons.batches.features, count: 24,
      excluding: [some], random: RandomSource(seed: 5))
    #expect(!pool.entries.values.joined().contains { $0.seeds.question == some })
  }

  @Test("settings out of range and tokenizers without yes are refused with what to do")
  func refusals() throws {
    var settings = SmallShopRelZero.settings
    settings["sparsity.end"] = "2"
    #expect(throws: ModelError.self) { try SmallShopRelZero(settings: settings) }
    settings = SmallShopRelZero.settings
    settings["language_model"] = "/nowhere"
    #expect(throws: ModelError.language(.noFolder("/nowhere"))) {
      try SmallShopRelZero(settings: settings)
    }
    let folder = try TemporaryFolder()
    try TinyDecoder.write(in: folder, splitting: "Yes")
    settings["language_model"] = folder.path
    #expect(throws: ModelError.language(.noVerbalizer("Yes", path: folder.path))) {
      try SmallShopRelZero(settings: settings)
    }
  }
}

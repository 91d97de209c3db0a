import EntityGraphs
import FixtureSupport
import Foundation
import Neural
import Prompts
import Randomness
import Relational
import Tasks
import Tensors
import Testing

@testable import Models

/// The parts of a label-free model against values worked out by hand.
@Suite("Parts of RelZero")
struct RelZeroPartsTests {
  @Test("a masked category brings nothing of its value, whatever stands in the cell")
  func maskedCategory() throws {
    let row = 40
    var changed = SmallShop.purchases
    changed[row].kind = changed[row].kind == "toy" ? "cup" : "toy"
    let shop = try SmallShopRelZero()
    let other = try SmallShopRelZero(changed, frozen: try shop.schema).reading(shop)
    #expect(try token(row, asking: "kind", shop) == token(row, asking: "kind", other))
    #expect(try token(row, asking: "price", shop) != token(row, asking: "price", other))
  }

  private func token(_ row: Int, asking name: String, _ shop: SmallShopRelZero) throws -> [Float] {
    let table = try #require(
      shop.model.lessons.cells.tables.first { $0.text.table == "purchases" })
    let target = try #require(
      table.learnable.firstIndex { table.text.attributes[$0.attribute].name == name })
    let time = shop.database.tables[table.table].time(ofRow: row)
    let lesson = shop.model.lessons.cells(
      [.init(row: Int32(row), time: time, target: target, others: [])], of: table, kind: .cells,
      sparsity: 1, epoch: 0)
    return shop.tokens(of: lesson)
  }

  @Test("rows without time are learned from or judged by, never both")
  func untimedRows() throws {
    let shop = try SmallShopRelZero()
    let supervision = SelfSupervision(shop.model.lessons.supervision.graph)
    for table in shop.database.tables.indices {
      let learned = Set(supervision.rows(of: table, .learned))
      let judged = Set(supervision.rows(of: table, .judged))
      #expect(learned.isDisjoint(with: judged))
    }
    let purchases = try #require(shop.database.index(ofTable: "purchases"))
    let validation = Int64(SmallShopTasks.validationDay) * 86_400 + SmallShop.start
    for row in supervision.rows(of: purchases, .judged) {
      let time = shop.database.tables[purchases].time(ofRow: Int(row))
      #expect(time > validation * 1_000_000)
    }
  }

  @Test("of rows without time every tenth is kept to judge by")
  func tenths() throws {
    let folder = try TemporaryFolder()
    let database = try Database.open(
      at: try folder.database(
        """
        CREATE TABLE colors (id INTEGER PRIMARY KEY, name TEXT);
        WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 25)
        INSERT INTO colors SELECT i, 'color ' || i FROM n;
        """))
    let supervision = SelfSupervision(EntityGraph(database))
    #expect(supervision.rows(of: 0, .judged) == [9, 19])
    #expect(supervision.rows(of: 0, .learned) == (0..<25).filter { $0 != 9 && $0 != 19 })
  }

  @Test("long answers weigh as much as short ones")
  func meanOfAnswers() throws {
    let shop = try SmallShopRelZero()
    let logits = Tensor(
      [2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 0, 0], shape: [4, 3])
    let prompts = [
      PromptTokens(places: [], answer: [0]), PromptTokens(places: [], answer: [1, 2, 0]),
    ]
    let each = logits.crossEntropies([0, 1, 2, 0]).scalars
    let mean = (each[0] + (each[1] + each[2] + each[3]) / 3) / 2
    #expect(abs(shop.model.decoder.meanOfAnswers(logits, prompts).scalar - mean) < 1e-6)
  }

  @Test("numbers between two bins are learned as both, and read as their mean")
  func numbers() throws {
    let store = ParameterStore(random: RandomSource(seed: 1))
    let decoder = NumberDecoder(4, at: store.root)
    // With all bins alike the mean is 0, and every number costs log 41.
    for parameter in store.parameters { parameter.value = .zeros(parameter.shape) }
    let hidden = Tensor([1, 2, 3, 4], shape: [1, 4])
    #expect(abs(decoder(hidden).scalars[0]) < 1e-5)
    #expect(abs(decoder.losses(hidden, [0.5]).scalars[0] - Float(log(41.0))) < 1e-5)
    // What is learned is what is read: 0.45 lies between the bins at 0.4 and 0.6, nearer to the first.
    var adam = Adam(learningRate: 0.1)
    for _ in 0..<400 {
      let (_, gradients) = store.valueAndGradients { decoder.losses(hidden, [0.45]).sum() }
      adam.update(store, along: gradients)
    }
    #expect(abs(decoder(hidden).scalars[0] - 0.45) < 0.02)
    #expect(decoder.losses(hidden, [99]).scalars[0].isFinite)
    #expect(decoder.losses(hidden, [.nan]).scalars[0].isFinite)
  }

  @Test("the heads' loss counts known answers alone")
  func heads() throws {
    let shop = try SmallShopRelZero()
    let pool = shop.model.lessons.pool
    let asked = try #require(pool.tables.first.flatMap { shop.model.lessons.asked[$0] })
    let count = asked.count
    let gate = shop.model.decoder.gate
    let width = 8
    let store = ParameterStore(random: RandomSource(seed: 1))
    let heads = WindowHeads(
      gate, past: nil, words: shop.model.decoder.decoder.configuration.width, at: store.root)
    let rows = (0..<2 * width).map { Float($0 % 5) - 2 }
    let seeds = Tensor(rows, shape: [2, width])
    // Each answer is a product with the factors that the gate makes of the question alone.
    let answers = heads(seeds, asked, past: []).scalars
    let bias = try #require(store["bias.weight"])
    for number in [0, count - 1] {
      let features = gate.features(of: Questions([asked[number]]))
      let factors = gate(features).scalars
      let own =
        try #require(store["bias.bias"]).value.scalars[0]
        + zip(features.scalars, bias.value.scalars).reduce(0) { $0 + $1.0 * $1.1 }
      for seed in 0..<2 {
        let product = (0..<width).reduce(0) { $0 + rows[seed * width + $1] * factors[$1] }
        let right = product / Float(width).squareRoot() + own
        #expect(abs(answers[seed * count + number] - right) < 1e-3 * max(1, abs(right)))
      }
    }
    // One yes, one number of 3 and nothing else: (log 2 + 3) / 2 where every answer is 0.
    for parameter in store.parameters { parameter.value = .zeros(parameter.shape) }
    var values = [Float](repeating: .nan, count: 2 * count)
    values[0] = 1
    values[count + 1] = 3
    var isYesNo = [Bool](repeating: true, count: count)
    isYesNo[1] = false
    let loss = heads.loss(
      .zeros([2, width]), WindowTargets(asked: asked, isYesNo: isYesNo, values: values, past: []))
    #expect(abs(try #require(loss).scalar - Float((log(2.0) + 3) / 2)) < 1e-6)
    let none = [Float](repeating: .nan, count: 2 * count)
    #expect(
      heads.loss(seeds, WindowTargets(asked: asked, isYesNo: isYesNo, values: none, past: []))
        == nil)
  }

  @Test("the row's own graph gains over another's once cells are known by heart, and not before")
  func structuralGain() throws {
    let shop = try SmallShopRelZero()
    let lessons = shop.model.lessons
    let before = try #require(shop.model.judgement(lessons: 2, of: 8))
    #expect(before.levels.allSatisfy { abs($0.structuralGain) < 0.2 })
    // The very cells that are judged, learned without any text: only the graph tells them apart.
    var adam = Adam(learningRate: 0.01)
    for _ in 0..<150 {
      for number in 0..<2 {
        var stream = lessons.random.stream(.judging, row: number)
        let (table, drawn) = lessons.judgedCells.draw(8, from: &stream)
        let lesson = lessons.cells(drawn, of: table, kind: .cells, sparsity: 1, epoch: 0)
        let (_, gradients) = shop.model.parameters.valueAndGradients {
          shop.model.loss(of: lesson, in: .inference)
        }
        adam.update(shop.model.parameters, along: gradients)
      }
    }
    let after = try #require(shop.model.judgement(lessons: 2, of: 8))
    let last = try #require(after.levels.last)
    #expect(last.sparsity == 1)
    #expect(last.structuralGain > 0.3)
    #expect(last.exact > 0.5)
    #expect(after.loss < before.loss)
  }
}

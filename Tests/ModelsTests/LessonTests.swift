import FixtureSupport
import Neural
import Prompts
import Randomness
import Relational
import Tasks
import Tensors
import Testing

@testable import Models

/// What drawn lessons say and hide, counted in their prompts.
@Suite("Lessons of RelZero")
struct LessonTests {
  private func text(_ prompt: PromptTokens, _ model: RelZero) -> String {
    model.decoder.tokens.tokenizer.decode(prompt.words)
  }

  /// The attributes that a prompt about a cell says, in its order; the last is the one asked for.
  private func said(_ prompt: PromptTokens, _ model: RelZero) -> [String] {
    text(prompt, model).matches(of: #/(\w+) is /#).map { String($0.1) }
  }

  @Test("say as many attributes as the sparsity leaves of those that the row has")
  func visible() throws {
    let island = try IslandRelZero()
    let things = try #require(island.database.index(ofTable: "things"))
    // round((1 − s) · others), halves up.
    let expected: [(Double, [Int: Int])] = [
      (0, [3: 3, 4: 4, 5: 5]), (0.25, [3: 2, 4: 3, 5: 4]), (0.5, [3: 2, 4: 2, 5: 3]),
      (0.75, [3: 1, 4: 1, 5: 1]), (1, [3: 0, 4: 0, 5: 0]),
    ]
    for (sparsity, counts) in expected {
      var found: Set<Int> = []
      for lesson in island.lessons(3, sparsity: sparsity) {
        let isThing = lesson.graph.subgraph.seedTable == things
        #expect(lesson.prompts.count == 40)
        for (index, prompt) in lesson.prompts.enumerated() {
          let row = Int(lesson.graph.subgraph.seeds[index].row)
          let others = (isThing ? IslandRelZero.attributes(ofThing: row) : 6) - 1
          let names = said(prompt, island.model)
          #expect(names.count - 1 == counts[others])
          #expect(Set(names).count == names.count)
          #expect(lesson.visible[index] == names.count - 1)
          found.insert(others)
        }
      }
      #expect(found == [3, 4, 5])
    }
  }

  @Test("about windows say a row's attribute as long as the sparsity leaves half of it")
  func visibleInWindows() throws {
    let shop = try SmallShopRelZero()
    let buyers = try #require(shop.database.index(ofTable: "buyers"))
    for sparsity in [0, 0.25, 0.5, 0.75, 1] {
      var stream = RandomSource(seed: 3).stream(.lesson)
      var tables: Set<Int> = []
      for _ in 0..<6 {
        let lesson = shop.model.lessons.windows(
          .learned, sparsity: sparsity, count: 8, epoch: 0, from: &stream)
        let table = lesson.graph.subgraph.seedTable
        tables.insert(table)
        for (index, prompt) in lesson.prompts.enumerated() {
          let row = lesson.graph.subgraph.seeds[index].row
          // A buyer has a name and nothing else, a shop has nothing.
          let isSaid = text(prompt, shop.model).contains("name is buyer \(row).")
          #expect(isSaid == (table == buyers && sparsity <= 0.5))
          #expect(lesson.visible[index] == (isSaid ? 1 : 0))
        }
      }
      #expect(tables.contains(buyers))
    }
  }

  @Test(
    "at sparsity 1 name no attribute but the one that is asked for, and say no value",
    arguments: [Lesson.Kind.cells, .alignment])
  func graphAlone(_ kind: Lesson.Kind) throws {
    let island = try IslandRelZero()
    let values = Set(IslandRelZero.words.joined())
    // Stage A hides all text whatever the schedule says.
    for lesson in island.lessons(2, kind, sparsity: kind == .alignment ? 0 : 1) {
      for prompt in lesson.prompts {
        let text = text(prompt, island.model)
        let words = text.split { !$0.isLetter }.map(String.init)
        let named = Set(words).intersection(IslandRelZero.attributes)
        #expect(named.count == 1 && named == Set(said(prompt, island.model)))
        #expect(values.isDisjoint(with: words))
        let answer = island.model.decoder.tokens.tokenizer.decode(prompt.answer)
        #expect(values.contains(answer.trimmingPrefix(" ").description))
      }
    }
  }

  @Test("questions of the graph alone say the question alone")
  func graphAloneQuestions() throws {
    let asked = "buyers: Question: What happens in the ten days after. Answer:[g0]"
    let supervised = try SmallShopContext("toys")
    let seed = SmallShopContext.seeds(onDay: 36)[3]
    let without = try supervised.relLLM(["row_text": "no"]).batches
    #expect(without.prompt(of: seed, neighbors: 0).display == asked)
    #expect(
      try supervised.relLLM().batches.prompt(of: seed, neighbors: 0).display
        == "[g0]buyers: name is buyer 3. Question: What happens in the ten days after. Answer:[g0]")
    let shop = try SmallShopRelZero()
    let task = try PredictionTask.read(
      folder: shop.folder.file("tasks/toys"), database: shop.database)
    var zeroShot = try ZeroShot(task, model: shop.model)
    zeroShot.sparsity = 1
    #expect(zeroShot.batches.prompt(of: seed, neighbors: 0).display == asked)
    zeroShot.sparsity = 0
    #expect(zeroShot.batches.prompt(of: seed, neighbors: 0).display.contains("name is buyer 3."))
  }

  @Test("a cell that a person asks for has the prompt of the lesson about it", arguments: [0.0, 1])
  func cellAskedFor(_ sparsity: Double) throws {
    let shop = try SmallShopRelZero()
    let path = shop.folder.file("tasks/toys/manifest.yaml")
    let manifest = try String(contentsOfFile: path, encoding: .utf8)
    try manifest.replacing("entity_table: buyers", with: "entity_table: purchases")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let task = try PredictionTask.read(
      folder: shop.folder.file("tasks/toys"), database: shop.database)
    var zeroShot = try ZeroShot(task, model: shop.model)
    zeroShot.sparsity = sparsity
    let cells = shop.model.lessons.cells
    let table = try #require(cells.tables.first { $0.table == task.entityTable })
    var stream = RandomSource(seed: 3).stream(.lesson)
    var drawn = try #require(
      (0..<60).lazy.map { _ in cells.draw(1, from: &stream) }
        .first { $0.table.table == table.table && $0.cells[0].others.count == 1 }
    ).cells[0]
    drawn.others.sort()
    let seed = Seed(row: drawn.row, time: drawn.time)
    let asked = table.text.attributes[table.learnable[drawn.target].attribute].columnName
    let summary = try #require(zeroShot.promptSummary(askingFor: asked, of: seed, task: task))
    let lesson = shop.model.lessons.cells(
      [drawn], of: table, kind: .cells, sparsity: sparsity, epoch: 0)
    // Token by token; vectors by where they stand.
    let expected = lesson.prompts[0].places.map { place -> Int32? in
      if case .token(let id) = place { return id }
      return nil
    }
    #expect(summary.tokens.map(\.id) == expected)
    #expect(summary.tokens.count { $0.kind == .mask } == 1)
    #expect(summary.attributes.filter(\.isAsked).map(\.name) == [asked])
    #expect(summary.attributes.filter(\.isSaid).count == (sparsity == 0 ? 1 : 0))
    #expect(zeroShot.promptSummary(askingFor: "none", of: seed, task: task) == nil)
  }

  @Test("ask each table by the root of its cells")
  func shares() throws {
    let cells = try IslandRelZero().model.lessons.cells
    var stream = RandomSource(seed: 1).stream(.lesson)
    var things = 0
    for _ in 0..<900 where cells.draw(1, from: &stream).table.text.table == "things" { things += 1 }
    // Nine tenths of the rows, six attributes: √(144 · 6) to √(36 · 6) is 2 to 1. Five standard
    // deviations √(900 · ⅔ · ⅓) = 14.1; by cells it would be 720, table by table 450.
    #expect(abs(things - 600) < 71)
  }

  @Test("of a table that no foreign key touches are learned, its rows as their encoder leaves them")
  func withoutEdges() throws {
    let island = try IslandRelZero()
    let (model, lessons) = (island.model, island.model.lessons)
    #expect(lessons.pool.isEmpty)
    #expect(lessons.lesson(step: 0, at: 0, validations: []).kind == .alignment)
    #expect(lessons.lesson(step: 5, at: 0.5, validations: []).kind == .cells)
    let lesson = try #require(island.lessons(1, .alignment, sparsity: 1, size: 8).first)
    let table = lesson.graph.subgraph.seedTable
    #expect(lesson.graph.subgraph.linkCount == 0)
    let vectors = model.decoder.graph(lesson.graph, in: .inference)
    #expect(vectors.seeds.shape == [8, 8])
    #expect(vectors.near[table]?.scalars == vectors.seeds.scalars)
    #expect(vectors.near.enumerated().allSatisfy { $0.offset == table || $0.element == nil })
    let rows = (0..<8).map { Array(vectors.seeds.scalars[$0 * 8..<$0 * 8 + 8]) }
    #expect(Set(rows).count > 1)
    let judged = try #require(model.judgement(lessons: 1, of: 8))
    #expect(judged.windows == nil && judged.loss.isFinite)
    var adam = Adam(learningRate: 0.01)
    var losses: [Float] = []
    for _ in 0..<12 {
      let (loss, gradients) = model.parameters.valueAndGradients {
        model.loss(of: lesson, in: .inference)
      }
      losses.append(loss)
      adam.update(model.parameters, along: gradients)
      let name = island.database.tables[table].schema.name
      let learned = gradients.entries.filter { $0.path.hasPrefix("encoder.encoders.\(name).") }
      #expect(learned.contains { $0.gradient.sumOfSquares() > 0 })
    }
    #expect(losses[11] < losses[0] / 2)
  }
}

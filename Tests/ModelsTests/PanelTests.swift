import FixtureSupport
import Foundation
import Neural
import Prompts
import Randomness
import Relational
import Tensors
import Testing

@testable import Models

/// Many answers from one lesson: panels, and what reads tokens beside the decoder.
@Suite("RelZero's panels")
struct PanelTests {
  private func panel(
    _ shop: SmallShopRelZero, questions: Int = 5, read: Int = 3,
    _ part: SelfSupervision.Part = .learned
  ) -> Lesson {
    var stream = RandomSource(seed: 4).stream(.lesson)
    return shop.model.lessons.panel(
      part, questions: questions, read: read, count: 12, epoch: 0, from: &stream)
  }

  @Test("ask each question of all rows, and give the answers that the pool gives one by one")
  func answers() throws {
    let shop = try SmallShopRelZero()
    let lesson = panel(shop)
    let table = lesson.graph.subgraph.seedTable
    let entries = try #require(shop.model.lessons.pool.entries[table])
    #expect(lesson.count > 12)
    #expect(lesson.read > 0 && lesson.read < lesson.count)
    for (index, prompt) in lesson.prompts.enumerated() {
      let seed = lesson.graph.subgraph.seeds[lesson.seeds[index]]
      let asked = shop.model.decoder.tokens.tokenizer.decode(prompt.asked)
      let entry = try #require(entries.first { $0.seeds.question.text == asked })
      #expect(
        entry.answer(of: seed.row, at: seed.time, .learned) == lesson.answers[index])
      #expect(lesson.isYesNo[index] == entry.seeds.question.isYesNo)
      #expect(prompt.answer.isEmpty != lesson.isYesNo[index])
      #expect(lesson.visible[index] == 0)
    }
  }

  @Test("begin alike, and give what each prompt gives when it is read alone")
  func branches() throws {
    let shop = try SmallShopRelZero()
    let lesson = panel(shop)
    let decoder = shop.model.decoder
    let readings = lesson.readings()
    let vectors = decoder.graph(lesson.graph, in: .inference)
    let soft = decoder.softTokens(
      vectors, readings, lesson.neighbors, past: lesson.past, in: .inference)
    let together = decoder(readings, soft: soft, lesson.neighbors, answers: false, in: .inference)
    let (rows, sequences) = decoder.sequences(
      readings, soft: soft, lesson.neighbors, answers: false)
    let apart = decoder.decoder(rows, sequences)
    #expect(together.shape == apart.shape)
    let difference = zip(together.scalars, apart.scalars).map { abs($0 - $1) }.max() ?? 1
    #expect(difference < 2e-2)
    // Fewer rows are computed than the prompts have.
    #expect(
      decoder.branches(readings, soft: soft, lesson.neighbors).1.rowCount * 2
        < sequences.rowCount)
    #expect(lesson.tokens < sequences.rowCount)
  }

  @Test("no more of them share a beginning than pays: long prompts hardly see each other's rows")
  func sharing() throws {
    let shop = try SmallShopRelZero()
    let (decoder, neighbors) = (shop.model.decoder, panel(shop).neighbors)
    let stem = decoder.tokens.encode(Prompt([.text("will any orders come? ")])).places.count
    let limit = decoder.decoder.configuration.branchRows(sharing: stem)
    func sequences(words: Int) -> [Int] {
      let text = [String](repeating: "kind", count: words).joined(separator: " ")
      let prompt = decoder.tokens.encode(
        Prompt([.text("will any orders come? "), .graph(0), .text(text)]))
      let soft = PromptedDecoder.SoftTokens(
        seeds: .zeros([24, decoder.decoder.configuration.width]), neighbors: [])
      let readings = (0..<24).map { _ in PromptedDecoder.Reading(prompt: prompt, seed: nil) }
      let branches = decoder.branches(readings, soft: soft, neighbors)
      #expect(branches.rows.shape[0] == branches.1.rowCount)
      #expect(branches.1.read.reduce(0, +) == 24)
      return branches.1.lengths
    }
    let (short, long) = (sequences(words: 1), sequences(words: 4 * limit))
    #expect(short.count < 24 && short.allSatisfy { $0 <= stem + limit })
    #expect(long.count == 24)
  }

  @Test("a row's token says what is asked of it: other words give another token")
  func gate() throws {
    let shop = try SmallShopRelZero()
    let lesson = panel(shop)
    let width = shop.model.decoder.decoder.configuration.width
    let tokens = shop.tokens(of: lesson)
    let first = try #require(lesson.seeds.first)
    let places = lesson.seeds.indices.filter { lesson.seeds[$0] == first }
    #expect(places.count > 1)
    let rows = places.map { Array(tokens[$0 * width..<($0 + 1) * width]) }
    #expect(Set(rows).count == Set(places.map { lesson.prompts[$0].asked }).count)
    // Without words the gate has its bias alone, and is no NaN.
    let none = Questions([[], [5, 6]])
    // Embeddings of length √2: (1, −1) and (√2, 0); their sum over √2, and their product over √2.
    let features = none.features(of: .init([3, -3, 4, 0], shape: [2, 2])).scalars
    let root = Float(2).squareRoot()
    let right: [Float] = [0, 0, 0, 0, (1 + root) / root, -1 / root, root, 0]
    #expect(zip(features, right).allSatisfy { abs($0 - $1) < 1e-4 }, "\(features)")
  }

  @Test("the probe's loss is that computed by hand")
  func probe() {
    let store = ParameterStore(random: RandomSource(seed: 1))
    let probe = TokenProbe(scale: 0.5, at: store.root)
    store["number.weight"]?.value = Tensor([0.5])
    store["gain.weight"]?.value = Tensor([3])
    // Tokens of twice this size against a direction of length 1: odds 3 · 0.6 · 2 = 3.6 and 3 · 0.8.
    let tokens = Tensor([0.6, 0, 0, 0.5, 5, 0], shape: [3, 2])
    let direction = Tensor([6, 8], shape: [1, 2])
    let (odds, numbers) = probe(tokens, toward: direction)
    #expect(zip(odds.scalars, [2.16, 2.4, 18] as [Float]).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(zip(numbers.scalars, [0.36, 0.4, 3] as [Float]).allSatisfy { abs($0 - $1) < 1e-5 })
    // Yes, no, and a number beyond 4: log(1 + e⁻²·¹⁶), log(1 + e²·⁴), |3 − 4|.
    let loss = probe.loss(
      tokens, toward: direction, [1, 0, 9], isYesNo: [true, true, false])
    #expect(abs(loss.scalar - (0.109062 + 2.486836 + 1) / 3) < 1e-4)
  }

  @Test("the graph side learns alone at first, and no window reaches beyond its part")
  func stages() throws {
    let shop = try SmallShopRelZero()
    let lessons = shop.model.lessons
    let first = lessons.lesson(step: 0, at: 0, validations: [])
    #expect(first.kind == .graph && first.read == 0 && first.targets != nil && first.count > 0)
    let end = try #require(shop.database.schema.testCutoff).microseconds
    let start = try #require(shop.database.schema.validationCutoff).microseconds
    let judged = panel(shop, .judged)
    #expect(!judged.isEmpty)
    for seed in judged.graph.subgraph.seeds { #expect(seed.time > start && seed.time < end) }
    for seed in panel(shop).graph.subgraph.seeds { #expect(seed.time < start) }
  }

  @Test("questions come with their opposites; a task's question comes with neither")
  func opposites() throws {
    let shop = try SmallShopRelZero()
    let questions = Set(
      shop.model.lessons.pool.entries.values.joined().map(\.seeds.question))
    #expect(questions.count { $0.opposite.map(questions.contains) ?? false } > 2)
    for question in questions {
      #expect(question.opposite?.opposite ?? question == question)
    }
    let excluded = try #require(questions.first { $0.opposite != nil })
    let pool = WindowPool(
      shop.model.lessons.supervision, features: shop.model.lessons.batches.features, count: 60,
      excluding: [excluded], random: RandomSource(seed: 0))
    let found = Set(pool.entries.values.joined().map(\.seeds.question))
    #expect(!found.isEmpty && !found.contains(excluded))
    #expect(excluded.opposite.map { !found.contains($0) } ?? true)
  }

  @Test("a question with a condition asks more than whether rows come")
  func conditions() throws {
    let shop = try SmallShopRelZero()
    let entries = shop.model.lessons.pool.entries.values.joined().filter {
      $0.seeds.question.isYesNo && $0.seeds.question.condition != nil
    }
    #expect(entries.count > 5)
    for entry in entries {
      var stream = RandomSource(seed: 9).stream(.questions)
      let drawn = (0..<600).compactMap { _ in
        entry.seeds.draw(.learned, comes: true, from: &stream)
      }
      for one in drawn.prefix(20) {
        #expect(!entry.seeds.coming(to: one.seed.row, after: one.seed.time).isEmpty)
      }
      #expect(Set(drawn.map(\.answer)) == [0, 1], "\(entry.seeds.question.text)")
    }
  }

  @Test("common values are always asked for, in another window where a task asks them")
  func commonValues() throws {
    let shop = try SmallShopRelZero()
    let lessons = shop.model.lessons
    func questions(excluding excluded: Set<WindowQuestion>, seed: UInt64) -> [WindowQuestion] {
      let pool = WindowPool(
        lessons.supervision, features: lessons.batches.features, count: 48, excluding: excluded,
        random: RandomSource(seed: seed))
      return pool.entries.values.joined().map(\.seeds.question)
    }
    func isToyShare(_ question: WindowQuestion) -> Bool {
      question.measure == .share && question.condition?.column == "kind"
        && question.condition?.value == "toy" && question.condition?.comparison == .equal
    }
    for seed in UInt64(1)...4 {
      let asked = questions(excluding: [], seed: seed).filter(isToyShare)
      #expect(!asked.isEmpty, "seed \(seed)")
      // Others take the place of those that a task asks.
      let left = questions(excluding: Set(asked), seed: seed).filter(isToyShare)
      #expect(Set(left).isDisjoint(with: asked) && !left.isEmpty, "seed \(seed)")
    }
  }

  @Test("questions with a not in them are turned around from the start, others are not")
  func turnedAround() throws {
    let shop = try SmallShopRelZero()
    let lessons = shop.model.lessons
    let gate = shop.model.decoder.gate
    var turns: [Bool: [Float]] = [:]
    for table in lessons.pool.tables {
      let questions = Questions(lessons.asked[table] ?? [])
      for (entry, turn) in zip(
        lessons.pool.entries[table] ?? [], gate.turn(gate.features(of: questions)).scalars)
      {
        let isNegated = entry.seeds.question.condition?.comparison == .unequal
        turns[isNegated, default: []].append(turn)
      }
    }
    // The tiny decoder knows letters alone, and those of ` not` stand in other words too: so on the whole.
    func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }
    #expect(mean(try #require(turns[true])) < -0.2)
    #expect(mean(try #require(turns[false])) > 0.2)
  }

  @Test("the gate reads what tells questions apart, and keeps that scale while it learns")
  func scale() throws {
    let shop = try SmallShopRelZero()
    let gate = shop.model.decoder.gate
    let lessons = shop.model.lessons
    let asked = lessons.pool.tables.flatMap { lessons.asked[$0] ?? [] }
    let features = gate.features(of: Questions(asked))
    let (rows, width) = (features.shape.rows, features.shape.width)
    let means = features.mean(axis: 0).scalars
    #expect(means.allSatisfy { abs($0) < 1e-3 })
    for half in [0..<width / 2, width / 2..<width] {
      let values = features.scalars
      var squares: Double = 0
      for row in 0..<rows {
        for place in half { squares += pow(Double(values[row * width + place]), 2) }
      }
      #expect(abs((squares / Double(rows * half.count)).squareRoot() - 0.5) < 1e-3)
    }
    let scale = try #require(shop.model.parameters["gate.scale.share"])
    #expect(scale.isFrozen)
    var stream = RandomSource(seed: 4).stream(.lesson)
    let lesson = lessons.graphAlone(.learned, count: 12, epoch: 0, from: &stream)
    var adam = Adam(learningRate: 0.01)
    let before = gate(features).scalars
    let (_, gradients) = shop.model.parameters.valueAndGradients {
      shop.model.loss(of: lesson, in: .inference)
    }
    adam.update(shop.model.parameters, along: gradients)
    #expect(gate.features(of: Questions(asked)).scalars == features.scalars)
    #expect(gate(features).scalars != before)
    // Nothing of the decoder is asked, so nothing of it learns.
    #expect(gradients["language.model.norm.weight"].map { $0.sumOfSquares() == 0 } ?? true)
  }
}

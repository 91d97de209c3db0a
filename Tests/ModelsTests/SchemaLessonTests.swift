import FixtureSupport
import Neural
import Prompts
import Testing

@testable import Models

/// What the decoder reads of the schema before it reads rows.
@Suite("Schema lessons of RelZero")
struct SchemaLessonTests {
  private func shop(_ more: [String: String] = ["schema_warmup": "0.25"]) throws
    -> SmallShopRelZero
  {
    try SmallShopRelZero(settings: SmallShopRelZero.settings.merging(more) { $1 })
  }

  @Test("come first and take the share that is asked for; the stages after them keep theirs")
  func stages() throws {
    let lessons = try shop().model.lessons
    func kind(_ u: Double) -> Lesson.Kind {
      lessons.lesson(step: Int(u * 100), at: u, validations: []).kind
    }
    #expect(kind(0) == .schema && kind(0.24) == .schema)
    #expect(kind(0.25) == .graph && kind(0.74) == .graph)
    #expect(kind(0.76) == .alignment)
    #expect([.cells, .windows].contains(kind(0.81)))
    #expect(lessons.plan.place(at: 0.8) < 1e-9 && abs(lessons.plan.place(at: 1) - 1) < 1e-9)
    #expect(try shop([:]).model.lessons.lesson(step: 0, at: 0, validations: []).kind == .graph)
    #expect(throws: ModelError.self) { try shop(["schema_warmup": "0.5"]) }
  }

  @Test("say what tables are made of, and no row's value")
  func values() throws {
    let model = try shop().model
    let tokenizer = model.decoder.tokens.tokenizer
    let words = Set(SmallShop.purchases.map(\.kind))
    var found: Set<String> = []
    for step in 0..<12 {
      let lesson = model.lessons.lesson(step: step, at: 0, validations: [])
      #expect(lesson.graph.seedCount == 0 && lesson.count == 2)
      for prompt in lesson.prompts {
        #expect(prompt.places.last == .graph(0))
        let text = tokenizer.decode(prompt.answer)
        // Prices, days, names of buyers and keys all have digits.
        #expect(!text.contains { $0.isNumber }, "\(text)")
        #expect(words.isDisjoint(with: text.split { !$0.isLetter }.map(String.init)))
        found.formUnion(text.matches(of: #/Table (\w+)/#).map { String($0.1) })
      }
    }
    #expect(found == ["buyers", "shops", "purchases"])
    // They do not change with the rows.
    var other = SmallShop.purchases
    for index in other.indices { (other[index].price, other[index].kind) = (3, "hat") }
    let changed = try SmallShopRelZero(
      other, settings: SmallShopRelZero.settings.merging(["schema_warmup": "0.25"]) { $1 })
    #expect(
      changed.model.lessons.schemaLesson(step: 3).prompts
        == model.lessons.schemaLesson(step: 3).prompts)
  }

  @Test("make the text of the schema likelier, by the decoder alone")
  func learns() throws {
    let model = try shop().model
    let lesson = model.lessons.schemaLesson(step: 1)
    var adam = Adam(learningRate: 0.01)
    let before = model.parameters.export()
    var losses: [Float] = []
    for _ in 0..<40 {
      let (loss, gradients) = model.parameters.valueAndGradients {
        model.loss(of: lesson, in: .inference)
      }
      losses.append(loss)
      adam.update(model.parameters, along: gradients)
    }
    #expect(losses[39] < losses[0] * 0.6)
    let after = model.parameters.export()
    let changed = before.keys.filter { before[$0]?.scalars != after[$0]?.scalars }
    #expect(!changed.isEmpty)
    #expect(changed.allSatisfy { $0.hasPrefix("language.") || $0 == "tokens.absent" }, "\(changed)")
  }
}

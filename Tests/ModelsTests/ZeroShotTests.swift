import Features
import FixtureSupport
import Prompts
import Randomness
import Tasks
import Tensors
import Testing

@testable import Models

@Suite("Zero-shot answers")
struct ZeroShotTests {
  private let shop: SmallShopRelZero
  private let seeds = SmallShopContext.seeds(onDay: 36)

  init() throws {
    shop = try SmallShopRelZero()
  }

  /// The toys task asked in terms of rows.
  private func model(asking question: String, yesMeans: Int = 1) throws -> ZeroShot {
    let path = shop.folder.file("tasks/toys/manifest.yaml")
    let manifest = try String(contentsOfFile: path, encoding: .utf8)
      .split(separator: "question:")[0]
    let text = """
      question:
        text: Will this buyer buy a toy?
        yes_means: \(yesMeans)
        rows: purchases
      \(question)
      """
    try (manifest + text).write(toFile: path, atomically: true, encoding: .utf8)
    return try ZeroShot(
      PredictionTask.read(folder: shop.folder.file("tasks/toys"), database: shop.database),
      model: shop.model)
  }

  private func answers(_ model: ZeroShot) -> [Float] {
    model(model.batches.batch(of: seeds, epoch: 0, without: []), in: .inference).scalars
  }

  @Test(
    "to a question and its opposite are each other's negative", arguments: ZeroShot.Control.allCases
  )
  func opposites(_ control: ZeroShot.Control) throws {
    var one = try model(asking: "  measure: exists\n  where: kind = toy\n")
    var other = try model(asking: "  measure: exists\n  where: kind != toy\n")
    #expect(one.opposite == other.question && other.opposite == one.question)
    (one.control, other.control) = (control, control)
    #expect(answers(one) == answers(other).map { -$0 })
    // Each is half the difference of the two questions asked alone.
    one.asksOpposite = false
    other.asksOpposite = false
    let (alone, otherAlone) = (answers(one), answers(other))
    one.asksOpposite = true
    #expect(answers(one) == zip(alone, otherAlone).map { ($0 - $1) * 0.5 })
    #expect(control == .text || alone != answers(one))
  }

  @Test("the graph of another row is never a row's own, nor mostly that of its neighbor")
  func others() {
    for count in [2, 3, 50] {
      let others = ZeroShot.others(count, random: RandomSource(seed: 3))
      #expect(others.sorted() == Array(0..<count))
      #expect(zip(others, 0...).allSatisfy { $0 != $1 })
    }
    // Rows next to each other are alike: they are of one time, of entities that came together.
    let others = ZeroShot.others(50, random: RandomSource(seed: 3))
    #expect(zip(others, 0...).count { abs($0 - $1) < 3 } < 15)
  }

  @Test("without a graph prompts that say the same are asked once")
  func distinct() {
    func prompt(_ places: [PromptTokens.Place]) -> PromptTokens {
      PromptTokens(places: places, answer: [], asked: [7])
    }
    let plain = prompt([.token(1), .graph(0), .token(7)])
    let near = prompt([.token(1), .graph(0), .graph(1), .graph(2), .token(7)])
    let other = prompt([.token(2), .graph(0), .token(7)])
    let (distinct, rows) = ZeroShot.distinct([plain, other, near, plain, other])
    #expect(distinct == [plain, other])
    #expect(rows.indices == [0, 1, 0, 0, 1])
    #expect(rows.sourceCount == 2)
  }

  @Test("past answers alone say nothing of a question that is not about rows to come")
  func pastAlone() throws {
    var asked = try model(asking: "  measure: exists\n  where: kind = toy\n")
    asked.control = .past
    // Buyers buy toys and other things in every window: a question and its opposite cancel out.
    asked.asksOpposite = false
    #expect(Set(answers(asked)).count > 1)
    asked.batches.pastQuestions = []
    #expect(answers(asked).allSatisfy { $0 == 0 })
  }

  @Test("to a question without a condition are asked for alone")
  func withoutOpposite() throws {
    var plain = try model(asking: "  measure: exists\n")
    #expect(plain.opposite == nil)
    let asked = answers(plain)
    plain.asksOpposite = false
    #expect(answers(plain) == asked)
  }

  @Test("where label 1 says that no such rows will come, rows of another kind are no opposite")
  func absence() throws {
    let one = try model(asking: "  measure: exists\n  where: kind = toy\n")
    let absent = try model(asking: "  measure: exists\n  where: kind = toy\n", yesMeans: 0)
    #expect(one.opposite != nil && absent.opposite == nil)
    var alone = one
    alone.asksOpposite = false
    #expect(answers(absent) == answers(alone).map { -$0 })
    // Of how many there are, it is the bound that is turned: an opposite all the same.
    let few = try model(asking: "  measure: count\n  threshold: <= 3\n", yesMeans: 0)
    #expect(few.opposite != nil)
  }
}

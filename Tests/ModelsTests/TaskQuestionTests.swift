import FixtureSupport
import Foundation
import EntityGraphs
import Prompts
import Relational
import Tasks
import Testing

@testable import Models

/// The catalog's questions against the labels of real tasks: what they ask is what the labels say.
@Suite("Task questions")
struct TaskQuestionTests {
  private func agreement(_ database: Database, _ task: PredictionTask) throws -> Double {
    let window = try #require(try task.windowQuestion(in: database))
    let graph = EntityGraph(database)
    let rows = try WindowRows(window, in: database)
    let seeds = try #require(try WindowSeeds(window, SelfSupervision(graph)))
    let table = try task.table(.train)
    let yesMeansOne = task.question?.yesMeansOne ?? true
    var equal = 0
    for (seed, target) in zip(table.seeds, table.targets) {
      guard let answer = rows.answers.answer(seeds.coming(to: seed.row, after: seed.time)) else {
        continue
      }
      let label = task.isBinary && !yesMeansOne ? 1 - answer : answer
      if abs(label - target) < 1e-6 { equal += 1 }
    }
    return Double(equal) / Double(table.count)
  }

  @Test(
    "answers from the database are the labels, yes as 1 or as 0",
    .enabled(if: SharedFolder.isPresent, "needs ../shared"),
    arguments: [
      ("rel-f1", "driver-dnf", 1.0), ("rel-f1", "driver-top3", 1.0),
      ("rel-f1", "driver-position", 1.0), ("online-retail", "customer-churn", 1.0),
      // Orders are counted once, lines as often as they are; and a product without a sale has none.
      ("online-retail", "product-orders", 0.8),
    ])
  func labels(_ name: String, _ task: String, _ least: Double) throws {
    let database = try Database.open(at: SharedFolder.database(name))
    let task = try PredictionTask.named(task, beside: database, home: "")
    #expect(try agreement(database, task) >= least)
  }

  @Test(
    "the catalog has the twelve binary tasks of the field and nine regressions, each with words")
  func catalog() {
    let entries = TaskCatalog.builtIn.entries.filter { $0.database.hasPrefix("rel-") }
    #expect(Set(entries.map(\.database)).count == 7)
    #expect(entries.count { $0.kind == .binaryClassification } == 12)
    #expect(entries.count { $0.kind == .regression } == 9)
    #expect(entries.allSatisfy { $0.question.text.hasSuffix("?") && !$0.description.isEmpty })
  }
}

import FixtureSupport
import Foundation
import Models
import RunLogs
import Testing

@testable import Training

/// A language model with a graph before its text, trained on labels: each head, each adapter.
@Suite("Rel-LLM run")
struct RelLLMTests {
  static let settings = [
    "language_model": TinyDecoder.path, "channels": "8", "blocks": "1", "fanout": "4,3",
    "text_width": "8", "projector_width": "8", "neighbor_tokens": "2", "epochs": "4",
    "batch_size": "16", "learning_rate": "0.01", "averaging": "0", "row_text": "yes",
  ]

  private func losses(_ task: String, _ more: [String: String]) throws -> [Double] {
    try finish(task, more).run.epochs.compactMap(\.trainLoss)
  }

  private func finish(
    _ task: String, _ more: [String: String]
  ) throws -> (shop: ShopProject, run: ShopProject.Run) {
    let shop = try ShopProject()
    let settings = Self.settings.merging(more) { $1 }
    return (
      shop,
      try shop.finish(TrainingRequest(task: task, model: "rel-llm", settings: settings))
    )
  }

  @Test(
    "every head learns",
    arguments: [
      ("toys", "odds"), ("toys", "tokens"), ("toys", "mlp"), ("spend", "mlp"),
    ])
  func heads(_ task: String, _ head: String) throws {
    let losses = try losses(task, ["head": head])
    let (first, last) = (try #require(losses.first), try #require(losses.last))
    #expect(last < first)
  }

  @Test("a number can be written out")
  func text() throws {
    let losses = try losses("spend", ["head": "text", "target": "raw"])
    #expect(try #require(losses.last) < #require(losses.first))
  }

  @Test(
    "every head learns with demonstrations",
    arguments: [("toys", "odds"), ("toys", "tokens"), ("spend", "mlp"), ("spend", "text")])
  func demonstrations(_ task: String, _ head: String) throws {
    let losses = try losses(
      task,
      [
        "head": head, "demonstrations": "2", "row_text": "no",
        "target": head == "text" ? "raw" : "scaled",
      ])
    #expect(try #require(losses.last) < #require(losses.first))
  }

  @Test("a checkpoint trained with demonstrations answers as the run did")
  func checkpoint() throws {
    let (shop, run) = try finish("toys", ["demonstrations": "2", "epochs": "1"])
    #expect(
      try Predictor(run: run.id, project: shop.project).evaluate(.val)
        == run.report?.metrics["val"])
  }

  @Test("adapters and a frozen decoder learn too", arguments: ["lora", "frozen"])
  func adapters(_ adapter: String) throws {
    let losses = try losses("toys", ["adapter": adapter])
    #expect(try #require(losses.last) < #require(losses.first))
  }

  @Test("a head that does not fit the task is refused")
  func refusals() throws {
    #expect(throws: TrainingError.self) { try losses("spend", ["head": "odds"]) }
    #expect(throws: TrainingError.self) { try losses("toys", ["head": "text"]) }
  }
}

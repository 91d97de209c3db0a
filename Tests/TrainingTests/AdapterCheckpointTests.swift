import FixtureSupport
import Foundation
import Models
import RunLogs
import Testing

@testable import Training

/// Checkpoints hold what learned: of a large model's own weights, none.
@Suite("Checkpoints of adapters")
struct AdapterCheckpointTests {
  /// Names of the language model's tensors among some, and of what was added to it.
  private func language(_ names: some Sequence<String>) -> (own: [String], added: [String]) {
    (
      names.filter { $0.contains("language.") || $0.contains("embed_tokens") },
      names.filter { $0.contains("base_model.") }
    )
  }

  @Test(
    "hold no weight of the model that they add to, stopped or finished",
    arguments: [("lora", 8), ("frozen", 0), ("full", 0)])
  func contents(adapter: String, added: Int) throws {
    let shop = try ShopProject()
    let request = TrainingRequest(
      task: "toys", model: "rel-llm",
      settings: RelLLMTests.settings.merging(
        [
          "adapter": adapter, "epochs": "1", "max_steps_per_epoch": "2", "averaging": "0.5",
          "batch_size": "4", "fanout": "2,1",
        ]
      ) { $1 })
    let run = try shop.finish(request, stoppingAt: 1).id
    let path = shop.project.checkpointFolder(of: "\(run)")
    let stopped = try Checkpoint(contentsOf: path + "/resume.safetensors")
    let report = try shop.finish(request, run).report
    let finished = try Checkpoint(contentsOf: path + "/best.safetensors")
    for names in [
      stopped.parameters.keys, stopped.average.keys, finished.parameters.keys,
    ] {
      let (own, more) = language(names)
      // A and B of queries and values in two layers.
      #expect(more.count == added)
      #expect(own.isEmpty == (adapter != "full"))
      #expect(names.contains("projector.0.weight"))
    }
    #expect(language(stopped.optimizer.keys).own.isEmpty == (adapter != "full"))
    #expect(!stopped.optimizer.isEmpty)
    // What is left out is read from the model's own folder.
    #expect(
      try Predictor(run: run, project: shop.project).evaluate(.val) == report?.metrics["val"])
  }
}

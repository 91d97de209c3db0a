import FixtureSupport
import Models
import RunLogs
import Testing

@testable import Training

/// The text-only baseline as a run: with nothing to learn, and with a head.
@Suite("ICL run")
struct ICLRunTests {
  private func run(
    _ task: String, _ more: [String: String]
  ) throws -> (project: Project, run: ShopProject.Run) {
    let settings = [
      "language_model": TinyDecoder.path, "fanout": "2,1", "batch_size": "16",
      "learning_rate": "0.01", "averaging": "0", "text_width": "8",
    ]
    let shop = try ShopProject()
    let run = try shop.finish(
      TrainingRequest(task: task, model: "icl", settings: settings.merging(more) { $1 }))
    return (shop.project, run)
  }

  @Test("with nothing to learn a run is one validation, and its checkpoint answers the same")
  func frozen() throws {
    let (project, run) = try run("toys", ["examples": "2", "context_tokens": "300"])
    #expect(run.epochs.map(\.step) == [0])
    let finished = try #require(run.report)
    #expect(finished.metrics["val"]?["roc_auc"] == run.epochs[0].val["roc_auc"])
    let predictor = try Predictor(run: run.id, project: project)
    #expect(try predictor.evaluate(.val) == finished.metrics["val"])
    let task = predictor.task
    let explained = try predictor.explain(try task.table(.val).seeds[0])
    #expect(explained.value.isFinite)
  }

  @Test("the head learns, and its checkpoint answers the same", arguments: ["toys", "spend"])
  func head(_ task: String) throws {
    let (project, run) = try run(
      task, ["head": "mlp", "examples": "1", "context_tokens": "200", "epochs": "3"])
    let losses = run.epochs.compactMap(\.trainLoss)
    #expect(try #require(losses.last) < #require(losses.first))
    let predictor = try Predictor(run: run.id, project: project)
    #expect(try predictor.evaluate(.val) == run.report?.metrics["val"])
  }
}

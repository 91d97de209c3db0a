import FixtureSupport
import Foundation
import Models
import RunLogs
import Testing

@testable import Training

/// Fine-tuning begins with the answers that the label-free model gives, and leaves them for better ones alone.
@Suite("Rel-LLM from a label-free run")
struct RelLLMStartTests {
  let shop: ShopProject

  init() throws {
    shop = try ShopProject(questions: [
      "toys": "text: What?\nyes_means: 1\nrows: purchases\nmeasure: exists\nwhere: kind = toy",
      "spend": "text: How much?\nrows: purchases\nmeasure: sum\ncolumn: price",
    ])
  }

  private func labelFree() throws -> RunID {
    try shop.finish(
      TrainingRequest(
        task: LabelFreeExperiment.task, model: LabelFreeExperiment.model, seed: 3,
        settings: LabelFreeTests.settings)
    ).id
  }

  /// Fine-tuning of as few rows as there are.
  private func tuning(
    _ task: String, from run: RunID, _ more: [String: String]
  ) -> TrainingRequest {
    var settings = LabelFreeTests.settings.merging(more) { $1 }
    for name in ["question_pool", "max_steps_per_epoch"] { settings[name] = nil }
    // Past labels would be rows that the label-free model has not seen.
    settings["lagged_targets"] = "no"
    settings["from"] = "\(run)"
    settings["history"] = "as-of"
    return TrainingRequest(task: task, model: "rel-llm", seed: 3, settings: settings)
  }

  @Test(
    "is scored before the first step as the zero-shot answer is",
    arguments: [("toys", "roc_auc"), ("spend", "mae")])
  func start(_ task: String, _ metric: String) throws {
    let free = try labelFree()
    let model = try LabelFreeModel(
      checkpoint: shop.project.checkpointFolder(of: "\(free)"), project: shop.project,
      history: .asOf)
    let asked = try model.asked(task)
    let answers = try #require(
      asked.evaluation.answers(of: asked.model, to: try asked.task.seeds(of: .val)))
    // Supervised answers stay between the least and the greatest train label.
    let labels = try asked.task.table(.train).targets
    let (least, greatest) = (try #require(labels.min()), try #require(labels.max()))
    let scores = try asked.task.score(
      each: [answers.map { min(max($0, least), greatest) }], on: .val)
    let zeroShot = try #require(scores.each[0][metric])

    let run = try shop.finish(tuning(task, from: free, ["epochs": "1"])).id
    let curve = try shop.log.curve(of: run, split: "val", name: metric)
    #expect(curve.map(\.step).first == 0)
    let first = try #require(curve.first).value
    #expect(abs(first - zeroShot) < 1e-4, "\(first) \(zeroShot)")
  }

  @Test("learns from there", arguments: [("toys", "odds"), ("spend", "number")])
  func learns(_ task: String, _ head: String) throws {
    let run = try shop.finish(
      tuning(
        task, from: try labelFree(),
        ["head": head, "epochs": "6", "learning_rate": "0.01", "averaging": "0"])
    ).id
    let losses = try shop.log.curve(of: run, split: "train", name: "epoch_loss").map(\.value)
    #expect(losses.count == 6)
    #expect(try #require(losses.last) < #require(losses.first))
  }

  @Test("keeps its start where learning makes it no better")
  func keepsStart() throws {
    let good = try shop.finish(
      tuning("spend", from: try labelFree(), ["epochs": "8", "learning_rate": "0.01"])
    ).id
    let run = try shop.finish(
      tuning("spend", from: good, ["epochs": "2", "learning_rate": "3", "averaging": "0"]))
    let curve = try shop.log.curve(of: run.id, split: "val", name: "mae")
    #expect(curve.count == 3)
    #expect(curve.dropFirst().allSatisfy { $0.value > curve[0].value })
    #expect(run.report?.bestEpoch == 0)
    #expect(run.report?.metrics["val"]?["mae"] == curve[0].value)
    #expect(
      try Predictor(run: run.id, project: shop.project).evaluate(.val)["mae"] == curve[0].value)
  }

  @Test("ends in the same bits when it was told to stop while its start was scored")
  func stopped() throws {
    let request = tuning("toys", from: try labelFree(), Self.short)
    let steering = RunSteering()
    steering.stop()
    let run = try shop.finish(shop.experiment(request), steering: steering)
    #expect(run.report == nil)
    try expectSame(run.id, request)
  }

  @Test("scores its start once more when it was killed before the first checkpoint")
  func killed() throws {
    let request = tuning("toys", from: try labelFree(), Self.short)
    let steering = RunSteering()
    let experiment = try shop.experiment(request)
    let run = try experiment.create()
    try experiment.run(run, steering: steering, didStep: { _ in steering.kill() }) { _ in }
    try shop.log.flush()
    #expect(try shop.log.curve(of: run, split: "val", name: "roc_auc").map(\.step) == [0])
    let folder = shop.project.checkpointFolder(of: "\(run)")
    #expect(!FileManager.default.fileExists(atPath: folder + "/resume.safetensors"))
    try expectSame(run, request)
  }

  private static let short = ["epochs": "2", "learning_rate": "0.003"]

  /// The run goes on, to the bits and the curves of one that never stopped.
  private func expectSame(_ run: RunID, _ request: TrainingRequest) throws {
    let whole = try shop.finish(request)
    let resumed = try shop.finish(request, run).report
    #expect(resumed?.parameters == whole.report?.parameters)
    #expect(resumed?.metrics == whole.report?.metrics)
    for (split, name) in [("val", "roc_auc"), ("train", "loss")] {
      let steps = try shop.log.curve(of: run, split: split, name: name).map(\.step)
      let expected = try shop.log.curve(of: whole.id, split: split, name: name).map(\.step)
      #expect(steps == expected)
    }
  }
}

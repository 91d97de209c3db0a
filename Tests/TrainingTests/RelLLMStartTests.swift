import FixtureSupport
import Foundation
import Models
import RunLogs
import Synchronization
import Testing

@testable import Training

/// Fine-tuning begins with the answers that the label-free model gives, and leaves them for better ones alone.
@Suite("Rel-LLM from a label-free run")
struct RelLLMStartTests {
  let folder: TemporaryFolder
  let project: Project
  let log: RunLog

  init() throws {
    folder = try TemporaryFolder()
    try SmallShopTasks.write(in: folder)
    for (task, question) in [
      ("toys", "yes_means: 1\n  rows: purchases\n  measure: exists\n  where: kind = toy\n"),
      ("spend", "rows: purchases\n  measure: sum\n  column: price\n"),
    ] {
      let path = folder.file("tasks/\(task)/manifest.yaml")
      let manifest = try String(contentsOfFile: path, encoding: .utf8)
      try "\(manifest)question:\n  text: What will come?\n  \(question)".write(
        toFile: path, atomically: true, encoding: .utf8)
    }
    project = Project(database: try SmallShop.open(in: folder), home: folder.file("home"))
    log = try RunLog(home: project.home)
  }

  private func finish(
    _ experiment: any RunnableExperiment, _ run: RunID? = nil, stopping: Bool = false
  ) throws -> (run: RunID, report: FinishedReport?) {
    let run = try run ?? experiment.create()
    let finished = Mutex<FinishedReport?>(nil)
    let steering = RunSteering()
    if stopping { steering.stop() }
    try experiment.run(run, steering: steering) {
      if case .finished(let report) = $0 { finished.withLock { $0 = report } }
    }
    try log.flush()
    return (run, finished.withLock { $0 })
  }

  private func labelFree() throws -> RunID {
    try finish(
      TrainingRequest(
        task: LabelFreeExperiment.task, model: LabelFreeExperiment.model, seed: 3,
        settings: LabelFreeTests.settings
      ).experiment(in: project, log: log)
    ).run
  }

  /// Fine-tuning of as few rows as there are.
  private func tuning(
    _ task: String, from run: RunID, _ more: [String: String]
  ) throws -> any RunnableExperiment {
    var settings = LabelFreeTests.settings.merging(more) { $1 }
    for name in ["question_pool", "max_steps_per_epoch"] { settings[name] = nil }
    // Past labels would be rows that the label-free model has not seen.
    settings["lagged_targets"] = "no"
    settings["from"] = "\(run)"
    settings["history"] = "as-of"
    return try TrainingRequest(task: task, model: "rel-llm", seed: 3, settings: settings)
      .experiment(in: project, log: log)
  }

  @Test(
    "is scored before the first step as the zero-shot answer is",
    arguments: [("toys", "roc_auc"), ("spend", "mae")])
  func start(_ task: String, _ metric: String) throws {
    let free = try labelFree()
    let model = try LabelFreeModel(
      checkpoint: project.checkpointFolder(of: "\(free)"), project: project, history: .asOf)
    let asked = try model.asked(task)
    let answers = try #require(
      asked.evaluation.answers(of: asked.model, to: try asked.task.seeds(of: .val)))
    // Supervised answers stay between the least and the greatest train label.
    let labels = try asked.task.table(.train).targets
    let (least, greatest) = (try #require(labels.min()), try #require(labels.max()))
    let scores = try asked.task.score(
      each: [answers.map { min(max($0, least), greatest) }], on: .val)
    let zeroShot = try #require(scores.each[0][metric])

    let (run, _) = try finish(tuning(task, from: free, ["epochs": "1"]))
    let curve = try log.curve(of: run, split: "val", name: metric)
    #expect(curve.map(\.step).first == 0)
    let first = try #require(curve.first).value
    #expect(abs(first - zeroShot) < 1e-4, "\(first) \(zeroShot)")
  }

  @Test("learns from there", arguments: [("toys", "odds"), ("spend", "number")])
  func learns(_ task: String, _ head: String) throws {
    let (run, _) = try finish(
      tuning(
        task, from: try labelFree(),
        ["head": head, "epochs": "6", "learning_rate": "0.01", "averaging": "0"]))
    let losses = try log.curve(of: run, split: "train", name: "epoch_loss").map(\.value)
    #expect(losses.count == 6)
    #expect(try #require(losses.last) < #require(losses.first))
  }

  @Test("keeps its start where learning makes it no better")
  func keepsStart() throws {
    let good = try finish(
      tuning("spend", from: try labelFree(), ["epochs": "8", "learning_rate": "0.01"])
    ).run
    let (run, report) = try finish(
      tuning("spend", from: good, ["epochs": "2", "learning_rate": "3", "averaging": "0"]))
    let curve = try log.curve(of: run, split: "val", name: "mae")
    #expect(curve.count == 3)
    #expect(curve.dropFirst().allSatisfy { $0.value > curve[0].value })
    #expect(report?.bestEpoch == 0)
    #expect(report?.metrics["val"]?["mae"] == curve[0].value)
    #expect(try Predictor(run: run, project: project).evaluate(.val)["mae"] == curve[0].value)
  }

  @Test("ends in the same bits when it was told to stop while its start was scored")
  func stoppedAtStart() throws {
    let free = try labelFree()
    let more = ["epochs": "2", "learning_rate": "0.003"]
    let whole = try finish(tuning("toys", from: free, more)).report
    let (run, none) = try finish(tuning("toys", from: free, more), stopping: true)
    #expect(none == nil)
    let resumed = try finish(tuning("toys", from: free, more), run).report
    #expect(resumed?.parameters == whole?.parameters)
    #expect(resumed?.metrics == whole?.metrics)
    #expect(try log.curve(of: run, split: "val", name: "roc_auc").map(\.step).first == 0)
  }
}

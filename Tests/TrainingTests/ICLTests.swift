import FixtureSupport
import Models
import RunLogs
import Synchronization
import Testing

@testable import Training

/// The text-only baseline as a run: with nothing to learn, and with a head.
@Suite("ICL run")
struct ICLRunTests {
  private struct Run {
    let folder: TemporaryFolder
    let project: Project
    let log: RunLog
    let id: RunID
    var epochs: [EpochReport] = []
    var finished: FinishedReport?
  }

  private func run(_ task: String, _ more: [String: String]) throws -> Run {
    let folder = try TemporaryFolder()
    try SmallShopTasks.write(in: folder)
    let project = Project(database: try SmallShop.open(in: folder), home: folder.file("home"))
    let log = try RunLog(home: project.home)
    let settings = [
      "language_model": TinyDecoder.path, "fanout": "2,1", "batch_size": "16",
      "learning_rate": "0.01", "averaging": "0", "text_width": "8",
    ]
    let experiment = try TrainingRequest(
      task: task, model: "icl", settings: settings.merging(more) { $1 }
    ).experiment(in: project, log: log)
    let run = Mutex(
      Run(folder: folder, project: project, log: log, id: try experiment.create()))
    try experiment.run(run.withLock { $0.id }, steering: RunSteering()) { report in
      run.withLock { run in
        switch report {
        case .epoch(let epoch): run.epochs.append(epoch)
        case .finished(let finished): run.finished = finished
        }
      }
    }
    return run.withLock { $0 }
  }

  @Test("with nothing to learn a run is one validation, and its checkpoint answers the same")
  func frozen() throws {
    let run = try run("toys", ["examples": "2", "context_tokens": "300"])
    #expect(run.epochs.map(\.step) == [0])
    let finished = try #require(run.finished)
    #expect(finished.metrics["val"]?["roc_auc"] == run.epochs[0].val["roc_auc"])
    let predictor = try Predictor(run: run.id, project: run.project)
    #expect(try predictor.evaluate(.val) == finished.metrics["val"])
    let task = predictor.task
    let explained = try predictor.explain(try task.table(.val).seeds[0])
    #expect(explained.value.isFinite)
  }

  @Test("the head learns, and its checkpoint answers the same", arguments: ["toys", "spend"])
  func head(_ task: String) throws {
    let run = try run(
      task, ["head": "mlp", "examples": "1", "context_tokens": "200", "epochs": "3"])
    let losses = run.epochs.map(\.trainLoss)
    #expect(try #require(losses.last) < #require(losses.first))
    let predictor = try Predictor(run: run.id, project: run.project)
    #expect(try predictor.evaluate(.val) == run.finished?.metrics["val"])
  }
}

import Inspection
import RunLogs
import Training

/// The run that comes with the demo database: really trained, but so shortly that it is there to be
/// looked at, not to be good.
enum DemoRun {
  static let tag = "demo"

  static let request = TrainingRequest(
    task: "churn", model: "rdl", seed: 0,
    settings: [
      "epochs": "4", "max_steps_per_epoch": "10", "batch_size": "64", "channels": "8",
      "learning_rate": "0.01",
    ])

  static let note =
    "a real run of 40 steps and 8 channels, to have something to look at: more training does better"

  /// Whether a home has no run on this database, and had none that was deleted.
  static func isMissing(on project: Project, in log: RunLog) throws -> Bool {
    let all = try log.runs() + log.runs(inTrash: true)
    return !all.contains { $0.fingerprint == project.database.fingerprint }
  }

  /// Says on the run what it is.
  static func describe(_ run: RunID, in log: RunLog) throws {
    try log.tag(run, tag)
    try log.note(run, note)
  }

  /// Trains it here and now; nil where there is a run already.
  static func train(on project: Project, home: String, steering: RunSteering) throws -> RunID? {
    let log = try RunLog(home: home)
    defer { try? log.close() }
    guard try isMissing(on: project, in: log) else { return nil }
    let experiment = try request.experiment(in: project, log: log)
    let run = try experiment.create()
    try describe(run, in: log)
    try experiment.run(run, steering: steering) { _ in }
    return run
  }
}

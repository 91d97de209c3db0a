import FixtureSupport
import Foundation
import RunLogs
import Synchronization

@testable import Training

/// The small shop as a project with a home of its own, and runs in it.
struct ShopProject {
  /// A run, and what it said before it returned.
  struct Run {
    let id: RunID
    var epochs: [EpochReport] = []
    var report: FinishedReport?
  }

  let folder: TemporaryFolder
  let project: Project
  let log: RunLog

  /// - Parameters:
  ///   - questions: of tasks, as lines of YAML under `question`.
  ///   - prepare: changes the folder of the tasks before anything is read.
  init(
    _ purchases: [SmallShop.Purchase] = SmallShop.purchases, questions: [String: String] = [:],
    prepare: (TemporaryFolder) throws -> Void = { _ in }
  ) throws {
    folder = try TemporaryFolder()
    try SmallShopTasks.write(in: folder)
    for (task, question) in questions {
      let path = folder.file("tasks/\(task)/manifest.yaml")
      let manifest = try String(contentsOfFile: path, encoding: .utf8)
      let lines = question.split(separator: "\n").map { "  \($0)\n" }.joined()
      try "\(manifest)question:\n\(lines)".write(toFile: path, atomically: true, encoding: .utf8)
    }
    try prepare(folder)
    project = Project(
      database: try SmallShop.open(purchases, in: folder), home: folder.file("home"))
    log = try RunLog(home: project.home)
  }

  func experiment(_ request: TrainingRequest) throws -> any RunnableExperiment {
    try request.experiment(in: project, log: log)
  }

  /// Runs to the end, or until it is told to stop.
  ///
  /// - Parameters:
  ///   - run: one to go on with; nil: a new one.
  ///   - steering: before it starts and meanwhile.
  ///   - stop: the step after which it is told to.
  func finish(
    _ experiment: any RunnableExperiment, _ run: RunID? = nil,
    steering: RunSteering = RunSteering(), stoppingAt stop: Int? = nil
  ) throws -> Run {
    let seen = Mutex(Run(id: try run ?? experiment.create()))
    try experiment.run(
      seen.withLock { $0.id }, steering: steering, didStep: { if $0 == stop { steering.stop() } }
    ) { report in
      seen.withLock {
        switch report {
        case .epoch(let epoch): $0.epochs.append(epoch)
        case .finished(let report): $0.report = report
        }
      }
    }
    try log.flush()
    return seen.withLock { $0 }
  }

  func finish(_ request: TrainingRequest, _ run: RunID? = nil, stoppingAt stop: Int? = nil) throws
    -> Run
  {
    try finish(experiment(request), run, stoppingAt: stop)
  }
}

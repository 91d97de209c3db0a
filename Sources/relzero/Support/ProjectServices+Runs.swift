import Foundation
import Inspection
import Models
import RunLogs
import Training
import Workbench

// Runs: started, steered, kept in order, read and written out.
extension ProjectServices {
  func startRun(_ request: RunRequest) throws -> RunID {
    let experiment = try experiment(request)
    guard request.isApart else { return try queue.start(experiment) }
    let log = try writableLog()
    if try log.runs().contains(where: \.status.isLive), let free = MachineGauge.freeMiB,
      free < Self.roomMiB
    {
      throw InputError(
        description:
          "Only \(free) MiB are free beside the runs that train: start it when one is over.")
    }
    let run = try experiment.create()
    try log.setStatus(.queued, of: run, message: DetachedRuns.starting)
    guard !DetachedRuns.start([run], then: [], home: home).isEmpty else {
      try log.setStatus(.failed, of: run, message: "no process could be started for it")
      throw InputError(description: "No process could be started for \(run).")
    }
    return run
  }

  func rehearse(_ request: RunRequest) throws -> String {
    _ = try experiment(request)
    let waits = queue.live.count >= queue.limit ? ", after a run that trains now" : ""
    return "all is right: it would train \(request.model) with seed \(request.seed)\(waits)"
  }

  private func experiment(_ request: RunRequest) throws -> any RunnableExperiment {
    var settings = request.settings
    settings["history"] = request.history
    if let epochs = request.epochs { settings["epochs"] = "\(epochs)" }
    return try TrainingRequest(
      task: request.task, model: request.model, seed: request.seed, settings: settings
    ).experiment(in: try opened(), log: try writableLog())
  }

  func control(_ run: RunID, _ verb: RunOrder) throws {
    let log = try writableLog()
    if let steering = queue.steering(of: run) {
      switch verb {
      case .pause: queue.pause(run)
      case .resume: steering.resume()
      case .stop: if !queue.withdraw(run) { queue.stop(run) }
      case .kill: if !queue.withdraw(run) { queue.stop(run, inHaste: true) }
      case .checkpoint: steering.checkpoint()
      case .sooner, .later:
        guard queue.move(run, by: verb == .sooner ? -1 : 1) else {
          throw InputError(description: "\(run) is at that end of the queue already.")
        }
      }
      return
    }
    let found = try log.run(run)
    if found.status.isLive {
      if verb == .kill, let process = found.process {
        guard kill(Int32(process), SIGKILL) == 0 else {
          throw InputError(
            description: "Process \(process), which trains \(run), cannot be ended: "
              + String(cString: strerror(errno)))
        }
        return
      }
      // Another process trains it: ask through the log.
      try log.ask(RunControl.Verb(rawValue: verb.rawValue) ?? .stop, of: run)
      return
    }
    guard verb == .resume, [.interrupted, .stopped, .failed].contains(found.status) else {
      throw TrainingError.notResumable(run: "\(run)", status: found.status.rawValue)
    }
    let experiment = try TrainingRequest(
      task: found.task, model: found.model, seed: found.seed, settings: found.configuration
    ).experiment(in: try opened(), log: log)
    try queue.resume(run, as: experiment)
  }

  func curate(_ act: RunCuration) throws {
    let log = try writableLog()
    switch act {
    case .tag(let run, let tag): try log.tag(run, tag)
    case .untag(let run, let tag): try log.untag(run, tag)
    case .note(let run, let text): try log.note(run, text)
    case .rename(let run, let name): try log.rename(run, name)
    case .trash(let runs):
      try log.trash(runs)
      // What has lain in the trash for its 30 days goes for good.
      for file in try log.emptyTrash() { try? FileManager.default.removeItem(atPath: file) }
    case .restore(let runs): try log.restore(runs)
    }
  }

  func export(_ request: ExportRequest) throws -> String {
    let text = try RunLog.readOnly(home: home).export(
      request.runs, layout: request.layout, format: request.format)
    let file =
      if let path = request.path { try ExportFile(at: path) } else {
        try ExportFile(
          named: (request.runs.count == 1 ? "\(request.runs[0])" : "curves")
            + ".\(request.format.rawValue)", in: home + "/exports")
      }
    return try Self.write(to: file) { try $0.write(text) }
  }

  func query(_ sql: String) throws -> QueryAnswer { try RunLog.query(sql, home: home) }

  func schedule(of run: RunSummary) throws -> ScheduleSummary? {
    SparsitySchedule.plan(of: run.configuration, steps: run.plannedSteps ?? 0)
  }

  func machine(process: Int?) throws -> MachineReading { machine.read(process: process) }

  func runs() throws -> [RunSummary] {
    let stamp = KnownRuns.Stamp(home: home)
    return try knownRuns.withLock { known in
      try known.runs(stamp) { try readableLog()?.listing(after: $0) ?? RunListing() }
    }
  }

  func progress(of run: RunID, afterPoint: Int64, afterEvent: Int64) throws -> RunProgress {
    guard let log = try readableLog() else { return RunProgress(run: run, points: [], events: []) }
    return RunProgress(
      run: run, points: try log.metrics(of: run, after: afterPoint),
      events: try log.events(of: run, after: afterEvent))
  }
}

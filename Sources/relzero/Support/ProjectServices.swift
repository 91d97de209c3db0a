import EntityGraphs
import Foundation
import Inspection
import Models
import Relational
import RunLogs
import Synchronization
import Tasks
import Training
import Workbench

/// Answers the workbench's requests from an opened project, the run queue and the run log.
///
/// Every call may block and comes from a worker thread of the workbench.
final class ProjectServices: WorkbenchServices {
  let home: String
  private let project = Mutex<Project?>(nil)
  let log = Mutex<RunLog?>(nil)
  let queue: RunQueue
  private let tasks = Mutex<[String: TaskSummary]>([:])
  let predictor = Mutex<LoadedPredictor?>(nil)
  let writer = Mutex<LoadedWriter?>(nil)
  let knownRuns = Mutex(KnownRuns())
  let machine = MachineGauge()
  /// Whether the demo gets a tiny run when it is opened and has none.
  private let trainsDemo: Bool

  /// A predictor and the run and checkpoint time it is of, kept between questions.
  ///
  /// - Note: Unchecked, because only ``ask(_:about:edits:_:)`` uses it, under the mutex that holds it.
  struct LoadedPredictor: @unchecked Sendable {
    let run: RunID
    let stamp: Date?
    let project: Project
    let seesAll: Bool
    let predictor: Predictor
    /// The same on a copy of the database with other values in some cells.
    var edited: (edits: [CellEdit], predictor: Predictor)?
  }

  /// - Note: Unchecked, because only ``prompt(_:)`` uses it, under the mutex that holds it.
  struct LoadedWriter: @unchecked Sendable {
    let run: RunID?
    let task: String
    let project: Project
    let writer: PromptWriter
  }

  /// What a run takes of memory, about at most.
  static let roomMiB = 1_024

  /// Runs at a time: two where there is memory for them at all, else one; the second starts only while
  /// enough of it is free.
  private static var slots: Int {
    ProcessInfo.processInfo.physicalMemory >> 30 >= 4 ? 2 : 1
  }

  init(home: String, trainsDemo: Bool = false) {
    self.home = home
    self.trainsDemo = trainsDemo
    queue = RunQueue(
      limit: Self.slots,
      changed: { DetachedRuns.prepareForCrash($0, then: $1, home: home) },
      hasRoom: { MachineGauge.freeMiB.map { $0 >= ProjectServices.roomMiB } ?? true })
  }

  /// The run that was started for the demo and not by a person.
  let demoRun = Mutex<RunID?>(nil)

  /// Stops what trains, with checkpoints; returns the runs that can go on from one, and those that
  /// waited for their turn.
  func close() -> (stopped: [RunID], waited: [RunID]) {
    let waited = queue.waiting
    let live = queue.live.filter { !waited.contains($0) }
    queue.close()
    return log.withLock { log in
      let stopped = live.filter { run in
        (try? log?.run(run).status) == .stopped
          && (try? log?.checkpoints(of: run, kind: .resume))?.isEmpty == false
      }
      try? log?.close()
      return (stopped, waited)
    }
  }

  func openDatabase(
    at path: String, watching: (OpeningSummary) -> Bool
  ) throws -> SchemaSummary {
    var progress: OpeningSummary?
    let opened = try Opening.project(
      path, home: home,
      watching: {
        progress = $0
        return watching($0)
      })
    if var progress {
      progress.phase = .counting
      guard watching(progress) else { throw DatabaseError.stopped(path: path) }
    }
    project.withLock { $0 = opened }
    tasks.withLock { $0 = [:] }
    predictor.withLock { $0 = nil }
    writer.withLock { $0 = nil }
    return opened.schemaSummary()
  }

  func preview(_ query: TaskQuery, watching: (Double) -> Bool) throws -> TaskPreviewSummary {
    let project = try opened()
    let labels = try TaskLabels(query, in: project.database, watching: watching)
    // The labels are counted once more, by other code.
    guard watching(1) else { throw TaskError.cancelled }
    return labels.preview { project.graph.reference(table: labels.entityTable, row: $0) }
  }

  func saveTask(_ query: TaskQuery, named name: String) throws -> String {
    try TaskLabels(query, in: try opened().database).write(name: name, home: home)
  }

  func discardTask(_ name: String) throws {
    try TaskTrash.discard(name, of: try opened().database, home: home)
  }

  func restoreTask(_ name: String) throws {
    try TaskTrash.restore(name, of: try opened().database, home: home)
  }

  func catalog(watching: (Double) -> Bool) throws -> Catalog {
    let project = try opened()
    let folders = PredictionTask.list(beside: project.database, home: home)
    var summaries: [TaskSummary] = []
    for (place, folder) in folders.enumerated() {
      guard watching(Double(place) / Double(folders.count)) else { throw TaskError.cancelled }
      if let summary = try? summary(of: folder, in: project) { summaries.append(summary) }
    }
    if trainsDemo { try? startDemoRun(on: project) }
    return Catalog(tasks: summaries, models: ModelCatalog.names)
  }

  /// Gives the demo its run, which trains in the background like any that is started on the screen.
  private func startDemoRun(on project: Project) throws {
    guard project.database.path == (try Opening.path("demo", home: home)) else { return }
    let log = try writableLog()
    guard try DemoRun.isMissing(on: project, in: log) else { return }
    let run = try queue.start(try DemoRun.request.experiment(in: project, log: log))
    demoRun.withLock { $0 = run }
    try DemoRun.describe(run, in: log)
  }

  private func summary(of folder: TaskFolder, in project: Project) throws -> TaskSummary {
    if let known = tasks.withLock({ $0[folder.path] }) { return known }
    let summary = try PredictionTask.read(folder: folder.path, database: project.database).summary
    tasks.withLock { $0[folder.path] = summary }
    return summary
  }

  func diagnosis() -> String { Diagnosis(home: .success(home)).text }

  /// Writes a file whole or not at all; returns its path.
  static func write(
    to file: ExportFile, _ body: (ExportFile) throws -> Void
  ) throws -> String {
    do {
      try body(file)
      return try file.finish()
    } catch {
      file.drop()
      throw error
    }
  }

  func opened() throws -> Project {
    guard let project = project.withLock({ $0 }) else { throw ProgramError.nothingOpened }
    return project
  }

  func writableLog() throws -> RunLog {
    try log.withLock { log in
      if let log { return log }
      let opened = try RunLog(home: home)
      log = opened
      return opened
    }
  }

  /// The log for reading; nil while there is none, so that looking around writes nothing.
  func readableLog() throws -> RunLog? {
    if let log = log.withLock({ $0 }) { return log }
    guard FileManager.default.fileExists(atPath: home + "/runs.sqlite") else { return nil }
    return try RunLog.readOnly(home: home)
  }

  static func time(_ text: String) throws -> Timestamp {
    guard let time = Timestamp(parsing: text) else {
      throw InputError(
        description: "\"\(text)\" is not a time; expected YYYY-MM-DD or YYYY-MM-DD HH:MM:SS.")
    }
    return time
  }
}

/// A request that came before its time.
enum ProgramError: Error, CustomStringConvertible {
  case nothingOpened
  var description: String { "No database is open." }
}

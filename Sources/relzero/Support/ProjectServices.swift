import Foundation
import Inspection
import Models
import Relational
import RunLogs
import Sampling
import EntityGraphs
import Synchronization
import Tasks
import Training
import Workbench

/// Answers the workbench's requests from an opened project, the run queue and the run log.
///
/// Every call may block and comes from a worker thread of the workbench.
final class ProjectServices: WorkbenchServices {
  private let home: String
  private let project = Mutex<Project?>(nil)
  private let log = Mutex<RunLog?>(nil)
  private let queue = RunQueue(
    limit: slots,
    hasRoom: { MachineGauge.freeMiB.map { $0 >= ProjectServices.roomMiB } ?? true })
  private let tasks = Mutex<[String: TaskSummary]>([:])
  private let predictor = Mutex<LoadedPredictor?>(nil)
  private let writer = Mutex<LoadedWriter?>(nil)
  private let machine = MachineGauge()
  /// Whether the demo gets a tiny run when it is opened and has none.
  private let trainsDemo: Bool

  /// A predictor and the run and checkpoint time it is of, kept between questions.
  ///
  /// - Note: Unchecked, because only ``ask(_:about:edits:_:)`` uses it, under the mutex that holds it.
  private struct LoadedPredictor: @unchecked Sendable {
    let run: RunID
    let stamp: Date?
    let project: Project
    let predictor: Predictor
    /// The same on a copy of the database with other values in some cells.
    var edited: (edits: [CellEdit], predictor: Predictor)?
  }

  /// - Note: Unchecked, because only ``prompt(_:)`` uses it, under the mutex that holds it.
  private struct LoadedWriter: @unchecked Sendable {
    let run: RunID?
    let task: String
    let project: Project
    let writer: PromptWriter
  }

  /// What a run takes of memory, about at most.
  private static let roomMiB = 1_024

  /// Runs at a time: two where there is memory for them at all, else one; the second starts only while
  /// enough of it is free.
  private static var slots: Int {
    ProcessInfo.processInfo.physicalMemory >> 30 >= 4 ? 2 : 1
  }

  init(home: String, trainsDemo: Bool = false) {
    self.home = home
    self.trainsDemo = trainsDemo
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

  func page(_ request: PageRequest) throws -> RowPageSummary {
    let graph = try opened().graph
    let sort = request.sort.map { RowSort(column: $0.column, descending: $0.isDescending) }
    let asOf = try request.asOf.map(Self.time)
    func page(from offset: Int, limit: Int) throws -> RowPageSummary {
      try graph.page(
        table: request.table, offset: offset, limit: limit, filter: request.filter,
        sort: sort, asOf: asOf, budget: .time(Self.scanTime))
    }
    guard let row = request.around else {
      return try page(from: request.offset, limit: request.limit)
    }
    // Where a row stands is known when filter and sort are through: until then, how far they are.
    let progress = try page(from: 0, limit: 0)
    guard progress.scannedRows == nil, progress.sortedShare == nil else { return progress }
    let place = try graph.place(
      ofRow: row, table: request.table, filter: request.filter, sort: sort, asOf: asOf)
    let offset = place.map { max(0, $0 - $0 % max(1, request.limit)) } ?? request.offset
    return try page(from: offset, limit: request.limit)
  }

  func storedPage(_ request: StoredPageRequest) throws -> RowPageSummary {
    try StoredRows(path: Opening.path(request.database, home: home)).page(
      of: request.table, limit: request.limit, at: request.place)
  }

  /// How long a filter or a sort goes on before it is shown how far it came, and can be cut short.
  private static let scanTime = Duration.milliseconds(40)

  func seek(_ request: PageRequest, from row: Int, isForward: Bool) throws -> Int? {
    try opened().graph.row(
      after: row, isForward: isForward, table: request.table, filter: request.filter,
      asOf: try request.asOf.map(Self.time))
  }

  func profile(table: String) throws -> TableSummary {
    let project = try opened()
    return project.database.profile(ofTable: try project.graph.index(ofTable: table))
  }

  func history(_ request: HistoryRequest) throws -> ColumnHistorySummary? {
    let project = try opened()
    return try project.columnHistory(
      table: request.table, column: request.column, asOf: try request.asOf.map(Self.time))
  }

  func counts(asOf: String) throws -> [String: Int] {
    try opened().graph.visibleRows(asOf: try Self.time(asOf))
  }

  func setMeaning(table: String, column: String, type: String?) throws -> SchemaSummary {
    let project = try opened()
    try project.setMeaning(table: table, column: column, type: type)
    return project.schemaSummary()
  }

  func entity(_ request: EntityRequest) throws -> EntitySummary {
    let graph = try opened().graph
    let row =
      switch request.address {
      case .row(let row): row
      case .key(let key): try graph.row(forKey: key, table: request.table)
      }
    return try graph.entity(
      table: request.table, row: row, asOf: try request.asOf.map(Self.time))
  }

  func subgraph(_ request: SubgraphRequest) throws -> SubgraphSummary {
    let project = try opened()
    _ = try project.graph.entity(table: request.table, row: request.row)
    return project.subgraph(
      table: try project.graph.index(ofTable: request.table), row: request.row,
      time: try request.time.map(Self.time) ?? project.presentTime, fanout: request.fanout,
      strategy: SamplingStrategy(rawValue: request.strategy) ?? .uniform, history: .asOf,
      seed: request.randomSeed)
  }

  func prompt(_ request: PromptRequest) throws -> PromptSummary {
    let project = try opened()
    _ = try project.graph.entity(table: request.table, row: request.row)
    let time = try request.time.map(Self.time) ?? project.presentTime
    let seed = Seed(row: Int32(request.row), time: time.microseconds)
    return try writer.withLock { loaded in
      if loaded?.task != request.task || loaded?.run != request.run || loaded?.project !== project {
        loaded = LoadedWriter(
          run: request.run, task: request.task, project: project,
          writer: try PromptWriter(
            task: request.task, run: request.run, settings: [:], seed: 0, in: project))
      }
      guard let writer = loaded?.writer else { throw ProgramError.nothingOpened }
      return writer.prompt(of: seed, sparsity: request.sparsity)
    }
  }

  func preview(_ query: TaskQuery) throws -> TaskPreviewSummary {
    let project = try opened()
    let labels = try TaskLabels(query, in: project.database)
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

  func catalog() throws -> Catalog {
    let project = try opened()
    let summaries = PredictionTask.list(beside: project.database, home: home).compactMap { folder in
      try? summary(of: folder, in: project)
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

  func startRun(_ request: RunRequest) throws -> RunID {
    try queue.start(try experiment(request))
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
      case .stop: if !queue.withdraw(run) { steering.stop() }
      case .kill: if !queue.withdraw(run) { steering.kill() }
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

  func diagnosis() -> String { Diagnosis(home: .success(home)).text }

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
    guard let log = try readableLog() else { return [] }
    return try log.runs()
  }

  func progress(of run: RunID, afterPoint: Int64, afterEvent: Int64) throws -> RunProgress {
    guard let log = try readableLog() else { return RunProgress(run: run, points: [], events: []) }
    return RunProgress(
      run: run, points: try log.metrics(of: run, after: afterPoint),
      events: try log.events(of: run, after: afterEvent))
  }

  func predict(_ request: PredictionRequest) throws -> PredictionSummary {
    let project = try opened()
    let time = try request.time.map(Self.time) ?? project.presentTime
    // The row may be of a database that was open a moment ago.
    _ = try project.graph.entity(table: request.table, row: request.row)
    let seed = Seed(row: Int32(request.row), time: time.microseconds)
    return try ask(request.run, about: request.task, edits: request.edits) { predictor, original in
      try predictor.explain(
        seed, without: predictor.hidden(request.withoutRows, tables: request.withoutTables),
        beside: original)
    }
  }

  func predictAll(_ request: BatchRequest) throws -> String {
    let project = try opened()
    let time = try request.time.map(Self.time) ?? project.presentTime
    return try Self.write(to: ExportFile(at: request.path)) { file in
      try file.write("key,time,answer\n")
      var offset = 0
      while true {
        let page = try project.graph.page(
          table: request.table, offset: offset, limit: 1_000, filter: request.filter, sort: [],
          asOf: time)
        guard !page.rows.isEmpty else { break }
        offset += page.rows.count
        let seeds = page.rows.map { Seed(row: Int32($0.row), time: time.microseconds) }
        let answers = try ask(request.run, about: request.task) { predictor, _ in
          predictor.answers(to: seeds)
        }
        for (row, answer) in zip(page.rows, answers) {
          let key = try project.graph.entity(table: request.table, row: row.row).reference.key
          try file.write("\(CSVText.field(key)),\(time),\(answer)\n")
        }
      }
    }
  }

  /// Writes a file whole or not at all; returns its path.
  private static func write(
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

  /// Asks the predictor of a run, which is kept between questions.
  ///
  /// - Parameter question: the predictor to ask and, where that one is on a copy with edited cells, the
  ///   one on the database as it is.
  private func ask<Answer>(
    _ run: RunID, about task: String, edits: [CellEdit] = [],
    _ question: (Predictor, Predictor?) throws -> Answer
  ) throws -> Answer {
    let project = try opened()
    return try predictor.withLock { loaded in
      let folder = project.checkpointFolder(of: run.description)
      let attributes = try? FileManager.default.attributesOfItem(
        atPath: folder + "/best.safetensors")
      let stamp = attributes?[.modificationDate] as? Date
      let isCurrent =
        loaded?.run == run && loaded?.stamp == stamp && loaded?.project === project
      if !isCurrent {
        loaded = LoadedPredictor(
          run: run, stamp: stamp, project: project,
          predictor: try Predictor(run: run, project: project, task: task))
      }
      guard let predictor = loaded?.predictor else { throw ProgramError.nothingOpened }
      guard !edits.isEmpty else { return try question(predictor, nil) }
      if loaded?.edited?.edits != edits {
        loaded?.edited = (
          edits, try Predictor(run: run, project: project, task: task, edits: edits)
        )
      }
      return try question(loaded?.edited?.predictor ?? predictor, predictor)
    }
  }

  private func opened() throws -> Project {
    guard let project = project.withLock({ $0 }) else { throw ProgramError.nothingOpened }
    return project
  }

  private func writableLog() throws -> RunLog {
    try log.withLock { log in
      if let log { return log }
      let opened = try RunLog(home: home)
      log = opened
      return opened
    }
  }

  /// The log for reading; nil while there is none, so that looking around writes nothing.
  private func readableLog() throws -> RunLog? {
    if let log = log.withLock({ $0 }) { return log }
    guard FileManager.default.fileExists(atPath: home + "/runs.sqlite") else { return nil }
    return try RunLog.readOnly(home: home)
  }

  private static func time(_ text: String) throws -> Timestamp {
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

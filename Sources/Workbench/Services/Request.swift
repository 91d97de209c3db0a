import Inspection
import RunLogs

/// A call of a service, as a value.
public enum Request: Equatable, Sendable {
  case open(String)
  case page(PageRequest)
  /// The same of the file alone, while the database is read.
  case storedPage(StoredPageRequest)
  case entity(EntityRequest)
  /// The same as `entity`, beside the graph.
  case card(EntityRequest)
  case subgraph(SubgraphRequest)
  case catalog
  /// The text that a language model reads of a row.
  case prompt(PromptRequest)
  case start(RunRequest)
  case control(RunID, RunOrder)
  case runs
  case progress(RunID, afterPoint: Int64, afterEvent: Int64)
  case predict(PredictionRequest)
  case predictAll(BatchRequest)
  case curate(RunCuration)
  case exportRuns(ExportRequest)
  case query(String)
  case machine(process: Int?)
  /// How much of a row's text a run plans to hide.
  case schedule(RunSummary)
  /// Takes a text out of the program.
  case copy(String)
  /// Reads a session by its name.
  case session(String)
  /// Writes a report: the log of the sitting and what the machine is like.
  case bug
  /// Keeps the session under a name.
  case save(String, Session)
  /// Keeps a filter under its name.
  case keepFilter(NamedFilter)
  /// The columns of a table counted exactly, where the schema has estimates.
  case profile(table: String, asOf: String?)
  /// How a column's values are spread over its table's time.
  case history(HistoryRequest)
  /// Says what a column means; nil leaves it to the values.
  case setMeaning(table: String, column: String, String?)
  /// The schema as of a time.
  case schema(asOf: String)
  /// Writes a text to a file: at the path that was typed, else in the home.
  case export(String, name: String, path: String? = nil)
  case previewTask(TaskQuery)
  case saveTask(TaskQuery, name: String)
  /// Moves a task of the home to the trash, or brings it back.
  case trashTask(String)
  case restoreTask(String)
  /// Checks a run as far as it can be without training.
  case rehearse(RunRequest)
  /// Takes a kept filter away.
  case forgetFilter(NamedFilter)
  case exportRows(RowExport)
  /// The nearest row after (or before) one that a page's filter lets through.
  case seek(PageRequest, from: Int, isForward: Bool)
}

/// What a service answered.
public enum Answer: Equatable, Sendable {
  case opened(SchemaSummary)
  /// How far the opening is; the answer itself follows.
  case opening(OpeningSummary)
  /// What share of an answer is there; the answer itself follows.
  case share(Double)
  case page(RowPageSummary)
  case entity(EntitySummary)
  case subgraph(SubgraphSummary)
  case prompt(PromptSummary)
  case catalog(Catalog)
  case started(RunID)
  case controlled(RunID, RunOrder)
  case runs([RunSummary])
  case progress(RunProgress)
  case prediction(PredictionSummary)
  case curated(RunCuration)
  case queried(QueryAnswer)
  case machine(MachineReading)
  /// Nil for a run that hides nothing.
  case schedule(ScheduleSummary?)
  case copied(Clipboard.Copied)
  case session(Session)
  /// All filters that are kept.
  case filters([NamedFilter])
  /// The path of the file written.
  case saved(String)
  case profiled(TableSummary)
  /// Nil for a table without times.
  case history(ColumnHistorySummary?)
  case found(Int?)
  case preview(TaskPreviewSummary)
  case done
  /// That a run could start, in words.
  case rehearsed(String)
}

/// An answer, or why there is none, with the number of its request: an answer to a request that has
/// been replaced since is dropped.
public struct Reply: Sendable {
  public var generation: Int
  public var request: Request
  public var result: Result<Answer, Failure>

  public init(generation: Int, request: Request, result: Result<Answer, Failure>) {
    self.generation = generation
    self.request = request
    self.result = result
  }
}

/// Why a request failed, in words for the screen.
public struct Failure: Error, Equatable, Sendable {
  public var message: String
  public init(_ message: String) { self.message = message }
}

extension Request {
  /// The lane of threads that carries it, so that a long training call never holds up a page.
  enum Lane: String, CaseIterable { case rows, stored, facts, runs, predictions, tasks, exports }

  var lane: Lane {
    switch self {
    case .open, .page, .entity, .card, .subgraph, .setMeaning: .rows
    // The rows' lane is taken while a database is read.
    case .storedPage: .stored
    // They go through whole tables: a page must not wait for them.
    case .profile, .history, .schema, .seek: .facts
    case .exportRows: .exports
    case .start, .control, .runs, .progress, .save, .keepFilter, .session, .bug, .copy, .curate,
      .exportRuns, .query, .machine, .schedule, .export, .forgetFilter:
      .runs
    case .catalog, .previewTask, .saveTask, .trashTask, .restoreTask, .rehearse: .tasks
    case .predict, .predictAll, .prompt: .predictions
    }
  }

  /// Requests of one kind replace each other; nil for those that must all be carried out.
  var kind: String? {
    switch self {
    case .open: "open"
    case .page, .storedPage: "page"
    case .entity: "entity"
    case .card: "card"
    case .subgraph: "subgraph"
    case .catalog: "catalog"
    case .runs: "runs"
    case .predict: "predict"
    case .prompt: "prompt"
    case .query: "query"
    case .machine: "machine"
    case .schema: "schema"
    case .previewTask: "preview"
    case .seek: "seek"
    case .rehearse: "rehearse"
    case .history: "history"
    case .start, .control, .progress, .save, .keepFilter, .predictAll, .session, .bug, .copy,
      .curate,
      .exportRuns, .saveTask, .profile, .setMeaning, .export, .exportRows, .schedule, .forgetFilter,
      .trashTask, .restoreTask:
      nil
    }
  }

  /// Whether it asks for what lies under the cursor, of memory and so within a millisecond.
  var followsCursor: Bool {
    switch self {
    case .entity, .card: true
    default: false
    }
  }

  /// - Parameters:
  ///   - isStopped: whether the person wants no answer any more; long calls ask.
  ///   - report: takes what can be shown before the answer is there.
  func answer(
    from services: any WorkbenchServices, files: WorkbenchFiles,
    isStopped: () -> Bool = { false }, report: (Answer) -> Void = { _ in }
  ) throws -> Answer {
    let clock = ContinuousClock()
    var told = clock.now
    // What is there in a moment needs no word before; the rest is told a few times a second.
    func watching(_ share: Double) -> Bool {
      if clock.now - told > .milliseconds(150) {
        told = clock.now
        report(.share(share))
      }
      return !isStopped()
    }
    return switch self {
    case .open(let path):
      .opened(try Self.open(path, with: services, isStopped: isStopped, report: report))
    case .page(let request): .page(try services.page(request))
    case .storedPage(let request): .page(try services.storedPage(request))
    case .entity(let request), .card(let request): .entity(try services.entity(request))
    case .subgraph(let request): .subgraph(try services.subgraph(request, watching: watching))
    case .prompt(let request): .prompt(try services.prompt(request, watching: watching))
    case .catalog: .catalog(try services.catalog(watching: watching))
    case .start(let request): .started(try services.startRun(request))
    case .runs: .runs(try services.runs())
    case .progress(let run, let point, let event):
      .progress(try services.progress(of: run, afterPoint: point, afterEvent: event))
    case .predict(let request): .prediction(try services.predict(request, watching: watching))
    case .predictAll(let request): .saved(try services.predictAll(request))
    case .curate(let act):
      Self.after(try services.curate(act), .curated(act))
    case .exportRuns(let request): .saved(try services.export(request))
    case .query(let sql): .queried(try services.query(sql))
    case .machine(let process): .machine(try services.machine(process: process))
    case .schedule(let run): .schedule(try services.schedule(of: run))
    case .copy(let text): .copied(try files.clipboard.copy(text))
    case .session(let name): .session(try files.session(named: name))
    case .bug: .saved(try files.report(diagnosis: services.diagnosis()))
    case .save(let name, let session): .saved(try files.save(session, named: name))
    case .keepFilter(let filter): .filters(try files.keep(filter))
    case .forgetFilter(let filter): .filters(try files.forget(filter))
    case .trashTask(let name):
      Self.after(try services.discardTask(name), .done)
    case .restoreTask(let name):
      Self.after(try services.restoreTask(name), .done)
    case .rehearse(let request): .rehearsed(try services.rehearse(request))
    case .profile(let table, let time):
      .profiled(try services.profile(table: table, asOf: time))
    case .setMeaning(let table, let column, let type):
      .opened(try services.setMeaning(table: table, column: column, type: type))
    case .history(let request): .history(try services.history(request, watching: watching))
    case .schema(let time): .opened(try services.schema(asOf: time))
    case .previewTask(let query): .preview(try services.preview(query, watching: watching))
    case .saveTask(let query, let name):
      .saved(try services.saveTask(query, named: name))
    case .seek(let request, let row, let isForward):
      .found(try services.seek(request, from: row, isForward: isForward))
    case .exportRows(let export):
      .saved(try export.write(from: services, files: files, isStopped: isStopped))
    case .export(let text, let name, let path):
      .saved(try files.export(text, at: path, named: name))
    case .control(let run, let verb):
      Self.after(try services.control(run, verb), .controlled(run, verb))
    }
  }
}

extension Request {
  /// The answer to a request that returns nothing.
  private static func after(_ done: Void, _ answer: Answer) -> Answer { answer }

  /// Opens a database and tells a few times a second how far it is.
  private static func open(
    _ path: String, with services: any WorkbenchServices, isStopped: () -> Bool,
    report: (Answer) -> Void
  ) throws -> SchemaSummary {
    let clock = ContinuousClock()
    var told: (phase: OpeningSummary.Phase, at: ContinuousClock.Instant)?
    return try services.openDatabase(at: path) { progress in
      let isDue =
        told.map { $0.phase != progress.phase || clock.now - $0.at > .milliseconds(150) } ?? true
      if isDue {
        told = (progress.phase, clock.now)
        report(.opening(progress))
      }
      return !isStopped()
    }
  }
}

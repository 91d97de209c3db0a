import Inspection
import RunLogs

/// Everything that the workbench asks of the rest of the program.
///
/// Calls may take long: they run on the workbench's own threads, one call at a time in each of a few
/// lanes (rows, runs, predictions and so on), never on the screen's. An error's `description` is shown as it is.
/// What takes long is `watching`: that hears what share is done, and says whether to go on.
public protocol WorkbenchServices: Sendable {
  /// Opens a database; later calls about rows, tasks and training are about this one.
  ///
  /// - Parameter watching: hears how far it is, a few times a second, and says whether to go on.
  func openDatabase(
    at path: String, watching: (OpeningSummary) -> Bool
  ) throws -> SchemaSummary
  /// A table with its columns counted exactly; of rows up to a time, where one is given.
  func profile(table: String, asOf: String?) throws -> TableSummary
  /// How a column's values are spread over its table's time; nil for a table without times.
  func history(
    _ request: HistoryRequest, watching: (Double) -> Bool
  ) throws -> ColumnHistorySummary?
  /// Keeps what a column means in the project file; nil takes it out again. Returns the schema as it is
  /// then.
  func setMeaning(table: String, column: String, type: String?) throws -> SchemaSummary
  /// The schema with the figures of the rows that are not later than a time.
  func schema(asOf: String) throws -> SchemaSummary
  func page(_ request: PageRequest) throws -> RowPageSummary
  /// A page straight from a file, also while the same file is being opened.
  func storedPage(_ request: StoredPageRequest) throws -> RowPageSummary
  /// The nearest row after (or before) one that the request's filter lets through, as of its time.
  func seek(_ request: PageRequest, from row: Int, isForward: Bool) throws -> Int?
  func entity(_ request: EntityRequest) throws -> EntitySummary
  func subgraph(
    _ request: SubgraphRequest, watching: (Double) -> Bool
  ) throws -> SubgraphSummary
  /// The text that a language model reads of a row, token by token.
  func prompt(_ request: PromptRequest, watching: (Double) -> Bool) throws -> PromptSummary
  /// The labels that a question would make, and what speaks against them.
  func preview(_ query: TaskQuery, watching: (Double) -> Bool) throws -> TaskPreviewSummary
  /// Keeps a question as a task in the home; returns its folder.
  func saveTask(_ query: TaskQuery, named name: String) throws -> String
  /// Moves a task of the home to the trash, and brings it back.
  func discardTask(_ name: String) throws
  func restoreTask(_ name: String) throws
  func catalog(watching: (Double) -> Bool) throws -> Catalog
  /// Checks task, model and settings of a run and trains nothing; returns what would be done.
  func rehearse(_ request: RunRequest) throws -> String
  /// Starts a run on a thread of this process (or queues it) and returns at once.
  func startRun(_ request: RunRequest) throws -> RunID
  func control(_ run: RunID, _ verb: RunOrder) throws
  func curate(_ act: RunCuration) throws
  /// Writes points of runs to a file; returns its whole path.
  func export(_ request: ExportRequest) throws -> String
  /// Answers a SELECT on the run log.
  func query(_ sql: String) throws -> QueryAnswer
  /// What the process of this number asks of the machine; nil for this process.
  func machine(process: Int?) throws -> MachineReading
  /// How much of a row's text a run plans to hide; nil for one that hides nothing.
  func schedule(of run: RunSummary) throws -> ScheduleSummary?
  /// What this machine and program are like, for a report.
  func diagnosis() -> String
  /// Every run that is not in the trash.
  func runs() throws -> [RunSummary]
  /// Points and events of a run after those already seen (ids as in the run log, 0 for all).
  func progress(of run: RunID, afterPoint: Int64, afterEvent: Int64) throws -> RunProgress
  /// Answers about every row that a filter admits, as CSV in a file; returns its whole path.
  func predictAll(_ request: BatchRequest) throws -> String
  func predict(
    _ request: PredictionRequest, watching: (Double) -> Bool
  ) throws -> PredictionSummary
}

import Inspection
import RunLogs

/// Everything that the workbench asks of the rest of the program.
///
/// Calls may take long: they run on the workbench's own threads, one call at a time in each of three
/// lanes (rows, runs, predictions), never on the screen's. An error's `description` is shown as it is.
public protocol WorkbenchServices: Sendable {
  /// Opens a database; later calls about rows, tasks and training are about this one.
  func openDatabase(at path: String) throws -> SchemaSummary
  func page(_ request: PageRequest) throws -> RowPageSummary
  func entity(_ request: EntityRequest) throws -> EntitySummary
  func subgraph(_ request: SubgraphRequest) throws -> SubgraphSummary
  func catalog() throws -> Catalog
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
  /// What this machine and program are like, for a report.
  func diagnosis() -> String
  /// Every run that is not in the trash.
  func runs() throws -> [RunSummary]
  /// Points and events of a run after those already seen (ids as in the run log, 0 for all).
  func progress(of run: RunID, afterPoint: Int64, afterEvent: Int64) throws -> RunProgress
  /// Answers about every row that a filter admits, as CSV in a file; returns its whole path.
  func predictAll(_ request: BatchRequest) throws -> String
  func predict(_ request: PredictionRequest) throws -> PredictionSummary
}

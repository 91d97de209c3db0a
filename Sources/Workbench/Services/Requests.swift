import Inspection
import RunLogs

/// Which row of a table is meant.
public enum RowAddress: Codable, Equatable, Hashable, Sendable {
  /// By its number in the table, from 0.
  case row(Int)
  /// By its key as text.
  case key(String)
}

/// By which column rows are sorted; a table without one keeps its own order.
public struct SortOrder: Codable, Equatable, Sendable {
  public var column: String
  public var isDescending: Bool
  public init(column: String, isDescending: Bool = false) {
    self.column = column
    self.isDescending = isDescending
  }
}

public struct PageRequest: Equatable, Sendable {
  public var table: String
  /// Place of the first row wanted among the visible ones. With `around`, the place that the row has.
  public var offset: Int
  public var limit: Int
  /// As typed, see ``RowPageSummary/filter``: text, `~fuzzy`, `!not`, `column>=value`, `/re/`.
  public var filter: String
  /// The most important first; none: the table's own order.
  public var sort: [SortOrder]
  /// `YYYY-MM-DD` or `YYYY-MM-DD HH:MM:SS`; nil shows all rows.
  public var asOf: String?
  /// A row that the page must hold, whatever `offset` says.
  public var around: Int?

  public init(
    table: String, offset: Int, limit: Int, filter: String = "", sort: [SortOrder] = [],
    asOf: String? = nil, around: Int? = nil
  ) {
    self.table = table
    self.offset = offset
    self.limit = limit
    self.filter = filter
    self.sort = sort
    self.asOf = asOf
    self.around = around
  }
}

/// A page of a table as it lies in the file of a database that is not read yet.
public struct StoredPageRequest: Equatable, Sendable {
  /// As it is given to open it.
  public var database: String
  public var table: String
  public var limit: Int
  public var place: StoredPlace
  public init(database: String, table: String, limit: Int, place: StoredPlace) {
    self.database = database
    self.table = table
    self.limit = limit
    self.place = place
  }
}

/// A column over time.
public struct HistoryRequest: Equatable, Sendable {
  public var table: String
  public var column: String
  /// Later rows are left out; nil leaves out none.
  public var asOf: String?
  public init(table: String, column: String, asOf: String?) {
    self.table = table
    self.column = column
    self.asOf = asOf
  }
}

public struct EntityRequest: Equatable, Sendable {
  public var table: String
  public var address: RowAddress
  public var asOf: String?
  public init(table: String, address: RowAddress, asOf: String?) {
    self.table = table
    self.address = address
    self.asOf = asOf
  }
}

public struct SubgraphRequest: Equatable, Sendable {
  public var table: String
  public var row: Int
  /// Nil takes the database's test cutoff, or its last time.
  public var time: String?
  public var fanout: [Int]
  /// `uniform` or `last`.
  public var strategy: String
  public var randomSeed: UInt64
  public init(
    table: String, row: Int, time: String?, fanout: [Int], strategy: String, randomSeed: UInt64
  ) {
    self.table = table
    self.row = row
    self.time = time
    self.fanout = fanout
    self.strategy = strategy
    self.randomSeed = randomSeed
  }
}

/// What a language model reads of a row when it is asked a task's question.
public struct PromptRequest: Equatable, Sendable {
  public var task: String
  /// A label-free run, as which the prompt is written; nil writes it as an untrained one would.
  public var run: RunID?
  public var table: String
  public var row: Int
  public var time: String?
  /// Share of the row's attributes that the text leaves out.
  public var sparsity: Double
  /// A column whose cell is asked for in place of the task's question.
  public var cell: String?
  public init(
    task: String, run: RunID?, table: String, row: Int, time: String?, sparsity: Double,
    cell: String? = nil
  ) {
    self.cell = cell
    self.task = task
    self.run = run
    self.table = table
    self.row = row
    self.time = time
    self.sparsity = sparsity
  }
}

/// A run to start.
public struct RunRequest: Equatable, Sendable {
  public var task: String
  public var model: String
  public var seed: UInt64
  /// Nil leaves the model's own number.
  public var epochs: Int?
  /// `cut` or `as-of`.
  public var history: String
  public var settings: [String: String]
  /// Whether it trains in a process of its own, which a crash of the workbench does not even stop for a while.
  public var isApart: Bool
  public init(
    task: String, model: String, seed: UInt64, epochs: Int?, history: String,
    settings: [String: String], isApart: Bool = false
  ) {
    self.task = task
    self.model = model
    self.seed = seed
    self.epochs = epochs
    self.history = history
    self.settings = settings
    self.isApart = isApart
  }
}

public enum RunOrder: String, CaseIterable, Sendable {
  case pause, resume, stop, checkpoint
  /// End now, without a checkpoint.
  case kill
  /// One place nearer to the front of the queue, or to its end.
  case sooner, later
}

/// What a person notes on runs, or takes back.
public enum RunCuration: Equatable, Sendable {
  case tag(RunID, String)
  case untag(RunID, String)
  case note(RunID, String)
  case rename(RunID, String)
  case trash([RunID])
  case restore([RunID])
}

/// Points of runs for other programs, written to a file.
public struct ExportRequest: Equatable, Sendable {
  public var runs: [RunID]
  /// As typed; nil takes a free name in the home.
  public var path: String?
  public var layout: RunExport.Layout
  public var format: RunExport.Format
  public init(
    runs: [RunID], path: String?, layout: RunExport.Layout, format: RunExport.Format
  ) {
    self.runs = runs
    self.path = path
    self.layout = layout
    self.format = format
  }
}

/// What a process asks of the machine now.
public struct MachineReading: Equatable, Sendable {
  /// Cores that the process keeps busy, such as 1.8; nil at the first look.
  public var busyCores: Double?
  public var cores: Int
  public var residentMiB: Int
  public var memoryMiB: Int
  public var freeMiB: Int
  public init(busyCores: Double?, cores: Int, residentMiB: Int, memoryMiB: Int, freeMiB: Int) {
    self.busyCores = busyCores
    self.cores = cores
    self.residentMiB = residentMiB
    self.memoryMiB = memoryMiB
    self.freeMiB = freeMiB
  }
}

public struct PredictionRequest: Equatable, Sendable {
  public var task: String
  public var run: RunID
  public var table: String
  public var row: Int
  /// Nil takes the database's test cutoff, or its last time.
  public var time: String?
  /// Rows, and whole tables, that are passed over as if they were not there.
  public var withoutRows: [RowReference] = []
  public var withoutTables: [String] = []
  /// Cells that have other values than in the database.
  public var edits: [CellEdit] = []
  /// Whether all rows up to the time are seen, also where the run learned to do without the latest.
  public var seesAll = false
  public init(task: String, run: RunID, table: String, row: Int, time: String?) {
    self.task = task
    self.run = run
    self.table = table
    self.row = row
    self.time = time
  }
}

/// One question about each row of a table that a filter admits, answered into a file.
public struct BatchRequest: Equatable, Sendable {
  public var task: String
  public var run: RunID
  public var table: String
  public var filter: String
  public var time: String?
  public var seesAll = false
  public var path: String
  public init(
    task: String, run: RunID, table: String, filter: String, time: String?, path: String
  ) {
    self.task = task
    self.run = run
    self.table = table
    self.filter = filter
    self.time = time
    self.path = path
  }
}

/// What a run has added to the log since a follower last asked.
public struct RunProgress: Equatable, Sendable {
  public var run: RunID
  public var points: [MetricPoint]
  public var events: [RunEvent]
  public init(run: RunID, points: [MetricPoint], events: [RunEvent]) {
    self.run = run
    self.points = points
    self.events = events
  }
}

/// What can be trained here.
public struct Catalog: Equatable, Sendable {
  public var tasks: [TaskSummary]
  /// Names of models, the recommended one first.
  public var models: [String]
  public init(tasks: [TaskSummary], models: [String]) {
    self.tasks = tasks
    self.models = models
  }
}

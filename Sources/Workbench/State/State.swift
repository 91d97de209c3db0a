import Inspection
import RunLogs
import TerminalUI

/// All that the screen shows, as one value. `update` alone changes it, `draw` alone reads it.
public struct State: Equatable, Sendable {
  public internal(set) var size = Size(columns: 80, rows: 24)
  var clock = WallClock(seconds: 0)
  var isOver = false
  /// Whether runs go on without the screen when the program ends.
  public internal(set) var keepsRuns = false

  // Where a person is
  public internal(set) var place: Place
  var history: [Place] = []
  var future: [Place] = []
  /// The pane with the keys, per screen.
  var focus: [Screen: Pane] = [:]
  var isZoomed = false
  /// Rows later than this are hidden everywhere; nil hides none.
  public internal(set) var asOf: String?
  /// Whether rows after the as-of time are shown all the same.
  var showsHidden = false
  public internal(set) var theme: String
  /// A theme that is shown while it is chosen.
  var previewedTheme: String?
  /// Whether the terminal said that its background is light.
  var isLight = false
  public internal(set) var keys: KeyMap

  // What was asked of the services
  var databasePath: String
  var generation = 0
  public internal(set) var schema = Loaded<SchemaSummary>()
  /// How far the database is read, while it is.
  var opening: OpeningSummary?
  var catalog = Loaded<Catalog>()
  /// The database that was open before the one that is being opened.
  var left: LeftDatabase?
  /// The schema with the figures of the rows up to the as-of time.
  var schemaThen = Loaded<SchemaSummary>()

  // What each screen remembers
  var tables = ListPlace()
  var columns = ListPlace()
  /// The column that was inspected last, over time.
  var columnHistory = Loaded<ColumnHistorySummary?>()
  var links = ListPlace()
  var diagram = DiagramState()
  var rows = RowsState()
  var graph = GraphState()
  var taskList = ListPlace()
  var building = BuildingState()
  var runs = RunsState()
  var predict = PredictState()

  // What lies over the screen
  var prompt: Prompt?
  var form: TrainForm?
  var confirmation: Confirmation?
  var help: HelpState?
  var answer: AnswerTable?
  var choice: Choice?
  var viewer: Viewer?
  /// What n and N look for in lists that have no filter.
  var soughtLine = ""
  /// Whether the next letter jumps to the line that bears it.
  var isHinting = false
  var message: Message?
  /// Whether the last row says what frames cost.
  var showsCosts = false
  var lastCost: FrameCost?
  /// Names of sessions that `:session` can open, and `:open` where a name is one.
  var sessions: [String] = []
  /// What `:filter` can use, of all databases.
  var filters: [NamedFilter] = []
  /// Names of themes that `:theme` can take.
  var themes: [String]
  /// What was not used yet in the first minute.
  var firstHints: [FirstHint] = []
  var hintPatience = 20
  /// What u takes back, the newest last.
  var undoable: [Undoable] = []
  /// The act that is being taken back now.
  var undone: RunCuration?
  var isUndoing: Request?
  /// Borders that were moved with the mouse, and the one that is being moved.
  var borderShifts: [Screen: [BorderShift]] = [:]
  var dragging: Dragging?
  /// The number of the export that is being written.
  var exporting: Int?
  /// A command that waits for the tasks to be loaded.
  var waitingCommand: String?
  /// What to say of the time before, until it is said.
  var aftermath: Aftermath?
  /// Commands typed before, the newest last.
  public internal(set) var typedCommands: [String] = []

  public init(
    session: Session, themes: [String] = [], sessions: [String] = [],
    filters: [NamedFilter] = [], keys: KeyMap = .standard, databases: [String] = [],
    aftermath: Aftermath? = nil
  ) {
    self.aftermath = aftermath
    self.filters = filters
    self.sessions = sessions
    self.keys = keys
    databasePath = session.database
    place = Place(address: session.place) ?? Place(screen: .schema)
    asOf = session.asOf
    theme = session.theme
    self.themes = themes
    runs.marked = session.marks
    runs.selected = session.run
    graph.fanout = session.fanout
    runs.view.axis = session.axis.flatMap(Axis.init) ?? .step
    let known = PlotView.smoothings
    runs.view.smoothing = session.smoothing.flatMap { known.contains($0) ? $0 : nil } ?? 0
    runs.view.isLogarithmic = session.logarithmic ?? false
    if let width = session.plotWidth, width > 0, width < 1e18 {
      runs.view.width = width
      runs.view.end = session.plotEnd.flatMap { abs($0) < 1e18 ? $0 : nil }
    }
    runs.filter = session.runFilter ?? ""
    runs.sort = session.runSort.flatMap(RunSort.init) ?? .newest
    typedCommands = session.typed ?? []
    if databases.count > 1 {
      choice = Choice(
        title: "databases here", options: databases.map { .init(name: $0, note: "") },
        purpose: .database)
    }
    firstHints = (session.hints ?? []).compactMap(FirstHint.init)
    isZoomed = session.isZoomed ?? false
    place.filter = session.filter ?? ""
    rows.wantedSort = SortOrder.parse(session.sort ?? "")
    runs.alerts = (session.alerts ?? []).compactMap { text in
      try? AlertRule.parse(text.split(separator: " ").map(String.init), task: nil).get()
    }
  }

  var screen: Screen { place.screen }

  /// The pane that has the keys.
  var pane: Pane {
    let panes = screen.panes
    return focus[screen].flatMap { panes.contains($0) ? $0 : nil } ?? panes[0]
  }

  /// The theme that is used: the default one has a twin for light backgrounds.
  var usedTheme: String { theme == "default" && isLight ? "light" : theme }

  var isTooSmall: Bool { size.columns < 40 || size.rows < 10 }
}

/// A database that is left for another, until that is open.
struct LeftDatabase: Equatable, Sendable {
  var session: Session
  var schema: Loaded<SchemaSummary>
  var catalog: Loaded<Catalog>
}

/// A line of text for the person, until the next key.
struct Message: Equatable, Sendable {
  var text: String
  var role: Role
}

/// The line on which a person types.
struct Prompt: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case command, filter, asOf, runFilter
    /// A line of the list that has the keys.
    case line
    case tag(RunID), note(RunID), rename(RunID), export([RunID]), batch
    /// Another value for a cell of a row, for a question alone.
    case cell(RowReference)
  }
  var kind: Kind
  var field: TextField
  /// Place in the list of completions.
  var choice: Int?
  /// How many commands back in the history; 0 for the one being typed.
  var back = 0
  /// What was typed before the history was asked.
  var draft = ""
  /// Whether the text stands there to be taken or replaced: the first character typed takes its place.
  var isProposed = false

  var mark: String {
    switch kind {
    case .command: ":"
    case .filter, .runFilter, .line: "/"
    case .asOf: "as of "
    case .tag(let run): "tag \(run): "
    case .batch: "answers to: "
    case .cell(let row): "what if in \(row.table) \(row.key): "
    case .note(let run): "note on \(run): "
    case .rename(let run): "name of \(run): "
    case .export(let runs):
      runs.count == 1 ? "export \(runs[0]) to: " : "export \(runs.count) runs to: "
    }
  }
}

/// A question before an act that cannot be undone.
struct Confirmation: Equatable, Sendable {
  var question: String
  var effect: Request?
  /// Whether an answer ends the program.
  var quits = false

  /// The keys that answer, in words.
  var choices: String {
    quits
      ? "k keep training without the screen · s stop with a checkpoint · esc stay" : "y yes · n no"
  }
}

/// An act that can be taken back.
struct Undoable: Equatable, Sendable {
  /// What was done: `mark r0041`.
  var words: String
  var inverse: Inverse

  enum Inverse: Equatable, Sendable {
    case request(Request)
    case marks([RunID])
    case whatIf(WhatIf)
  }
}

struct HelpState: Equatable, Sendable {
  var field = TextField()
  var list = ListPlace()
}

struct RowsState: Equatable, Sendable {
  var page = Loaded<RowPageSummary>()
  var entity = Loaded<EntitySummary>()
  /// The cursor among the visible rows, and the column it is on.
  var list = ListPlace()
  var column = 0
  /// The most important column first.
  var sort: [SortOrder] = []
  /// The order of the rows that are shown: another one than ``sort`` while that is under way.
  var shownSort: [SortOrder] = []
  /// The order that a session wants for its table when that is opened.
  var wantedSort: [SortOrder] = []
  /// A page on its way without rows so far: the filter or the sort is not through.
  var progress: RowPageSummary?
  /// What n and N look for: the last filter.
  var sought = ""
  var card = ListPlace()
  var related = ListPlace()
  /// A row to put the cursor on when the page comes.
  var wanted: RowAddress?
}

struct GraphState: Equatable, Sendable {
  var subgraph = Loaded<SubgraphSummary>()
  var fanout = [8, 4]
  var strategy = "last"
  var randomSeed: UInt64 = 0
  var view = GraphView.tree
  /// The cursor among ``State/graphLines``, and what it is on.
  var groups = ListPlace()
  var selected = GraphItem.seed
  /// Groups by what was folded or opened: how many of their rows are shown.
  var shownRows: [String: Int] = [:]
  /// The row under the cursor with its cells.
  var card = Loaded<EntitySummary>()
  var cardPlace = ListPlace()
  var reading = ReadingState()
}

struct RunsState: Equatable, Sendable {
  var list = Loaded<[RunSummary]>()
  var curves: [RunID: RunCurves] = [:]
  /// Progress requests under way: run and number of the request.
  var pending: [RunID: Int] = [:]
  /// Runs that are over and whose points are all here.
  var complete: Set<RunID> = []
  /// The run that Train shows.
  var selected: RunID?
  var jobs = ListPlace()
  var place = ListPlace()
  var marked: [RunID] = []
  var view = PlotView()
  /// Runs that pass the filter, in the order in which Runs lists them.
  var visible: [RunSummary] = []
  var filter = ""
  /// What n and N look for: the last filter.
  var sought = ""
  var sort = RunSort.newest
  var machine = Loaded<MachineReading>()
  /// What label-free runs plan to hide of texts, and the runs that were asked for it.
  var schedules: [RunID: ScheduleSummary] = [:]
  var askedSchedules: Set<RunID> = []
  /// Runs that were asked to stop, and when by the sitting's clock.
  var stopping: Set<RunID> = []
  /// How many curves are turned past the first.
  var metricTurn = 0
  /// Log lines back from the end.
  var logBack = 0
  var showsAllKeys = false
  var differences = ListPlace()
  /// When to ring, and for which runs it rang already.
  var alerts: [AlertRule] = []
  var rung: [RunID: [RungAlert]] = [:]
}

/// How curves are looked at: the same for all plots on the screen.
struct PlotView: Equatable, Sendable {
  var axis = Axis.step
  var isLogarithmic = false
  var isLogarithmicX = false
  var isClipped = false
  /// Factor of the exponential mean; 0 for none.
  var smoothing = 0.0
  /// The width of the part shown, in units of the axis; nil for all.
  var width: Double?
  /// Its right end; nil follows the newest point.
  var end: Double?
  /// The cursor, and a point marked to measure from.
  var cursor: Double?
  var anchor: Double?

  static let smoothings = [0, 0.6, 0.9, 0.99]
}

/// What a question is asked of instead of the database as it is: rows and tables that are passed over,
/// and cells with other values.
struct WhatIf: Equatable, Sendable {
  var rows: [RowReference] = []
  var tables: [String] = []
  var edits: [CellEdit] = []
  var isEmpty: Bool { rows.isEmpty && tables.isEmpty && edits.isEmpty }

  var words: String {
    let without = tables.map { "all \($0)" } + rows.map { "\($0.table) \($0.key)" }
    return
      (edits.map(\.words)
      + (without.isEmpty ? [] : ["without " + without.joined(separator: ", ")]))
      .joined(separator: " · ")
  }
}

struct PredictState: Equatable, Sendable {
  var prediction = Loaded<PredictionSummary>()
  var request: PredictionRequest?
  var run: RunID?
  /// The task that a label-free run is asked.
  var task: String?
  /// Rows and tables that are left out, to see what would change.
  var whatIf = WhatIf()
  var showsTruth = false
  /// Whether questions see all rows up to their time, also those after the run's cutoff.
  var seesAll = false
  var evidence = ListPlace()
  var byTable = ListPlace()
  var byColumn = ListPlace()
}

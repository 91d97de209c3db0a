import Inspection
import RunLogs
import TerminalUI

extension State {
  /// Keeps what the last frame cost where it is shown; otherwise the state stays as it is.
  mutating func note(_ cost: FrameCost) {
    if showsCosts { lastCost = cost }
  }

  /// Goes where a session was kept: its database, place, time, theme, runs.
  mutating func use(_ chosen: Session) -> [Effect] {
    var next = State(
      session: chosen, themes: themes, sessions: sessions, filters: filters, keys: keys)
    next.size = size
    next.clock = clock
    next.isLight = isLight
    next.generation = generation
    next.typedCommands = typedCommands
    next.firstHints = firstHints
    // The same database need not be opened again.
    let isSame = chosen.database == databasePath && schema.value != nil
    if isSame {
      next.schema = schema
      next.catalog = catalog
    }
    // Where the other one cannot be opened, this one is still there.
    if !isSame, schema.value != nil {
      next.left = LeftDatabase(session: session, schema: schema, catalog: catalog)
    }
    next.runs.list = runs.list
    next.runs.arrange()
    self = next
    say("session on \(chosen.database)", .good)
    let begin = [Effect.theme(usedTheme)]
    return isSame
      ? begin + arrive() : begin + [ask(\.schema, .open(databasePath)), ask(\.runs.list, .runs)]
  }

  /// Another database was asked for and cannot be opened: back to the one before, with the words why.
  mutating func comeBack(to left: LeftDatabase) -> [Effect] {
    let failure = schema.failure
    opening = nil
    databasePath = left.session.database
    schema = left.schema
    catalog = left.catalog
    let effects = use(left.session)
    say((failure ?? "") + " \(schema.value?.name ?? "The one before") stays open.", .error)
    // An answer on its way was not taken meanwhile.
    return catalog.isWaiting ? effects + [ask(\.catalog, .catalog)] : effects
  }

  /// The command of the shell that shows what the screen shows.
  var commandLine: String {
    let database = Self.quoted(databasePath)
    let time = asOf.map { " --at \(Self.quoted($0))" } ?? ""
    let hidden = rowsAsOf.map { " --as-of \(Self.quoted($0))" } ?? ""
    switch screen {
    case .schema:
      return "relzero schema \(database)"
        + (place.table.map { " " + Self.quoted($0) } ?? "") + hidden
    case .rows:
      let table = Self.quoted(place.table ?? "TABLE")
      if pane != .grid, let key = place.key {
        return "relzero entity \(database) \(table) \(Self.quoted(key))" + hidden
      }
      let sort = rows.sort.typed
      return "relzero rows \(database) \(table)"
        + (place.filter.isEmpty ? "" : " --where \(Self.quoted(place.filter))")
        + (sort.isEmpty ? "" : " --sort \(Self.quoted(sort))") + hidden
    case .graph:
      if graph.reading.isShown, let task = taskToRead {
        return "relzero prompt \(database) --task \(Self.quoted(task.name))"
          + " --entity \(Self.quoted(openRow?.key ?? place.key ?? "KEY"))"
          + (runToRead.map { " --run \($0.id)" } ?? "")
          + " --sparsity \(graph.reading.sparsity)" + time
      }
      return "relzero graph \(database) \(Self.quoted(place.table ?? "TABLE"))"
        + " \(Self.quoted(openRow?.key ?? place.key ?? "KEY"))"
        + " --fanout \(graph.fanout.map(String.init).joined(separator: ","))"
        + (graph.strategy == "last" ? "" : " --strategy \(graph.strategy)")
        + (graph.randomSeed == 0 ? "" : " --seed \(graph.randomSeed)") + time
    case .task: return "relzero task list \(database)"
    case .train:
      guard let run = currentRun else { return "relzero train \(database) --task NAME" }
      let settings = run.configuration.sorted { $0.key < $1.key }
        .map { " --set \(Self.quoted("\($0.key)=\($0.value)"))" }.joined()
      // A run of another database than the open one is asked of its own.
      let path = run.databasePath.isEmpty ? database : Self.quoted(run.databasePath)
      let task = run.model == TrainForm.labelFree ? "" : " --task \(Self.quoted(run.task))"
      return "relzero train \(path)\(task) --model \(run.model) --seed \(run.seed)" + settings
    case .runs:
      let ids = shownRuns.map { "\($0.id)" }.joined(separator: " ")
      return shownRuns.count > 1 ? "relzero runs compare \(ids)" : "relzero runs list"
    case .predict:
      let run =
        question.map {
          "\($0.run.id)"
            + ($0.run.model == TrainForm.labelFree ? " --task \(Self.quoted($0.task))" : "")
        } ?? "RUN"
      let changes = predict.whatIf.edits.map { edit in
        " --what-if "
          + Self.quoted("\(edit.table)/\(edit.key)/\(edit.column)=\(edit.value ?? "NULL")")
      }.joined()
      let absent =
        predict.whatIf.tables + predict.whatIf.rows.map { "\($0.table)/\($0.key)" }
      let without = absent.map { " --without \(Self.quoted($0))" }.joined()
      return
        "relzero predict \(database) --run \(run) --entity \(Self.quoted(openRow?.key ?? place.key ?? "KEY"))"
        + time + (predict.seesAll ? " --history as-of" : "") + changes + without
    }
  }

  /// Shows the command of the shell and takes it to the clipboard.
  mutating func showCommandLine() -> [Effect] {
    let line = commandLine
    viewer = Viewer(
      title: "this view in a shell", facts: "to the clipboard", lines: [Escaping.visible(line)])
    return [order(.copy(line))]
  }

  /// A word as the shell takes it whole.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "/._-=:,@+".contains($0))
    }
    return isPlain && !word.isEmpty
      ? word
      : "'"
        + word.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
  }
}

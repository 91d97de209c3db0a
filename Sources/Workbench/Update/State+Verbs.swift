import Inspection
import RunLogs
import TerminalUI

extension State {
  /// Why a verb cannot be done now; nil when it can.
  func problem(with verb: Verb) -> String? {
    if schema.value == nil, schema.failure != nil, Self.needsDatabase.contains(verb) {
      return "no database is open: R tries again"
    }
    if isWithRuns, Self.plotVerbs.contains(verb) { return problemWithPlots(verb) }
    if let problem = problemWhileOpening(with: verb) { return problem }
    switch verb {
    case .open:
      switch screen {
      case .schema: return tableNames.isEmpty ? "no table is loaded yet" : nil
      case .rows where pane == .card:
        return parentToFollow == nil ? "this column is no key to another row" : nil
      case .rows: return rows.entity.value == nil ? "no row is open yet" : nil
      case .graph where graph.reading.isShown: return "nothing here opens: V goes back to the rows"
      case .graph: return graph.subgraph.value == nil ? "no subgraph is loaded yet" : nil
      case .predict:
        guard let reference = referenceUnderEvidence else {
          return "there is no row under the cursor"
        }
        let isStored = schema.value?.tables.contains { $0.name == reference.table } ?? true
        return isStored ? nil : "an answer of a past window is no row of the database"
      case .task: return catalog.value?.tasks.isEmpty == false ? nil : "there is no task here"
      case .runs: return currentRun == nil ? "there is no run yet: a starts one" : nil
      case .train: return "the run is open already; Tab goes to its log"
      }
    case .follow:
      if screen == .schema {
        return tableToFollow == nil ? "this column is no key to another table" : nil
      }
      guard rows.entity.value != nil else { return "no row is open yet" }
      return parentToFollow == nil
        ? "this column leads to no row: h and l move to a → column" : nil
    case .referrers:
      guard let entity = rows.entity.value else { return "no row is open yet" }
      return entity.related.isEmpty ? "no table refers to \(entity.reference.table)" : nil
    case .sort where screen == .runs: return nil
    case .filter where screen == .runs: return nil
    case .filter where screen != .rows: return problemWithLines
    case .whatIf:
      guard predict.prediction.value != nil else { return "there is no answer yet" }
      if pane == .byColumn {
        return "w leaves out rows and tables: e on a row gives a cell another value, or NULL"
      }
      return pane == .evidence && referenceUnderEvidence == nil ? "there is no row here" : nil
    case .history:
      guard let answer = predict.prediction.value else { return "there is no answer yet" }
      return answer.cutoff == nil && !predict.seesAll
        ? "the run sees all rows up to this time" : nil
    case .editCell: return rowToEdit == nil ? "there is no answer yet" : nil
    case .batch: return runToAsk == nil ? problemWithPrediction : nil
    case .reveal: return predict.prediction.value == nil ? "there is no answer yet" : nil
    case .sooner: return problem(with: RunOrder.sooner)
    case .later: return problem(with: RunOrder.later)
    case .tag, .note, .rename: return currentRun == nil ? "there is no run here" : nil
    case .export where isWithRuns: return currentRun == nil ? "there is no run here" : nil
    case .export where screen == .predict:
      return predict.prediction.value == nil ? "there is no answer yet" : nil
    case .delete where screen == .task:
      return catalog.value?.tasks.isEmpty == false ? nil : "there is no task here"
    case .delete:
      guard let run = currentRun else { return "there is no run here" }
      return run.status.isLive ? "\(run.id) is \(run.status.rawValue): stop it first" : nil
    case .sort, .sortFurther: return rows.page.value == nil ? "no rows are loaded yet" : nil
    case .filter: return place.table == nil ? "no table is open yet" : nil
    case .hidden:
      if asOf == nil { return "nothing is hidden: T sets an as-of time" }
      return nil
    case .moreHops: return graph.fanout.count >= 4 ? "4 hops are the most" : nil
    case .fewerHops: return graph.fanout.count <= 1 ? "one hop is the least" : nil
    case .add:
      guard let catalog = catalog.value else { return self.catalog.failure ?? "tasks are loading" }
      if screen == .task, let task = catalog.tasks[safe: taskList.cursor], !task.canBeTrained {
        return "\(task.name) cannot be trained on: " + (task.problems.first ?? "it has no rows")
      }
      return catalog.tasks.contains(where: \.canBeTrained)
        ? nil : "this database has no task to train on: 4, then e makes one"
    case .pause:
      if currentRun?.status == .running { return problem(with: RunOrder.pause) }
      return problem(with: RunOrder.resume)
    case .stop: return problem(with: RunOrder.stop)
    case .checkpoint: return problem(with: RunOrder.checkpoint)
    case .mark: return currentRun == nil ? "there is no run to mark" : nil
    case .metric: return currentRun == nil ? "there is no curve yet" : nil
    case .chooseModel: return runToAsk == nil ? problemWithPrediction : nil
    case .copy: return textHere == nil ? "there is nothing to copy here" : nil
    case .copyAll: return wholeTextHere == nil ? "there is nothing to copy here" : nil
    case .undo: return undoable.isEmpty ? "there is nothing to undo" : nil
    case .back, .lastPlace: return history.isEmpty ? "this is the first place" : nil
    case .forward: return future.isEmpty ? "this is the last place" : nil
    case .refresh where schema.value == nil && schema.isWaiting: return "still loading"
    default: return browsingProblem(with: verb)
    }
  }

  /// Whether the screen has curves of runs on it.
  var isWithRuns: Bool { screen == .train || screen == .runs }

  private static let plotVerbs: Set<Verb> = [
    .smooth, .axis, .logarithmic, .zoomIn, .zoomOut, .resetZoom, .panLeft, .panRight, .inspect,
    .clip,
  ]

  private static let needsDatabase: Set<Verb> = [
    .open, .follow, .referrers, .time, .hidden, .sort, .sortFurther, .filter,
    .nextPane, .previousPane, .zoom,
    .moreHops, .fewerHops, .strategy,
  ]

  mutating func perform(_ verb: Verb) -> [Effect] {
    if let problem = problem(with: verb) {
      say(problem)
      return []
    }
    learn(verb)
    if isWithRuns, Self.plotVerbs.contains(verb) { return performOnPlots(verb) }
    let page = max(1, Layout(self).height(of: pane) - 1)
    switch verb {
    case .up: return move(by: -1)
    case .down: return move(by: 1)
    case .pageUp: return move(by: -page)
    case .pageDown: return move(by: page)
    case .first: return move(to: 0)
    case .last: return move(to: max(0, count(of: pane) - 1))
    case .left: return moveColumn(by: -1)
    case .right: return moveColumn(by: 1)
    case .openSchema: return go(to: .schema)
    case .openRows: return go(to: .rows)
    case .openGraph: return go(to: .graph)
    case .openTask: return go(to: .task)
    case .openTrain: return go(to: .train)
    case .openRuns: return go(to: .runs)
    case .openPredict: return go(to: .predict)
    case .nextPane, .previousPane:
      turnPane(by: verb == .nextPane ? 1 : -1)
      return settle()
    case .zoom:
      isZoomed.toggle()
      return settle()
    case .open: return openHere()
    case .leave: return leave()
    case .back: return goBack()
    case .lastPlace: return history.last.map { go(to: $0) } ?? []
    case .undo: return undoLast()
    case .copy: return textHere.map { [order(.copy($0))] } ?? []
    case .copyAll: return wholeTextHere.map { [order(.copy($0))] } ?? []
    case .forward: return goForward()
    case .filter where screen == .runs:
      prompt = Prompt(kind: .runFilter, field: TextField(runs.filter))
    case .filter where screen != .rows: prompt = Prompt(kind: .line, field: TextField())
    case .filter: prompt = Prompt(kind: .filter, field: TextField(place.filter))
    case .command: prompt = Prompt(kind: .command, field: TextField())
    case .time: prompt = Prompt(kind: .asOf, field: TextField(asOf ?? ""), isProposed: true)
    case .help: help = HelpState()
    case .hidden:
      showsHidden.toggle()
      predict.request = nil
      if screen == .schema { return askSchemaThen() + settle() }
      rows.entity.clear()
      return [askPage(offset: rows.list.top, around: place.row)]
        + (place.row.map { [askEntity(.row($0))] } ?? [])
    case .follow:
      if screen == .schema {
        return tableToFollow.map { go(to: Place(screen: .schema, table: $0)) } ?? []
      }
      guard !isAheadOfCard else { return waitForCard() }
      return parentToFollow.map { open($0) } ?? []
    case .referrers:
      guard !isAheadOfCard else { return waitForCard() }
      if case .table(let related) = relatedLines[safe: rows.related.cursor], pane == .related {
        return openReferrers(related)
      }
      guard let first = rows.entity.value?.related, !first.isEmpty else { return [] }
      if first.count == 1 { return openReferrers(first[0]) }
      focus[.rows] = .related
      say("enter on a table lists its rows", .dim)
      return settle()
    case .sort where screen == .runs:
      runs.sort = runs.sort.next
      runs.arrange()
      say("sorted by \(runs.sort.rawValue)", .dim)
      return settle()
    case .sort: return sortByColumn()
    case .sortFurther: return sortFurther()
    case .refresh: return refresh()
    case .moreHops: return change(fanout: graph.fanout + [max(1, (graph.fanout.last ?? 4) / 2)])
    case .fewerHops: return change(fanout: Array(graph.fanout.dropLast()))
    case .strategy:
      graph.strategy = graph.strategy == "last" ? "uniform" : "last"
      return askSubgraph(isNew: true)
    case .export where isWithRuns: return performOnRun(verb)
    case .export where screen == .predict:
      guard let answer = predict.prediction.value, let text = try? answer.json() else { return [] }
      return [
        order(
          .export(text, name: "\(answer.entity.table)-\(answer.entity.key)-\(answer.task).json"))
      ]
    case .delete where screen == .task: return discardTask()
    case .add, .pause, .stop, .checkpoint, .sooner, .later, .tag, .note, .rename, .delete:
      return performOnRun(verb)
    case .mark:
      toggleMark()
      return askProgress()
    case .metric:
      if runs.view.cursor != nil { markPoint() } else { runs.metricTurn += 1 }
    case .allKeys:
      runs.showsAllKeys.toggle()
      return settle()
    case .chooseModel: return turnModel()
    case .whatIf: return leaveOut()
    case .history: return turnHistory()
    case .editCell:
      guard let row = rowToEdit else { return [] }
      prompt = Prompt(kind: .cell(row), field: TextField())
    case .reveal: predict.showsTruth.toggle()
    case .batch: prompt = Prompt(kind: .batch, field: TextField("answers.csv"))
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .interrupt: return interrupt()
    case .quit: return askToQuit()
    default: return browse(verb)
    }
    return []
  }

  private mutating func performOnRun(_ verb: Verb) -> [Effect] {
    if verb == .add {
      guard let catalog = catalog.value else { return [] }
      let task =
        screen == .task ? catalog.tasks[safe: taskList.cursor]?.name : currentRun?.task
      form = TrainForm(catalog: catalog, task: task)
      // On Runs the run under the cursor is done again, with whatever is changed in the form.
      if screen == .runs, let run = currentRun { form?.copy(run) }
      guard screen != .train else { return [] }
      form?.isFromElsewhere = true
      return go(to: .train)
    }
    guard let run = currentRun else { return [] }
    switch verb {
    case .pause:
      return [order(.control(run.id, run.status == .running ? .pause : .resume))]
    case .checkpoint: return [order(.control(run.id, .checkpoint))]
    case .sooner: return [order(.control(run.id, .sooner))]
    case .later: return [order(.control(run.id, .later))]
    case .tag: prompt = Prompt(kind: .tag(run.id), field: TextField())
    case .note: prompt = Prompt(kind: .note(run.id), field: TextField(run.note))
    case .rename: prompt = Prompt(kind: .rename(run.id), field: TextField(run.name))
    case .delete: return trash()
    case .export:
      let ids = screen == .runs ? shownRuns.map(\.id) : [run.id]
      let name = ids.count == 1 ? "\(ids[0]).csv" : "runs.csv"
      prompt = Prompt(kind: .export(ids), field: TextField(name))
    case .stop where runs.stopping.contains(run.id):
      confirmation = Confirmation(
        question: "\(run.id) is stopping already. Kill it, without a checkpoint? "
          + "What it learned since the last one is lost.",
        effect: .control(run.id, .kill))
    default:
      confirmation = Confirmation(
        question: "Stop \(run.id) (\(run.model) on \(run.task)) with a checkpoint?",
        effect: .control(run.id, .stop))
    }
    return []
  }

  private mutating func moveColumn(by step: Int) -> [Effect] {
    if runs.view.cursor != nil, screen == .train || screen == .runs {
      moveCursor(by: step * cursorStep)
      return []
    }
    switch pane {
    case .grid:
      let count = rows.page.value?.columns.count ?? 0
      rows.column = min(max(0, rows.column + step), max(0, count - 1))
      return []
    case .diagram: return moveInDiagram(rows: 0, columns: step)
    case .groups where graph.view == .layers: return moveHop(by: step)
    default:
      turnPane(by: step)
      return settle()
    }
  }

  private mutating func openHere() -> [Effect] {
    switch screen {
    case .schema: return openFromSchema()
    case .rows: return openFromRows()
    case .graph: return openFromGraph()
    case .predict: return referenceUnderEvidence.map { open($0) } ?? []
    case .task: return performOnRun(.add)
    case .runs:
      runs.selected = currentRun?.id
      return go(to: .train)
    case .train: return []
    }
  }

  /// The row that the cursor of the evidence is on; of a whole table or column the row that moved the
  /// answer most.
  var referenceUnderEvidence: RowReference? {
    guard let prediction = predict.prediction.value else { return nil }
    let table: String?
    switch pane {
    case .byTable: table = prediction.byTable[safe: predict.byTable.cursor]?.table
    case .byColumn: table = prediction.byColumn[safe: predict.byColumn.cursor]?.table
    default: return prediction.evidence[safe: predict.evidence.cursor]?.reference
    }
    return prediction.evidence.first { $0.table == table && $0.reference != nil }?.reference
      ?? (prediction.entity.table == table ? prediction.entity : nil)
  }

  private mutating func refresh() -> [Effect] {
    if schema.value == nil { return [ask(\.schema, .open(databasePath))] }
    switch screen {
    case .schema, .task: return [ask(\.catalog, .catalog)]
    case .rows:
      return [askPage(offset: rows.list.top, around: place.row)]
        + (place.row.map { [askEntity(.row($0))] } ?? [])
    case .graph where graph.reading.isShown:
      graph.reading.request = nil
      return askReading()
    case .graph:
      graph.randomSeed += 1
      return askSubgraph(isNew: true)
    case .train, .runs:
      runs.complete.removeAll()
      return [ask(\.runs.list, .runs)] + askProgress()
    case .predict: return askPrediction(isNew: true) + askRuns()
    }
  }

  /// The tag of the run that comes with the demo.
  static let demoTag = "demo"

  mutating func askToQuit() -> [Effect] {
    let live = (runs.list.value ?? []).filter { $0.status.isLive }
    // The demo's own run goes on by itself: nobody started it, so nobody is asked about it.
    guard live.contains(where: { !$0.tags.contains(Self.demoTag) }) else {
      isOver = true
      keepsRuns = !live.isEmpty
      return [.quit]
    }
    let names = live.count == 1 ? "\(live[0].id) is" : "\(live.count) runs are"
    confirmation = Confirmation(
      question: "\(names) not over. Leave?",
      effect: nil, quits: true)
    return []
  }
}

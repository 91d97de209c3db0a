import Inspection
import RunLogs
import TerminalUI

// What the language model reads: which attributes the text says at a level of sparsity, the prompt token
// by token, and what the graph adds at each level.
extension State {
  /// Tasks whose question can be asked about the open row.
  var tasksToRead: [TaskSummary] {
    let about = (catalog.value?.tasks ?? []).filter { $0.entityTable == place.table }
    // Yes or no, then amounts, then what no prompt can ask.
    let order = ["binary_classification", "regression"]
    return order.flatMap { type in about.filter { $0.type == type } }
      + about.filter { !order.contains($0.type) }
  }

  var taskToRead: TaskSummary? {
    tasksToRead.first { $0.name == graph.reading.task } ?? tasksToRead.first
  }

  /// The label-free run whose prompts are shown: the newest of this database that has a checkpoint.
  var runToRead: RunSummary? {
    (runs.list.value ?? []).first { run in
      run.model == TrainForm.labelFree && run.best != nil && !run.isTrashed
        && run.fingerprint == schema.value?.fingerprint
    }
  }

  /// Why no prompt can be shown; nil when one can.
  var problemWithReading: String? {
    guard place.row != nil || place.key != nil else {
      return "no row is open: 2 chooses one"
    }
    guard let tasks = catalog.value?.tasks else { return catalog.failure ?? "loading the tasks…" }
    guard !tasksToRead.isEmpty else {
      let tables = Set(tasks.map(\.entityTable)).sorted().joined(separator: ", ")
      return "no task asks about \(place.table ?? "this table"); "
        + (tables.isEmpty ? "4, then e, makes one" : "tasks are about \(tables)")
    }
    return nil
  }

  /// Rows, or what the language model reads of them.
  mutating func turnReading() -> [Effect] {
    graph.reading.isShown.toggle()
    focus[.graph] = graph.reading.isShown ? .sides : .groups
    return settle() + askReading()
  }

  /// A level of sparsity more or less.
  mutating func stepLevel(by step: Int) -> [Effect] {
    guard graph.reading.isShown else { return turnReading() }
    let last = ReadingState.levels.count - 1
    let next = min(max(0, graph.reading.level + step), last)
    guard next != graph.reading.level else {
      say(next == 0 ? "the text says every attribute" : "the text says no attribute", .dim)
      return []
    }
    graph.reading.level = next
    return askReading()
  }

  /// Asks for the cell under the cursor, as a lesson does; again, the task's question.
  mutating func askForCell() -> [Effect] {
    guard let one = attributeUnderCursor else { return [] }
    graph.reading.cell = one.isAsked ? nil : one.name
    return askReading()
  }

  var attributeUnderCursor: PromptSummary.Attribute? {
    graph.reading.prompt.value?.attributes[safe: graph.reading.sides.cursor]
  }

  /// The next task's question about the row; from a cell back to the task's.
  mutating func turnQuestion() -> [Effect] {
    if graph.reading.cell != nil {
      graph.reading.cell = nil
      return askReading()
    }
    let tasks = tasksToRead
    guard let here = tasks.firstIndex(where: { $0.name == taskToRead?.name }) else { return [] }
    graph.reading.task = tasks[(here + 1) % tasks.count].name
    if tasks.count == 1 { say("\(tasks[here].name) is the only task about this table", .dim) }
    return askReading()
  }

  /// Asks for what the reading shows and is not there yet.
  mutating func askReading() -> [Effect] {
    guard screen == .graph, graph.reading.isShown else { return [] }
    var effects: [Effect] = []
    if runs.list.value == nil { effects += askRuns() }
    if let run = runToRead { effects += askProgress(of: [run]) }
    guard let table = place.table, let row = place.row, let task = taskToRead else {
      return effects
    }
    let before = graph.reading.request
    let isOther = before?.row != row || before?.table != table
    // A cell was asked for of the row that was open.
    if before != nil, isOther { graph.reading.cell = nil }
    let request = PromptRequest(
      task: task.name, run: runToRead?.id, table: table, row: row, time: seedTime,
      sparsity: graph.reading.sparsity, cell: graph.reading.cell)
    guard request != before else { return effects }
    if isOther {
      graph.reading.prompt.clear()
      graph.reading.sides = ListPlace()
      graph.reading.words = ListPlace()
    }
    graph.reading.request = request
    return effects + [ask(\.graph.reading.prompt, .prompt(request))]
  }

  mutating func takePrompt(_ reply: Reply) -> [Effect] {
    let result = reply.result.flatMap { answer -> Result<PromptSummary, Failure> in
      if case .prompt(let value) = answer { return .success(value) }
      return .failure(.unexpected)
    }
    return graph.reading.prompt.take(result, generation: reply.generation) ? settle() : []
  }

  /// What the run's judging last said of each level.
  var levelFindings: [LevelFinding] {
    guard let run = runToRead, let curves = runs.curves[run.id] else { return [] }
    func last(_ name: String, _ percent: Int) -> Double? {
      curves.curves[.init(split: run.metricSplit, metric: "\(name)_\(percent)")]?.last?.value
    }
    return ReadingState.levels.map { level in
      let percent = Int((level * 100).rounded())
      return LevelFinding(
        percent: percent, trueLoss: last("cell_loss", percent),
        gain: last("structural_gain", percent), exact: last("exact_match", percent))
    }.filter { $0.trueLoss != nil }
  }

  /// What is wrong with the gain: it should grow as the text says less, as far as something is said.
  var gainWarning: String? {
    let found = levelFindings.compactMap { level in level.gain.map { (level.percent, $0) } }
    guard let first = found.first, let last = found.last, found.count > 1 else { return nil }
    if found.allSatisfy({ $0.1 < 0.005 }) {
      return "the graph is not read: another row's does as well"
    }
    return last.1 > first.1
      ? nil : "the gain does not grow as the text says less"
  }
}

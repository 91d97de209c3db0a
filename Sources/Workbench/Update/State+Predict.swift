import Inspection
import RunLogs
import TerminalUI

extension State {
  /// A run and the task that it is asked.
  struct Question: Equatable, Sendable {
    var run: RunSummary
    var task: String
  }

  /// What can be asked about the open row: runs that learned a task about its table, then label-free runs,
  /// which can be asked any of them.
  var questions: [Question] {
    guard place.table != nil, catalog.value != nil else { return [] }
    let tasks = tasksToRead.filter { !$0.metric.isEmpty }.map(\.name)
    let known = (runs.list.value ?? []).filter { run in
      run.best != nil && !run.isTrashed && !isElsewhere(run)
    }
    return known.filter { tasks.contains($0.task) }.map { Question(run: $0, task: $0.task) }
      + known.filter { $0.model == TrainForm.labelFree }.flatMap { run in
        tasks.map { Question(run: run, task: $0) }
      }
  }

  /// What is asked: what was chosen, else the newest finished run, else the newest.
  var question: Question? {
    let all = questions
    return all.first { $0.run.id == predict.run && $0.task == predict.task ?? $0.task }
      ?? all.first { $0.run.status == .finished } ?? all.first
  }

  var runToAsk: RunSummary? { question?.run }

  /// Why there is nothing to ask, in words that say what to do.
  var problemWithPrediction: String? {
    guard place.table != nil, place.row != nil || place.key != nil else {
      return "No row is open. Press 2, put the cursor on a row, then 7."
    }
    guard let tasks = catalog.value?.tasks else {
      return catalog.failure ?? "loading the tasks…"
    }
    let table = place.table ?? ""
    // Some kinds of task are known by their question alone: no run learns them.
    let learnable = tasks.filter { $0.canBeTrained && !$0.metric.isEmpty }
    let about = learnable.filter { $0.entityTable == table }.map(\.name)
    guard !about.isEmpty else {
      let tables = Set(learnable.map(\.entityTable)).sorted().joined(separator: ", ")
      return "No task is about \(table). "
        + (tables.isEmpty
          ? "There is no task here yet: press 4, then e, to make one."
          : "Tasks are about \(tables): open a row of these (1, enter), then 7.")
    }
    guard !questions.isEmpty else {
      if let run = runOfBefore(about) {
        return
          "\(run.calling) learned \(run.task) from this file as it was: its rows, or the keys, times "
          + "and cutoffs of its manifest, have changed since. Press 5, then a, to train anew."
      }
      return "No run has learned \(about.joined(separator: " or ")) yet. Press 5, then a."
    }
    return nil
  }

  /// The newest run that learned one of the tasks from the open file when that held something else.
  private func runOfBefore(_ tasks: [String]) -> RunSummary? {
    (runs.list.value ?? []).first { run in
      run.best != nil && !run.isTrashed && isElsewhere(run)
        && (tasks.contains(run.task) || run.model == TrainForm.labelFree)
        && run.databasePath == schema.value?.path
    }
  }

  mutating func askPrediction(isNew: Bool) -> [Effect] {
    guard let table = place.table, schema.value != nil else { return [] }
    guard let row = place.row else {
      if let key = place.key { return [askEntity(.key(key))] }
      predict.prediction.clear()
      predict.request = nil
      return []
    }
    guard let question else {
      predict.prediction.clear()
      predict.request = nil
      return []
    }
    var request = PredictionRequest(
      task: question.task, run: question.run.id, table: table, row: row, time: seedTime)
    if predict.request?.table != table || predict.request?.row != row {
      // What was left out of one answer is no matter of another.
      predict.prediction.clear()
      predict.whatIf = WhatIf()
      predict.showsTruth = false
    }
    request.withoutRows = predict.whatIf.rows
    request.withoutTables = predict.whatIf.tables
    request.edits = predict.whatIf.edits
    request.seesAll = predict.seesAll
    guard isNew || request != predict.request else { return [] }
    predict.request = request
    predict.evidence = ListPlace()
    predict.byTable = ListPlace()
    predict.byColumn = ListPlace()
    return [ask(\.predict.prediction, .predict(request))]
  }

  /// Leaves the row or table under the cursor out of the question.
  mutating func leaveOut() -> [Effect] {
    guard let answer = predict.prediction.value else { return [] }
    let before = predict.whatIf
    if pane == .byTable, let item = answer.byTable[safe: predict.byTable.cursor] {
      predict.whatIf.tables.append(item.table)
    } else if let reference = answer.evidence[safe: predict.evidence.cursor]?.reference {
      predict.whatIf.rows.append(reference)
    }
    guard predict.whatIf != before else { return [] }
    remember(Undoable(words: "what if \(predict.whatIf.words)", inverse: .whatIf(before)))
    return askPrediction(isNew: true)
  }

  /// The row whose cells `e` changes: the one under the cursor of the evidence, else the entity's own.
  var rowToEdit: RowReference? {
    guard let answer = predict.prediction.value else { return nil }
    let isStored = { (reference: RowReference) in
      self.schema.value?.tables.contains { $0.name == reference.table } ?? false
    }
    if pane == .evidence, let reference = referenceUnderEvidence, isStored(reference) {
      return reference
    }
    return answer.entity
  }

  /// Asks as if a cell held another value.
  mutating func edit(_ row: RowReference, _ typed: String) -> [Effect] {
    guard !typed.allSatisfy(\.isWhitespace) else { return [] }
    guard let cell = CellEdit.parse(typed) else {
      say("type a column and its other value, as grid=15; NULL for none")
      return []
    }
    let columns = schema.value?.tables.first { $0.name == row.table }?.columns ?? []
    guard let column = columns.first(where: { $0.name == cell.column }) else {
      // Whoever types a column of the entity under another row means the entity.
      if let entity = predict.prediction.value?.entity, entity.table != row.table,
        schema.value?.tables.first(where: { $0.name == entity.table })?.columns
          .contains(where: { $0.name == cell.column }) == true
      {
        return edit(entity, typed)
      }
      let names = columns.map(\.name).joined(separator: ", ")
      say("\(row.table) has no column '\(cell.column)'; it has \(names)")
      return []
    }
    guard column.role != .key else {
      say("\(column.name) is the key, which says which row is meant: change another column")
      return []
    }
    let before = predict.whatIf
    predict.whatIf.edits.removeAll {
      $0.table == row.table && $0.row == row.row && $0.column == cell.column
    }
    predict.whatIf.edits.append(
      CellEdit(
        table: row.table, row: row.row, key: row.key, column: cell.column, value: cell.value))
    guard predict.whatIf != before else { return [] }
    remember(Undoable(words: "what if \(predict.whatIf.words)", inverse: .whatIf(before)))
    return askPrediction(isNew: true)
  }

  /// What could not be asked is taken back: the answer on the screen is still the one before.
  mutating func takeBackWhatIf() {
    guard let failure = predict.prediction.failure, predict.prediction.value != nil else { return }
    say(failure, .error)
    if case .whatIf(let before)? = undoable.last?.inverse {
      predict.whatIf = before
      undoable.removeLast()
    }
  }

  /// Asks about every row that the filter of Rows admits.
  mutating func askBatch(_ path: String) -> [Effect] {
    guard let question, let table = place.table, !path.isEmpty else { return [] }
    say("asking \(question.run.id) about \(table)…", .dim)
    var request = BatchRequest(
      task: question.task, run: question.run.id, table: table, filter: place.filter,
      time: seedTime, path: path)
    request.seesAll = predict.seesAll
    return [order(.predictAll(request))]
  }

  /// As the run learned, or with all rows up to the time.
  mutating func turnHistory() -> [Effect] {
    predict.seesAll.toggle()
    say(
      predict.seesAll
        ? "all rows up to the time are seen, also those after the run's cutoff"
        : "rows are seen as the run learned", .dim)
    return askPrediction(isNew: false)
  }

  mutating func turnModel() -> [Effect] {
    let all = questions
    guard let here = all.firstIndex(where: { $0 == question }) else { return [] }
    let next = all[(here + 1) % all.count]
    if all.count == 1 { say("\(next.run.id) is the only run that learned such a task", .dim) }
    predict.run = next.run.id
    predict.task = next.task
    return askPrediction(isNew: false)
  }
}

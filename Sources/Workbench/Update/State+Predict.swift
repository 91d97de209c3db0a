import Inspection
import RunLogs
import TerminalUI

extension State {
  /// Runs that can be asked about the open row: their task is about its table, and they have learned.
  var runsToAsk: [RunSummary] {
    guard let table = place.table, let tasks = catalog.value?.tasks else { return [] }
    let names = Set(tasks.filter { $0.entityTable == table }.map(\.name))
    return (runs.list.value ?? []).filter { run in
      names.contains(run.task) && run.best != nil && !run.isTrashed
        && (schema.value.map { $0.fingerprint == run.fingerprint } ?? true)
    }
  }

  /// The run that is asked: the one chosen, else the newest finished, else the newest.
  var runToAsk: RunSummary? {
    let runs = runsToAsk
    return runs.first { $0.id == predict.run } ?? runs.first { $0.status == .finished }
      ?? runs.first
  }

  /// Why there is nothing to ask, in words that say what to do.
  var problemWithPrediction: String? {
    guard place.table != nil, place.row != nil || place.key != nil else {
      return "No row is open. Press 2, put the cursor on a row, then 7."
    }
    guard let tasks = catalog.value?.tasks else {
      return catalog.failure ?? "loading the tasks…"
    }
    let table = place.table ?? ""
    let about = tasks.filter { $0.entityTable == table }.map(\.name)
    guard !about.isEmpty else {
      let tables = Set(tasks.map(\.entityTable)).sorted().joined(separator: ", ")
      return "No task is about \(table). Tasks here are about: \(tables.isEmpty ? "–" : tables)."
    }
    guard !runsToAsk.isEmpty else {
      return "No run has learned \(about.joined(separator: " or ")) yet. Press 5, then a."
    }
    return nil
  }

  mutating func askPrediction(isNew: Bool) -> [Effect] {
    guard let table = place.table, schema.value != nil else { return [] }
    guard let row = place.row else {
      return place.key.map { [askEntity(.key($0))] } ?? []
    }
    guard let run = runToAsk else {
      predict.prediction.clear()
      predict.request = nil
      return []
    }
    var request = PredictionRequest(
      task: run.task, run: run.id, table: table, row: row, time: seedTime)
    if predict.request?.table != table || predict.request?.row != row {
      // What was left out of one answer is no matter of another.
      predict.prediction.clear()
      predict.leftOut = LeftOut()
      predict.showsTruth = false
    }
    request.withoutRows = predict.leftOut.rows
    request.withoutTables = predict.leftOut.tables
    guard isNew || request != predict.request else { return [] }
    predict.request = request
    predict.evidence = ListPlace()
    predict.byTable = ListPlace()
    return [ask(\.predict.prediction, .predict(request))]
  }

  /// Leaves the row or table under the cursor out of the question.
  mutating func leaveOut() -> [Effect] {
    guard let answer = predict.prediction.value else { return [] }
    let before = predict.leftOut
    if pane == .byTable, let item = answer.byTable[safe: predict.byTable.cursor] {
      predict.leftOut.tables.append(item.table)
    } else if let reference = answer.evidence[safe: predict.evidence.cursor]?.reference {
      predict.leftOut.rows.append(reference)
    }
    guard predict.leftOut != before else { return [] }
    remember(Undoable(words: "what if without \(predict.leftOut.words)", inverse: .leftOut(before)))
    return askPrediction(isNew: true)
  }

  /// Asks about every row that the filter of Rows admits.
  mutating func askBatch(_ path: String) -> [Effect] {
    guard let run = runToAsk, let table = place.table, !path.isEmpty else { return [] }
    say("asking \(run.id) about \(table)…", .dim)
    return [
      order(
        .predictAll(
          BatchRequest(
            task: run.task, run: run.id, table: table, filter: place.filter, time: seedTime,
            path: path)))
    ]
  }

  mutating func turnModel() -> [Effect] {
    let all = runsToAsk
    guard let here = all.firstIndex(where: { $0.id == runToAsk?.id }) else { return [] }
    let next = all[(here + 1) % all.count]
    if all.count == 1 { say("\(next.id) is the only run that learned such a task", .dim) }
    predict.run = next.id
    return askPrediction(isNew: false)
  }
}

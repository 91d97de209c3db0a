import Inspection
import TerminalUI

/// What can be predicted here: the question, its splits in time, and what guessing scores.
struct TaskScreen {
  let state: State
  let layout: Layout
  init(_ state: State, _ layout: Layout) {
    self.state = state
    self.layout = layout
  }

  func draw(_ box: Layout.Box, on screen: inout CellBuffer) {
    switch box.pane {
    case .tasks: drawList(on: &screen, in: box.rect)
    case .taskFacts: drawFacts(on: &screen, in: box.rect)
    case .builder: drawBuilder(on: &screen, in: box.rect)
    case .preview: drawPreview(on: &screen, in: box.rect)
    case .sql: drawSQL(on: &screen, in: box.rect)
    default: break
    }
  }

  private func drawList(on screen: inout CellBuffer, in part: Rect) {
    let tasks = state.catalog.value?.tasks ?? []
    let inside = screen.panel(
      part, title: tasks.isEmpty ? "tasks" : "tasks \(tasks.count)" + state.catalog.pendingMark,
      isFocused: state.pane == .tasks
    )
    guard state.catalog.value != nil else {
      let waits =
        state.schema.value == nil ? (state.openingWords, Role.dim) : state.catalog.absence
      screen.note(waits.0, in: inside, waits.1)
      return
    }
    if tasks.isEmpty {
      screen.note("This database has no task yet. e asks a question and makes one.", in: inside)
    }
    // Where room is short, the metric is told beside the list only.
    let metric = inside.columns >= 34 ? 8 : 0
    for (line, place) in state.taskList.lines(count: tasks.count, height: inside.rows).enumerated()
    {
      let row = inside.row + line
      let room = max(4, inside.columns - metric - 3)
      screen.put(
        Escaping.visible(tasks[place].name).padded(to: room), row: row, column: inside.column + 1,
        tasks[place].canBeTrained ? .text : .dim)
      screen.put(
        tasks[place].metric.padded(to: metric, right: true), row: row,
        column: inside.column + 1 + room, .dim)
      screen.markLine(
        row: row, in: inside, isCursor: place == state.taskList.cursor,
        isFocused: state.pane == .tasks)
    }
    screen.position(state.taskList, count: tasks.count, in: part, height: inside.rows)
  }

  private func drawFacts(on screen: inout CellBuffer, in part: Rect) {
    let task = state.catalog.value?.tasks[safe: state.taskList.cursor]
    let inside = screen.panel(
      part, title: task.map { Escaping.visible($0.name) } ?? "task",
      facts: task.map { $0.type.replacingUnderscores } ?? "", isFocused: state.pane == .taskFacts)
    guard let task else { return }
    var row = inside.row
    for line in Frame.wrap(Escaping.visible(task.description), to: inside.columns - 2).prefix(3) {
      screen.put(line, row: row, column: inside.column + 1, .text, .bold)
      row += 1
    }
    if inside.rows > 24 { row += 1 }
    let who = Escaping.visible("\(task.entityTable).\(task.entityColumn)")
    let what = Escaping.visible(task.target)
    row = screen.fact("for", who, row: row, in: inside, width: 10, .link)
    row = screen.fact("predict", what, row: row, in: inside, width: 10)
    row = screen.fact(
      "within", task.window.map { "\($0) after the seed time" } ?? "the row itself", row: row,
      in: inside, width: 10)
    let direction = task.higherIsBetter ? "▲ higher is better" : "▼ lower is better"
    row = screen.fact(
      "metric", task.metric.isEmpty ? Figures.unknown : "\(task.metric) \(direction)", row: row,
      in: inside, width: 10)
    for problem in task.problems.prefix(2) {
      for line in Frame.wrap(Escaping.visible(problem), to: inside.columns - 4).prefix(4) {
        screen.put(line, row: row, column: inside.column + 3, .warning)
        row += 1
      }
    }
    row += 1
    row = drawSplits(task, on: &screen, row: row, in: inside)
    drawBaselines(task, on: &screen, row: row + 1, in: inside)
  }

  private func drawSplits(
    _ task: TaskSummary, on screen: inout CellBuffer, row start: Int, in inside: Rect
  ) -> Int {
    guard start < inside.endRow else { return start }
    guard !task.splits.isEmpty else {
      screen.put("no split: it cannot be trained on", row: start, column: inside.column + 1, .dim)
      return start + 1
    }
    let isWide = inside.columns >= 66
    let middle = isWide ? "  times  entities" : ""
    screen.put(
      "split      rows\(middle)  from … to                   mean".fitted(to: inside.columns - 2),
      row: start, column: inside.column + 1, .dim)
    var row = start + 1
    for split in task.splits where row < inside.endRow {
      var at = inside.column + 1
      func number(_ text: String, _ width: Int, _ role: Role = .text) {
        at += screen.put(text.padded(to: width, right: true), row: row, column: at, role)
      }
      at += screen.put(Escaping.visible(split.name).padded(to: 6), row: row, column: at, .accent)
      number(Figures.count(split.rows), 9)
      if isWide {
        number(Figures.count(split.times), 7)
        number(Figures.count(split.entities), 10)
      }
      let span = "\(Figures.day(split.firstTime)) … \(Figures.day(split.lastTime))"
      at += screen.put("  " + span.padded(to: 23), row: row, column: at, .time)
      number(
        split.labelMean.map { Figures.metric($0) } ?? "sealed", 7,
        split.labelMean == nil ? .dim : .text)
      row += 1
    }
    return drawStrip(task, on: &screen, row: row, in: inside)
  }

  /// The splits on one line of time.
  private func drawStrip(
    _ task: TaskSummary, on screen: inout CellBuffer, row: Int, in inside: Rect
  ) -> Int {
    let spans = task.splits.compactMap { split -> (name: String, first: Int, last: Int)? in
      guard let first = split.firstTime.flatMap(SeedTime.dayNumber),
        let last = split.lastTime.flatMap(SeedTime.dayNumber)
      else { return nil }
      return (split.name, first, last)
    }
    guard let low = spans.map(\.first).min(), let high = spans.map(\.last).max(), high > low,
      inside.rows > 24
    else { return row }
    let width = inside.columns - 2
    func column(_ day: Int) -> Int {
      inside.column + 1 + (day - low) * (width - 1) / (high - low)
    }
    let glyphs: [Character] = ["░", "▒", "█"]
    for (place, span) in spans.enumerated() {
      let from = column(span.first)
      let to = column(span.last)
      let bar = String(repeating: glyphs[min(place, 2)], count: max(1, to - from + 1))
      screen.put(bar, row: row + 1, column: from, Role.series(place))
      let name = Escaping.visible(span.name)
      let start = min(from, inside.endColumn - 1 - name.count)
      screen.put(name, row: row + 2, column: max(inside.column + 1, start), limit: 8, .dim)
    }
    return row + 3
  }

  private func drawBaselines(
    _ task: TaskSummary, on screen: inout CellBuffer, row start: Int, in inside: Rect
  ) {
    guard start + 1 < inside.endRow, !task.splits.isEmpty else { return }
    let splits = ["train", "val", "test"].filter { split in
      task.baselines.contains { $0.metrics[split] != nil }
    }
    let names = Set(task.baselines.flatMap { $0.metrics.values.flatMap(\.keys) })
    let others = names.subtracting([task.metric]).sorted()
    let metrics = [task.metric] + others
    var row = start
    screen.put(
      "guessing, \(splits.joined(separator: " / "))", row: row, column: inside.column + 1, .dim)
    guard !task.baselines.isEmpty else {
      screen.put(
        "no baseline is computed yet", row: row, column: inside.column + 1, limit: 40, .dim)
      return
    }
    let cell = 6 * max(1, splits.count) + 1
    let nameWidth = 22
    let shown = Array(metrics.prefix(max(1, (inside.columns - nameWidth - 2) / (cell + 1))))
    row += 1
    for (place, metric) in shown.enumerated() {
      screen.put(
        Self.short(metric, within: cell - 1).padded(to: cell, right: true), row: row,
        column: inside.column + 1 + nameWidth + place * (cell + 1), .dim)
    }
    for baseline in task.baselines where row + 1 < inside.endRow {
      row += 1
      screen.put(
        Figures.baseline(baseline.name).fitted(to: nameWidth), row: row, column: inside.column + 1,
        .text)
      for (place, metric) in shown.enumerated() {
        let values = splits.map {
          Figures.metric(baseline.metrics[$0]?[metric]).padded(to: 6, right: true)
        }.joined()
        screen.put(
          values.padded(to: cell, right: true), row: row,
          column: inside.column + 1 + nameWidth + place * (cell + 1),
          metric == task.metric ? .text : .dim)
      }
    }
  }

  /// A metric's name, in the letters it is known by where there is no room for the whole.
  private static func short(_ metric: String, within columns: Int) -> String {
    let known = ["accuracy": "acc", "average_precision": "AP"]
    return metric.count <= columns ? metric : known[metric] ?? metric
  }
}

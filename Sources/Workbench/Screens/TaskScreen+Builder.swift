import Inspection
import TerminalUI

extension TaskScreen {
  /// The question as fields, and as one line.
  func drawBuilder(on screen: inout CellBuffer, in part: Rect) {
    let inside = screen.panel(
      part, title: "new task", facts: part.columns < 50 ? "^S saves" : "^S saves · esc keeps it",
      isFocused: true)
    guard let builder = state.building.builder else { return }
    let target = builder.query.target
    var row = inside.row
    let name = 11
    func line(_ field: TaskBuilder.Field, _ label: String) -> (row: Int, column: Int, width: Int) {
      let isHere = builder.field == field
      screen.put(isHere ? "▸" : " ", row: row, column: inside.column, .accent)
      screen.put(label, row: row, column: inside.column + 1, isHere ? .accent : .dim)
      defer { row += 1 }
      return (row, inside.column + name + 1, inside.columns - name - 2)
    }
    func choice(_ field: TaskBuilder.Field, _ label: String, _ value: String) {
      let place = line(field, label)
      let isHere = builder.field == field
      let text = isHere ? "‹ \(Escaping.visible(value)) ›" : "  " + Escaping.visible(value)
      screen.put(
        text.fitted(to: place.width), row: place.row, column: place.column,
        isHere ? .selected : .text)
    }
    func text(_ field: TaskBuilder.Field, _ label: String, _ value: TextField, _ hint: String) {
      let place = line(field, label)
      if builder.field == field {
        let column = value.draw(
          on: &screen, row: place.row, column: place.column + 2, width: place.width - 2, .prompt)
        screen.cursor = (place.row, column)
      }
      if value.text.isEmpty {
        let start = place.column + (builder.field == field ? 4 : 2)
        screen.put(
          hint.fitted(to: place.width - 4), row: place.row, column: start,
          builder.field == field ? .prompt : .dim)
      } else if builder.field != field {
        screen.put(
          Escaping.visible(value.text).fitted(to: place.width - 2), row: place.row,
          column: place.column + 2, .text)
      }
    }
    // In a low window the line is there only while it is typed.
    let isLow = inside.rows < 13
    let isOnLine = builder.field == .query
    if !isLow || !isOnLine {
      choice(.entity, "for each", "\(builder.query.entityTable).\(builder.query.entityColumn)")
    }
    choice(.table, "of the rows", target.table)
    choice(.function, "predict", target.function.rawValue)
    choice(.column, "of column", target.column)
    text(.conditions, "rows where", builder.conditions, "all rows")
    text(.window, "window", builder.window, "30 days")
    text(.comparison, "compare", builder.comparison, "the amount itself")
    text(.past, "active in", builder.past, "everyone, active or not")
    row += inside.rows > 16 ? 1 : 0
    if !isLow || isOnLine { text(.query, "as a line", builder.line, "") }
    let rest = inside.endRow - row - 4
    if builder.field != .query, rest > 0 {
      for part in Frame.wrap(Escaping.visible(builder.query.text), to: inside.columns - 4)
        .prefix(rest)
      {
        screen.put(part, row: row, column: inside.column + 3, .dim)
        row += 1
      }
    }
    if isLow, let problem = builder.problem {
      // On the border, where there is no line to spare.
      screen.put(
        " \(problem) ".fitted(to: part.columns - 4), row: part.endRow - 1, column: part.column + 2,
        .warning)
    } else if let problem = builder.problem {
      for part in Frame.wrap(problem, to: inside.columns - 2).prefix(2) {
        screen.put(part, row: row, column: inside.column + 1, .warning)
        row += 1
      }
    }
    row = inside.endRow - 2
    text(.name, "name", builder.name, "a name for it")
    let save = line(.save, "")
    screen.put(
      "[ save the task ]", row: save.row, column: save.column + 2,
      builder.field == .save ? .selected : .key, .bold)
  }

  // MARK: Preview

  /// What labels the question makes.
  func drawPreview(on screen: inout CellBuffer, in part: Rect) {
    let preview = state.building.preview
    let count = preview.value.map { "  \(Figures.count($0.rows))" } ?? ""
    let inside = screen.panel(
      part, title: "labels" + count + preview.pendingMark,
      facts: preview.value.map { $0.isBinary ? "yes or no" : "an amount" } ?? "")
    if let failure = preview.failure {
      screen.note(failure, in: inside, .error)
      return
    }
    guard let value = preview.value else {
      screen.note(preview.absence.text, in: inside)
      return
    }
    var row = drawSplits(value, on: &screen, in: inside)
    row = drawRates(value, on: &screen, row: row, in: inside)
    row = drawChecks(value, on: &screen, row: row, in: inside)
    drawExamples(value, on: &screen, row: row, in: inside)
  }

  private func drawSplits(
    _ value: TaskPreviewSummary, on screen: inout CellBuffer, in inside: Rect
  ) -> Int {
    let isWide = inside.columns >= 70
    let mean = value.isBinary ? "yes" : "mean"
    screen.put(
      ("split     rows  times" + (isWide ? "  entities" : "") + mean.padded(to: 8, right: true)
        + "  from … to").fitted(to: inside.columns - 2), row: inside.row,
      column: inside.column + 1, .dim)
    var row = inside.row + 1
    for split in value.splits where row < inside.endRow {
      var at = inside.column + 1
      at += screen.put(split.name.padded(to: 6), row: row, column: at, .accent)
      at += screen.put(
        Figures.count(split.rows).padded(to: 8, right: true), row: row, column: at, .text)
      at += screen.put("\(split.times)".padded(to: 7, right: true), row: row, column: at, .dim)
      if isWide {
        at += screen.put(
          Figures.count(split.entities).padded(to: 10, right: true), row: row, column: at, .dim)
      }
      at += screen.put(
        Figures.metric(split.rows > 0 ? split.mean : nil).padded(to: 8, right: true), row: row,
        column: at, .text)
      let span =
        isWide
        ? "\(Figures.day(split.firstTime)) … \(Figures.day(split.lastTime))"
        : "\(split.firstTime.prefix(7)) … \(split.lastTime.prefix(7))"
      screen.put(
        ("  " + span).fitted(to: inside.endColumn - at - 1), row: row, column: at, .time)
      row += 1
    }
    return drawStrip(value, on: &screen, row: row, in: inside)
  }

  /// The splits on one line of time.
  private func drawStrip(
    _ value: TaskPreviewSummary, on screen: inout CellBuffer, row: Int, in inside: Rect
  ) -> Int {
    let spans = value.splits.compactMap { split -> (first: Int, last: Int)? in
      guard let first = SeedTime.dayNumber(split.firstTime),
        let last = SeedTime.dayNumber(split.lastTime)
      else { return nil }
      return (first, last)
    }
    guard let low = spans.map(\.first).min(), let high = spans.map(\.last).max(), high > low,
      row < inside.endRow
    else { return row }
    let width = inside.columns - 2
    func column(_ day: Int) -> Int { (day - low) * (width - 1) / (high - low) }
    let glyphs: [Character] = ["░", "▒", "█"]
    for (place, span) in spans.enumerated() {
      let from = column(span.first)
      let bar = String(
        repeating: glyphs[min(place, 2)], count: max(1, column(span.last) - from + 1))
      screen.put(bar, row: row, column: inside.column + 1 + from, Role.series(place))
    }
    return row + 1
  }

  /// The base rate and the number of labels over time.
  private func drawRates(
    _ value: TaskPreviewSummary, on screen: inout CellBuffer, row: Int, in inside: Rect
  ) -> Int {
    guard row + 1 < inside.endRow else { return row }
    let means = value.moments.map(\.mean)
    let width = max(0, inside.columns - 26)
    let least = Figures.metric(means.filter(\.isFinite).min())
    let most = Figures.metric(means.filter(\.isFinite).max())
    for (place, line) in [
      (value.isBinary ? "base rate" : "mean", means, "\(least) … \(most)"),
      (
        "labels", value.moments.map { Double($0.rows) },
        "\(Figures.compact(value.moments.map(\.rows).min())) … "
          + Figures.compact(value.moments.map(\.rows).max())
      ),
    ].enumerated() {
      screen.put(line.0, row: row + place, column: inside.column + 1, .dim)
      let at = inside.column + 11
      let taken = screen.put(
        Bars.trend(line.1, columns: width), row: row + place, column: at, .accent)
      screen.put(
        line.2.fitted(to: inside.endColumn - at - taken - 2), row: row + place,
        column: at + taken + 1, .dim)
    }
    return row + 2
  }

  /// Every check where there is room, else those that fail.
  private func drawChecks(
    _ value: TaskPreviewSummary, on screen: inout CellBuffer, row start: Int, in inside: Rect
  ) -> Int {
    var row = start
    let passed = value.checks.count(where: \.isPassed)
    let failed = value.checks.filter { !$0.isPassed }
    let isWide = inside.rows >= 30
    guard row < inside.endRow else { return row }
    screen.put(
      "checks  \(passed) of \(value.checks.count) hold", row: row, column: inside.column + 1,
      failed.isEmpty ? .good : .warning, .bold)
    row += 1
    for check in isWide ? value.checks : failed {
      let sign = check.isPassed ? "✓" : "✗"
      let lines = Frame.wrap(
        Escaping.visible("\(check.name): \(check.finding)"), to: inside.columns - 4)
      for (place, line) in lines.prefix(isWide ? 3 : 2).enumerated() where row < inside.endRow {
        if place == 0 {
          screen.put(sign, row: row, column: inside.column + 1, check.isPassed ? .good : .error)
        }
        screen.put(
          line, row: row, column: inside.column + 3, check.isPassed ? .text : .warning)
        row += 1
      }
    }
    return row
  }

  private func drawExamples(
    _ value: TaskPreviewSummary, on screen: inout CellBuffer, row start: Int, in inside: Rect
  ) {
    var row = start
    guard row + 1 < inside.endRow else { return }
    screen.put("examples from train", row: row, column: inside.column + 1, .dim)
    row += 1
    for example in value.examples where row < inside.endRow {
      var at = inside.column + 1
      at += screen.put(Figures.day(example.time), row: row, column: at, .time)
      let label =
        value.isBinary ? (example.label > 0 ? "yes" : "no") : Figures.metric(example.label)
      at += screen.put(label.padded(to: 7, right: true), row: row, column: at, .text, .bold)
      screen.put(
        ("  " + example.entity.label).fitted(to: inside.endColumn - at - 1), row: row, column: at,
        .link)
      row += 1
    }
  }

  /// The labels as SQL, for reading.
  func drawSQL(on screen: inout CellBuffer, in part: Rect) {
    let inside = screen.panel(part, title: "SQL")
    guard let sql = state.building.preview.value?.sql else { return }
    let lines = sql.split(separator: "\n", omittingEmptySubsequences: false)
    for (place, line) in lines.prefix(inside.rows).enumerated() {
      screen.put(
        Escaping.visible(String(line)).fitted(to: inside.columns - 2), row: inside.row + place,
        column: inside.column + 1, .text)
    }
  }
}

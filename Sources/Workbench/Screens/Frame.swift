import Inspection
import RunLogs
import TerminalUI

/// What is around every screen: where you are, what runs, which keys work now, what lies on top.
struct Frame {
  let state: State
  let layout: Layout

  init(_ state: State) {
    self.state = state
    layout = Layout(state)
  }

  func draw(on screen: inout CellBuffer) {
    guard !state.isTooSmall else {
      drawTooSmall(on: &screen)
      return
    }
    drawHeader(on: &screen)
    let body = Rect(row: 1, column: 0, rows: state.size.rows - 3, columns: state.size.columns)
    if let failure = state.schema.failure, state.schema.value == nil,
      [.schema, .rows, .graph, .predict].contains(state.screen)
    {
      drawFailure(failure, on: &screen, in: body)
    } else {
      for box in layout.boxes { drawPane(box, on: &screen) }
    }
    drawVerbs(on: &screen, row: state.size.rows - 2)
    drawScreens(on: &screen, row: state.size.rows - 1)
    if let form = state.form { drawForm(form, on: &screen) }
    if let choice = state.choice { drawChoice(choice, on: &screen) }
    if let viewer = state.viewer { drawViewer(viewer, on: &screen) }
    if state.isHinting { drawHints(on: &screen) }
    if state.showsCosts { drawCosts(on: &screen, row: state.size.rows - 1) }
    if state.help != nil { drawHelp(on: &screen) }
    if let answer = state.answer { drawAnswer(answer, on: &screen) }
    if state.prompt != nil { drawPrompt(on: &screen, row: state.size.rows - 2) }
    if let question = state.confirmation { drawQuestion(question, on: &screen) }
  }

  private func drawPane(_ box: Layout.Box, on screen: inout CellBuffer) {
    switch box.pane {
    case .tables, .columns, .links, .tableFacts, .warnings, .diagram, .keyFacts:
      SchemaScreen(state, layout).draw(box, on: &screen)
    case .grid, .card, .related, .timeStrip: RowsScreen(state, layout).draw(box, on: &screen)
    case .groups, .node, .strip, .sampling, .sampled, .sides, .words, .gain:
      GraphScreen(state, layout).draw(box, on: &screen)
    case .tasks, .taskFacts, .builder, .preview, .sql:
      TaskScreen(state, layout).draw(box, on: &screen)
    case .jobs, .plots, .log, .configuration:
      TrainScreen(state, layout).draw(box, on: &screen)
    case .runList, .overlay, .differences: RunsScreen(state, layout).draw(box, on: &screen)
    case .answer, .evidence, .byTable, .byColumn, .stability:
      PredictScreen(state, layout).draw(box, on: &screen)
    }
  }

  private func drawTooSmall(on screen: inout CellBuffer) {
    screen.put("relzero", row: 0, column: 0, .header, .bold)
    let size = "\(state.size.columns)x\(state.size.rows)"
    screen.put("The window is \(size).", row: 1, column: 0, .text)
    screen.put("Make it 40x10 or more;", row: 2, column: 0, .text)
    screen.put("80x24 shows everything.", row: 3, column: 0, .text)
    screen.put("q quits", row: 4, column: 0, .dim)
  }

  private func drawFailure(_ failure: String, on screen: inout CellBuffer, in body: Rect) {
    let inside = screen.panel(body, title: "not opened", isFocused: true)
    var row = inside.row + 1
    for line in Self.wrap(Escaping.visible(failure), to: inside.columns - 4) {
      guard row < inside.endRow - 2 else { break }
      screen.put(line, row: row, column: inside.column + 2, .error)
      row += 1
    }
    screen.put(
      "R tries again · q leaves", row: row + 1, column: inside.column + 2, .dim)
  }

  // MARK: The first row

  private func drawHeader(on screen: inout CellBuffer) {
    let width = state.size.columns
    screen.fill(Rect(row: 0, column: 0, rows: 1, columns: width), style: Style(.header))
    let clock = state.clock.hourAndMinute
    let long = [badge(isShort: false), clock].filter { !$0.isEmpty }.joined(separator: "  ")
    let short = [badge(isShort: true), clock].filter { !$0.isEmpty }.joined(separator: "  ")
    let fits =
      CharacterWidth.columns(of: crumb) + CharacterWidth.columns(of: long) + 13 <= width
    let right = fits ? long : short
    let rightWidth = CharacterWidth.columns(of: right)
    screen.put(" relzero", row: 0, column: 0, .header, .bold)
    screen.put(
      crumb.fitted(to: width - rightWidth - 12), row: 0, column: 10, .header)
    screen.put(right, row: 0, column: width - rightWidth - 1, .header)
  }

  /// Where you are: `rel-f1 ▸ drivers ▸ 4 ▸ graph  as of 2010-01-01 ◷`.
  private var crumb: String {
    let place = state.place
    var parts = [state.schema.value?.name ?? Self.fileName(state.databasePath)]
    switch place.screen {
    case .schema: parts += ["schema"] + [place.table].compactMap { $0 }
    case .rows: parts += [place.table, place.key].compactMap { $0 }
    case .graph, .predict: parts += [place.table, place.key, place.screen.name].compactMap { $0 }
    case .task: parts += ["task"]
    case .train:
      parts += ["train"] + [state.currentRun.map { "\($0.id) \($0.task)" }].compactMap { $0 }
    case .runs:
      parts += ["runs"] + (state.runs.marked.isEmpty ? [] : ["compare \(state.shownRuns.count)"])
    }
    let path = parts.map(Escaping.visible).joined(separator: " ▸ ")
    return path + (state.asOf.map { "  as of \($0) ◷" } ?? "")
  }

  private static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// How many runs are under way, in words or by their signs alone.
  private func badge(isShort: Bool) -> String {
    let runs = state.runs.list.value ?? []
    let running = runs.count { $0.status == .running }
    let queued = runs.count { $0.status == .queued }
    let paused = runs.count { $0.status == .paused }
    return [
      state.exporting == nil ? "" : isShort ? "◔ E" : "◔ export",
      running > 0 ? "●\(running)\(isShort ? "" : " train")" : "",
      queued > 0 ? "◔\(queued)\(isShort ? "" : " queued")" : "",
      paused > 0 ? "‖\(paused)\(isShort ? "" : " paused")" : "",
    ].filter { !$0.isEmpty }.joined(separator: " ")
  }

  // MARK: The last rows

  private func drawVerbs(on screen: inout CellBuffer, row: Int) {
    if let message = state.message {
      draw(message, on: &screen, lastRow: row)
      return
    }
    if state.isBuilding {
      screen.put(
        "↑ ↓ field · ← → choose · ^S save · esc keeps it for later · Alt+1…7 screens".fitted(
          to: state.size.columns - 2), row: row, column: 1, .dim)
      return
    }
    if state.form != nil {
      screen.put(
        "↑ ↓ field · ← → choose · enter next, starts · esc closes · Alt+1…7 screens".fitted(
          to: state.size.columns - 2), row: row, column: 1, .dim)
      return
    }
    if let hints = state.shownHints {
      screen.put(hints.fitted(to: state.size.columns - 2), row: row, column: 1, .accent, .bold)
      return
    }
    for (entry, columns) in Self.verbLabels(in: state) {
      var column = columns.lowerBound
      if column > 1 { screen.put(" · ", row: row, column: column - 3, .dim) }
      column += screen.put(entry.shown, row: row, column: column, .key, .bold)
      screen.put(" " + entry.label, row: row, column: column, .dim)
    }
  }

  /// What is said: whole, over the rows above where it is too long for one, so that no path is cut.
  private func draw(_ message: Message, on screen: inout CellBuffer, lastRow: Int) {
    let lines = Self.broken(message.text, to: state.size.columns - 2)
    let shown = lines.suffix(max(1, min(lines.count, state.size.rows / 3)))
    for (place, line) in shown.enumerated() {
      let row = lastRow - shown.count + 1 + place
      screen.fill(Rect(row: row, column: 0, rows: 1, columns: state.size.columns))
      screen.put(line, row: row, column: 1, message.role, .bold)
    }
  }

  /// The verbs that work now, as many as the line holds, and where they stand on it.
  private static func verbLabels(in state: State) -> [(KeyEntry, Range<Int>)] {
    guard state.message == nil else { return [] }
    var labels: [(KeyEntry, Range<Int>)] = []
    var column = 1
    for entry in state.keys.entries where entry.footer.contains(state.screen) {
      guard entry.works(on: state.screen, in: state.pane), !entry.keys.isEmpty,
        state.problem(with: entry.verb) == nil
      else { continue }
      let width =
        CharacterWidth.columns(of: entry.shown) + 1 + CharacterWidth.columns(of: entry.label)
      let lead = column > 1 ? 3 : 0
      guard column + lead + width < state.size.columns else { continue }
      column += lead
      labels.append((entry, column..<(column + width)))
      column += width
    }
    return labels
  }

  /// The verb whose name is at a column of the line of verbs.
  static func verb(atColumn column: Int, in state: State) -> Verb? {
    verbLabels(in: state).first { $0.1.contains(column) }?.0.verb
  }

  private func drawScreens(on screen: inout CellBuffer, row: Int) {
    let labels = Self.screenLabels(in: state)
    for (entry, range) in labels {
      let isHere = entry == state.screen
      screen.put(
        Self.label(entry, in: state), row: row, column: range.lowerBound, isHere ? .accent : .dim,
        isHere ? .bold : [])
    }
    // Where keys type, these would.
    guard !state.isBuilding, state.form == nil else { return }
    // As much as fits beside the screens.
    let width = state.size.columns
    let free = width - (labels.last?.1.upperBound ?? 0)
    let words = ["/ find  : cmd  ? help ", "/ find : cmd ? help ", "? help "]
    if let shown = words.first(where: { $0.count < free }) {
      screen.put(shown, row: row, column: width - shown.count, .dim)
    }
  }

  /// What the last frame cost, in place of the screens.
  private func drawCosts(on screen: inout CellBuffer, row: Int) {
    guard let cost = state.lastCost else { return }
    let text =
      " frame \(cost.frame) · draw \(Figures.metric(Double(cost.drawMicroseconds) / 1000)) ms · "
      + "send \(Figures.metric(Double(cost.sendMicroseconds) / 1000)) ms · \(cost.cells) cells · "
      + "request \(state.generation) · :debug ends "
    screen.put(text.padded(to: state.size.columns), row: row, column: 0, .prompt)
  }

  /// Where not all names fit, only the screen that is open has its own.
  private static func label(_ screen: Screen, in state: State) -> String {
    if screen == state.screen { return "[\(screen.rawValue)]\(screen.title)" }
    return state.size.columns < 60 ? "\(screen.rawValue)" : "\(screen.rawValue) \(screen.title)"
  }

  private static func screenLabels(in state: State) -> [(Screen, Range<Int>)] {
    var column = 1
    return Screen.allCases.map { screen in
      let width = label(screen, in: state).count
      defer { column += width + 1 }
      return (screen, column..<(column + width))
    }
  }

  /// The screen whose name is at a column of the last row.
  static func screen(atColumn column: Int, in state: State) -> Screen? {
    screenLabels(in: state).first { $0.1.contains(column) }?.0
  }

  /// Words on lines of at most so many columns.
  static func wrap(_ text: String, to columns: Int) -> [String] {
    guard columns > 0 else { return [] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: true).map(String.init) {
      if line.isEmpty {
        line = word
      } else if CharacterWidth.columns(of: line) + 1 + CharacterWidth.columns(of: word) <= columns {
        line += " " + word
      } else {
        lines.append(line)
        line = word
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { $0.fitted(to: columns) }
  }
}

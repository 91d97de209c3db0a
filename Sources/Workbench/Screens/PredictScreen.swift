import Inspection
import RunLogs
import TerminalUI

/// One answer about one entity at one time, what a trivial guess would say, and which rows moved it.
struct PredictScreen {
  let state: State
  let layout: Layout
  init(_ state: State, _ layout: Layout) {
    self.state = state
    self.layout = layout
  }

  func draw(_ box: Layout.Box, on screen: inout CellBuffer) {
    switch box.pane {
    case .answer: drawAnswer(on: &screen, in: box.rect)
    case .evidence: drawEvidence(on: &screen, in: box.rect)
    case .byTable: drawByTable(on: &screen, in: box.rect)
    case .byColumn: drawByColumn(on: &screen, in: box.rect)
    case .stability: drawStability(on: &screen, in: box.rect)
    default: break
    }
  }

  private func drawAnswer(on screen: inout CellBuffer, in part: Rect) {
    let slot = state.predict.prediction
    let title = slot.value?.entity.label ?? state.openRow?.label ?? "answer"
    let inside = screen.panel(
      part, title: title + slot.pendingMark,
      facts: slot.isWaiting && slot.value != nil
        ? state.question.map { "asking \($0.run.id): \(Escaping.visible($0.task))…" } ?? ""
        : slot.value.map { Escaping.visible($0.task) } ?? "")
    guard let answer = slot.value else {
      if let failure = slot.failure {
        screen.note(failure, in: inside, .error)
      } else {
        let problem =
          state.schema.value == nil
          ? state.openingWords : slot.isWaiting ? nil : state.problemWithPrediction
        screen.note(
          problem ?? slot.waitingWords("asking \(state.runToAsk.map { "\($0.id)" } ?? "a run")"),
          in: inside)
      }
      return
    }
    let task = state.catalog.value?.tasks.first { $0.name == answer.task }
    let target = Escaping.visible(task?.target ?? answer.task)
    var row = inside.row
    var at = inside.column + 1
    let name = answer.isProbability ? "p(\(target))" : target
    at += screen.put("\(name) ", row: row, column: at, .text)
    at += screen.put(Figures.metric(answer.value), row: row, column: at, .accent, .bold) + 2
    let rest = Self.ordered(answer.baselines).map {
      "\(Figures.baseline($0.name)) \(Figures.metric($0.value))"
    }
    .joined(separator: " · ")
    screen.put(
      "guessing: \(rest.isEmpty ? Figures.unknown : rest)".fitted(to: inside.endColumn - at - 1),
      row: row, column: at, .baseline)
    row += 1
    drawRuler(answer, on: &screen, row: row, in: inside)
    row += 2
    guard row < inside.endRow else { return }
    // Where the evidence needs the room the answer's own facts come first.
    if let past = answer.prompt?.past, inside.rows > 6 {
      let words = past.words(figure: Figures.metric)
      screen.put(
        "past answers: \(Escaping.visible(words))".fitted(to: inside.columns - 2), row: row,
        column: inside.column + 1, .text)
      row += 1
      guard row < inside.endRow else { return }
    }
    screen.put(
      source(of: answer, window: task?.window, columns: inside.columns - 2), row: row,
      column: inside.column + 1, .dim)
    row += 1
    guard row < inside.endRow else { return }
    drawHonesty(answer, on: &screen, row: row, in: inside)
    drawStanding(answer, on: &screen, row: row + 1, in: inside)
  }

  /// The run that answered, when, from how much and how fast; where there is no room, without what other
  /// screens tell.
  private func source(of answer: PredictionSummary, window: String?, columns: Int) -> String {
    let run = (state.runs.list.value ?? []).first { "\($0.id)" == answer.run }
    let step = run?.bestStep.map { " @ step \(Figures.count($0))" } ?? ""
    let tokens = answer.prompt.map { " · \(Figures.count($0.tokens)) tokens" } ?? ""
    let name = "\(Escaping.visible(answer.model)) \(Escaping.visible(answer.run))"
    let time = " · as of \(answer.time) ◷"
    let seen =
      " · \(Figures.count(answer.rowsSeen)) rows\(tokens) · \(Figures.metric(answer.milliseconds)) ms"
    let whole = name + step + time + (window.map { " · next \($0)" } ?? "") + seen
    let shorter = [whole, name + step + time + seen, name + time + seen]
    return shorter.first { CharacterWidth.columns(of: $0) <= columns }
      ?? (name + time + seen).fitted(to: columns)
  }

  /// Whether the model could have looked ahead.
  private func drawHonesty(
    _ answer: PredictionSummary, on screen: inout CellBuffer, row: Int, in inside: Rect
  ) {
    let isClean = answer.rowsAfterTime == 0
    screen.put(
      ("history \(answer.history) · newest row \(answer.newestTime ?? Figures.unknown) · \(Figures.count(answer.rowsAfterTime)) rows after the time"
        + (isClean ? "" : " ✗ the model looks ahead")).fitted(to: inside.columns - 2),
      row: row, column: inside.column + 1, isClean ? .good : .error,
      isClean ? [] : [.bold, .reverse])
  }

  /// What came of such answers before, what is left out, and the truth where it is asked for.
  private func drawStanding(
    _ answer: PredictionSummary, on screen: inout CellBuffer, row: Int, in inside: Rect
  ) {
    guard row < inside.endRow else { return }
    var at = inside.column + 1
    func say(_ text: String, _ role: Role, _ attributes: Attributes = []) {
      guard inside.endColumn - at > 2 else { return }
      at += screen.put(
        text.fitted(to: inside.endColumn - at - 1), row: row, column: at, role, attributes)
    }
    if let plain = answer.plain {
      say(
        "what if \(Escaping.visible(state.predict.whatIf.words)): \(Figures.metric(plain)) → \(Figures.metric(answer.value))  ",
        .warning, .bold)
    }
    if state.predict.showsTruth {
      let truth =
        answer.truth.map { truth in
          truth.value.map { "label \(Figures.metric($0)) (\(truth.split))" }
            ?? "a row of \(truth.split): its label is sealed"
        } ?? "no label is known for this time"
      say(truth + "  ", .accent, .bold)
    } else if let split = answer.truth?.split {
      say("a row of \(split) · ", .dim)
    }
    if let bin = answer.calibration {
      let came = answer.isProbability ? "came true" : "came out at"
      say(
        "\(bin.rows) val rows answered \(Figures.metric(bin.low))–\(Figures.metric(bin.high)): \(Figures.metric(bin.mean)) \(came)",
        .dim)
    }
  }

  /// What is known of the entity itself says more than what is known of all.
  private static func ordered(
    _ baselines: [PredictionSummary.Baseline]
  ) -> [PredictionSummary.Baseline] {
    baselines.filter { $0.name.hasPrefix("entity") }
      + baselines.filter { !$0.name.hasPrefix("entity") }
  }

  /// The answer and the baselines on one line: from 0 to 1 for a probability, else around them.
  private func drawRuler(
    _ answer: PredictionSummary, on screen: inout CellBuffer, row: Int, in inside: Rect
  ) {
    let values = ([answer.value] + answer.baselines.map(\.value)).filter { abs($0) < 1e300 }
    guard abs(answer.value) < 1e300, let least = values.min(), let greatest = values.max() else {
      return
    }
    let room = max((greatest - least) * 0.15, abs(greatest) * 0.05, 1e-9)
    let low = answer.isProbability ? 0 : least >= 0 ? max(0, least - room) : least - room
    let high = answer.isProbability ? 1 : greatest + room
    let left = Figures.tick(low)
    let right = Figures.tick(high)
    let start = inside.column + 2 + left.count
    let end = inside.endColumn - 2 - right.count
    guard end - start > 10 else { return }
    func column(_ value: Double) -> Int {
      start
        + Int(
          ((min(max(value, low), high) - low) / (high - low) * Double(end - start - 1)).rounded())
    }
    screen.put(left, row: row, column: inside.column + 1, .dim)
    screen.put(String(repeating: "─", count: end - start), row: row, column: start, .dim)
    screen.put(right, row: row, column: end + 1, .dim)
    let here = column(answer.value)
    screen.put(
      String(repeating: "━", count: max(0, here - start)), row: row, column: start, .accent)
    var marks: [(column: Int, name: String)] = []
    for baseline in Self.ordered(answer.baselines) where abs(baseline.value) < 1e300 {
      let at = column(baseline.value)
      screen.put("┃", row: row, column: at, .baseline)
      let name = Figures.baseline(baseline.name)
      if let same = marks.firstIndex(where: { $0.column == at }) {
        marks[same].name += ", " + name
      } else {
        marks.append((at, name))
      }
    }
    screen.put("●", row: row, column: here, .accent, .bold)
    guard row + 1 < inside.endRow else { return }
    for text in Self.named(marks, in: inside.column + 1..<inside.endColumn - 1) {
      screen.put(text.words, row: row + 1, column: text.column, .baseline)
    }
  }

  /// Marks under the ruler with their names, whole or by a first word that says enough, to the right or
  /// to the left of them. One whose name has no room has no mark: the line above the ruler tells its
  /// value.
  ///
  /// - Parameter marks: the most telling first.
  static func named(
    _ marks: [(column: Int, name: String)], in columns: Range<Int>
  ) -> [(column: Int, words: String)] {
    func short(_ name: String) -> Substring { name.prefix { $0 != " " } }
    var taken: [Range<Int>] = []
    return marks.compactMap { mark in
      let isTold = marks.count { short($0.name) == short(mark.name) } == 1
      for name in [mark.name] + (isTold ? [String(short(mark.name))] : []) {
        let width = CharacterWidth.columns(of: name)
        let right = mark.column..<(mark.column + 2 + width)
        let left = (mark.column - 1 - width)..<(mark.column + 1)
        for (place, words) in [(right, "▲ " + name), (left, name + " ▲")] {
          // No name runs over another or over the place of another's mark.
          let isFree = !taken.contains { $0.overlaps(place.lowerBound - 1..<place.upperBound + 1) }
          let hidesMark = marks.contains { $0.column != mark.column && place.contains($0.column) }
          if isFree, !hidesMark, place.clamped(to: columns) == place {
            taken.append(place)
            return (place.lowerBound, words)
          }
        }
      }
      return nil
    }
  }

  private func drawEvidence(on screen: inout CellBuffer, in part: Rect) {
    let answer = state.predict.prediction.value
    let items = answer?.evidence ?? []
    let isAlone = !layout.panes.contains(.answer)
    let title =
      "what moved it" + (isAlone ? answer.map { " to " + Figures.metric($0.value) } ?? "" : "")
    let inside = screen.panel(
      part, title: title, facts: isAlone ? "" : "with the row − without",
      isFocused: state.pane == .evidence)
    guard answer != nil else { return }
    if items.isEmpty {
      screen.note("No row moved the answer: the model saw none but the entity's own.", in: inside)
      return
    }
    let isWide = inside.columns >= 70
    let bar = isWide ? 14 : 7
    screen.put(
      ("change  " + "".padded(to: bar + 1) + "row").fitted(to: inside.columns - 2), row: inside.row,
      column: inside.column + 1, .dim)
    let top = items.map { abs($0.effect) }.filter(\.isFinite).max() ?? 0
    let height = inside.rows - 1
    for (line, place) in state.predict.evidence.lines(count: items.count, height: height)
      .enumerated()
    {
      draw(
        items[place], on: &screen, row: inside.row + 1 + line, in: inside, top: top, bar: bar,
        isWide: isWide)
      screen.markLine(
        row: inside.row + 1 + line, in: inside, isCursor: place == state.predict.evidence.cursor,
        isFocused: state.pane == .evidence)
    }
    screen.position(state.predict.evidence, count: items.count, in: part, height: height)
  }

  private func draw(
    _ item: PredictionSummary.Evidence, on screen: inout CellBuffer, row: Int, in inside: Rect,
    top: Double, bar: Int, isWide: Bool
  ) {
    var at = inside.column + 1
    let role: Role = item.effect < 0 ? .second : .first
    at +=
      screen.put(Figures.change(item.effect).padded(to: 7, right: true), row: row, column: at, role)
      + 1
    let width = top > 0 ? Bars.bar(abs(item.effect) / top, columns: bar) : ""
    let shown = item.effect < 0 ? String(width.map { $0 == "█" ? "▒" : $0 }) : width
    screen.put(shown.padded(to: bar), row: row, column: at, role)
    at += bar + 1
    guard let reference = item.reference else {
      screen.put(
        Escaping.visible("\(item.table) ×\(item.rows)").fitted(to: inside.endColumn - at - 1),
        row: row, column: at, .text)
      return
    }
    if isWide, let time = reference.time {
      at += screen.put(Figures.day(time), row: row, column: at, .time) + 2
    }
    let name = Escaping.visible("\(reference.table) \(reference.key)")
    at +=
      screen.put(name.fitted(to: min(24, inside.endColumn - at - 1)), row: row, column: at, .link)
      + 2
    screen.put(
      Escaping.visible(reference.detail).fitted(to: inside.endColumn - at - 1), row: row,
      column: at, .text)
  }
}

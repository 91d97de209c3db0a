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
    screen.put(
      Self.guesses(answer.baselines, columns: inside.endColumn - at - 1), row: row, column: at,
      .baseline)
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
    let cut = answer.cutoff.map { ": none after \(Figures.day($0)) seen, H shows all" } ?? ""
    let newest = " · newest row \(answer.newestTime ?? Figures.unknown)"
    let later =
      " · \(Figures.count(answer.rowsAfterTime)) rows after the time"
      + (isClean ? "" : " ✗ the model looks ahead")
    let lines = [newest, ""].map { "history \(answer.history)" + cut + $0 + later }
    let fitting = lines.first { CharacterWidth.columns(of: $0) <= inside.columns - 2 }
    screen.put(
      fitting ?? lines[1].fitted(to: inside.columns - 2),
      row: row, column: inside.column + 1,
      isClean ? (cut.isEmpty ? .good : .warning) : .error,
      isClean ? [] : [.bold, .reverse])
  }

  /// What came of such answers before, what is left out, and the truth where it is asked for.
  private func drawStanding(
    _ answer: PredictionSummary, on screen: inout CellBuffer, row: Int, in inside: Rect
  ) {
    var row = row
    var at = inside.column + 1
    func say(_ text: String, _ role: Role, _ attributes: Attributes = []) {
      guard row < inside.endRow, inside.endColumn - at > 2 else { return }
      at += screen.put(
        text.fitted(to: inside.endColumn - at - 1), row: row, column: at, role, attributes)
    }
    if let plain = answer.plain {
      // What came of it is read whole, however much is left out.
      let change = ": \(Figures.metric(plain)) → \(Figures.metric(answer.value))"
      let words = "what if " + Escaping.visible(state.predict.whatIf.words)
      say(
        words.fitted(to: min(CharacterWidth.columns(of: words), inside.columns - 2 - change.count))
          + change, .warning, .bold)
      row += 1
      at = inside.column + 1
    }
    if state.predict.showsTruth {
      let truth =
        answer.truth.map { truth in
          truth.value.map { "label \(Figures.metric($0)) (\(truth.split))" }
            ?? "a row of \(truth.split): its label is sealed"
        } ?? "no label is known for this time"
      say(truth + "  ", .accent, .bold)
    }
    let split = state.predict.showsTruth ? nil : answer.truth?.split
    if let bin = answer.calibration {
      say(
        Self.words(
          bin, isProbability: answer.isProbability, split: split,
          columns: inside.endColumn - at - 1), .dim)
    } else if let split {
      say("this row is in \(Escaping.visible(split))", .dim)
    }
  }

  /// What came of answers like this one, and which split the row is in: whole sentences, shorter where
  /// there is less room.
  static func words(
    _ bin: PredictionSummary.Calibration, isProbability: Bool, split: String? = nil, columns: Int
  ) -> String {
    let rows = Figures.count(bin.rows)
    let range = "\(Figures.metric(bin.low))–\(Figures.metric(bin.high))"
    let mean = Figures.metric(bin.mean)
    let came = isProbability ? "\(mean) of them came true" : "on average \(mean) came out"
    let short = isProbability ? "\(mean) came true" : "mean \(mean) came out"
    let sentences = [
      "\(rows) validation rows were answered \(range); \(came)",
      "\(rows) validation rows answered \(range); \(came)", "of \(rows) such, \(short)",
    ]
    let ends =
      split.map(Escaping.visible).map { [" · this row is in \($0)", " · in \($0)"] } ?? [""]
    let all = sentences.flatMap { sentence in ends.map { sentence + $0 } }
    return all.first { CharacterWidth.columns(of: $0) <= columns } ?? sentences[2]
  }

  /// What trivial guesses would answer: as many as there is room for, none of them cut.
  static func guesses(_ baselines: [PredictionSummary.Baseline], columns: Int) -> String {
    let all = ordered(baselines)
    guard !all.isEmpty else { return "guessing: \(Figures.unknown)" }
    func line(_ count: Int) -> String {
      let left = all.count - count
      return "guessing: "
        + (all.prefix(count).map { "\(Figures.baseline($0.name)) \(Figures.metric($0.value))" }
        + (left > 0 ? ["+\(left) more"] : [])).joined(separator: " · ")
    }
    let counts = stride(from: all.count, to: 0, by: -1)
    let fitting = counts.first { CharacterWidth.columns(of: line($0)) <= columns }
    let first = "guessing: \(Figures.baseline(all[0].name)) \(Figures.metric(all[0].value))"
    return fitting.map(line) ?? first.fitted(to: min(columns, CharacterWidth.columns(of: first)))
  }

  /// What is known of the entity itself says more than what is known of all. Of an entity that is known,
  /// `entity or global mean` is left out: it says what `entity mean` does.
  private static func ordered(
    _ all: [PredictionSummary.Baseline]
  ) -> [PredictionSummary.Baseline] {
    let baselines = all.filter { one in
      !all.contains { $0.value == one.value && one.name.hasPrefix($0.name + ",") }
    }
    return baselines.filter { $0.name.hasPrefix("entity") }
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

  /// What something did to the answer: to a probability to the thousandth, so that a bare glance
  /// compares; nothing at all is no sign and no zeros.
  func change(_ effect: Double) -> String {
    guard effect != 0 else { return "0" }
    return state.predict.prediction.value?.isProbability == true
      ? Figures.thousandths(effect) : Figures.change(effect)
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
      screen.put(change(item.effect).padded(to: 7, right: true), row: row, column: at, role)
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

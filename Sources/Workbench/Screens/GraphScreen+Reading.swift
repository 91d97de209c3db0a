import Inspection
import RunLogs
import TerminalUI

// What a language model reads of the seed's row.
extension GraphScreen {
  private var reading: ReadingState { state.graph.reading }
  private var percent: String {
    Figures.percent(Int((reading.sparsity * 100).rounded()), of: 100)
  }

  /// Every attribute on the text's side and on the graph's.
  func drawSides(on screen: inout CellBuffer, in part: Rect) {
    let slot = reading.prompt
    let inside = screen.panel(
      part, title: "text and graph" + slot.pendingMark, facts: "\(percent) hidden",
      isFocused: state.pane == .sides)
    guard let prompt = slot.value else {
      let absence = slot.absence
      screen.note(
        slot.failure ?? state.problemWithReading ?? absence.text, in: inside,
        slot.failure == nil ? .dim : .error)
      return
    }
    guard !prompt.attributes.isEmpty else {
      screen.note("The row has no attribute that a text could say.", in: inside)
      return
    }
    let widest = prompt.attributes.map { CharacterWidth.columns(of: Escaping.visible($0.name)) }
    let name = min(inside.columns >= 50 ? 22 : 15, max(11, (widest.max() ?? 0) + 2))
    screen.put(
      "text graph  " + "attribute".padded(to: name) + "value", row: inside.row,
      column: inside.column + 1, limit: inside.columns - 2, .dim)
    let height = Layout(state).height(of: .sides)
    for (line, place) in reading.sides.lines(count: prompt.attributes.count, height: height)
      .enumerated()
    {
      let attribute = prompt.attributes[place]
      let row = inside.row + 1 + line
      let isShown = attribute.isSaid || attribute.isAsked
      screen.put(
        attribute.textSign, row: row, column: inside.column + 2,
        attribute.isAsked ? .warning : isShown ? .good : .dim, isShown ? .bold : [])
      screen.put(
        attribute.graphSign, row: row, column: inside.column + 8,
        attribute.isAsked ? .warning : .accent, attribute.isAsked ? .bold : [])
      screen.put(
        Escaping.visible(attribute.name).fitted(to: name - 1), row: row, column: inside.column + 13,
        attribute.isSaid ? .text : .dim)
      screen.put(
        Escaping.visible(attribute.value).fitted(
          to: max(0, inside.endColumn - inside.column - 14 - name)), row: row,
        column: inside.column + 13 + name, attribute.isSaid ? .text : .dim)
      screen.markLine(
        row: row, in: inside, isCursor: place == reading.sides.cursor,
        isFocused: state.pane == .sides)
    }
    screen.position(reading.sides, count: prompt.attributes.count, in: part, height: height)
    guard prompt.attributes.count < height else { return }
    screen.put(
      "■ seen  □ left out  ▣ asked for".fitted(to: inside.columns - 2), row: inside.endRow - 1,
      column: inside.column + 1, .dim)
  }

  /// The very prompt: as a person reads it, and below token by token.
  func drawWords(on screen: inout CellBuffer, in part: Rect) {
    let prompt = reading.prompt.value
    let soft = prompt?.tokens.count { $0.kind == .graph } ?? 0
    let cell = prompt?.attributes.first(where: \.isAsked)
    let title =
      cell.map { "prompt of cell \(Escaping.visible($0.name))" }
      ?? "prompt of \(Escaping.visible(state.taskToRead?.name ?? "a task"))"
    let inside = screen.panel(
      part, title: title + reading.prompt.pendingMark,
      facts: prompt.map {
        let count = "\($0.tokens.count) tokens"
        guard part.columns >= 60 else { return count }
        return count + ", \(soft) vector\(soft == 1 ? "" : "s")"
          + ($0.opposite == nil ? "" : ", asked both ways")
      } ?? "",
      isFocused: state.pane == .words)
    guard let prompt else { return }
    let head = Layout.headerRows(of: .words)
    drawText(prompt, on: &screen, in: inside.split(top: head - 1).0)
    let height = Layout(state).height(of: .words)
    for (line, place) in reading.words.lines(count: prompt.tokens.count, height: height)
      .enumerated()
    {
      let token = prompt.tokens[place]
      let row = inside.row + head + line
      let isVector = token.kind != .token
      screen.put(
        "\(place)".padded(to: 4, right: true), row: row, column: inside.column + 1, .dim)
      let kind = token.id.map { "\($0)" } ?? (token.kind == .graph ? "graph" : "mask")
      screen.put(
        kind.padded(to: 7, right: true), row: row, column: inside.column + 5,
        isVector ? .accent : .dim, isVector ? .bold : [])
      let text =
        isVector
        ? "[\(Escaping.visible(token.text))]"
        : Escaping.visible(token.text).replacing("Ġ", with: "·").replacing("Ċ", with: "⏎")
      screen.put(
        text.fitted(to: inside.columns - 16), row: row, column: inside.column + 14,
        isVector ? .accent : .text, isVector ? .bold : [])
      screen.markLine(
        row: row, in: inside, isCursor: place == reading.words.cursor,
        isFocused: state.pane == .words)
    }
    screen.position(reading.words, count: prompt.tokens.count, in: part, height: height)
  }

  /// The prompt in words, its vectors in brackets; what comes last (the question) is seen whole.
  private func drawText(_ prompt: PromptSummary, on screen: inout CellBuffer, in part: Rect) {
    let text = Self.folded(Escaping.visible(prompt.prompt))
    let lines = Frame.wrap(text, to: part.columns - 2)
    let shown = lines.count <= part.rows ? lines : Array(lines.suffix(part.rows))
    for (place, line) in shown.enumerated() {
      screen.put(
        place == 0 && lines.count > shown.count ? "…" + line.dropFirst() : line,
        row: part.row + place, column: part.column + 1, .text)
    }
  }

  /// `[g0][g1][g2]drivers: …` as `[3 vectors] drivers: …`: how many says more than their brackets.
  static func folded(_ text: String) -> String {
    var folded = ""
    var vectors = 0
    var rest = text[...]
    func flush(_ next: Bool) {
      guard vectors > 0 else { return }
      folded += vectors == 1 ? "[vector]" : "[\(vectors) vectors]"
      if next { folded += " " }
      vectors = 0
    }
    while let first = rest.first {
      if rest.hasPrefix("[g"), let end = rest.firstIndex(of: "]"),
        rest[rest.index(rest.startIndex, offsetBy: 2)..<end].allSatisfy(\.isNumber)
      {
        vectors += 1
        rest = rest[rest.index(after: end)...]
      } else {
        flush(true)
        folded.append(first)
        rest = rest.dropFirst()
      }
    }
    flush(false)
    return folded
  }

  /// What the run's judging found at each level: how much the row's own graph helps.
  func drawGain(on screen: inout CellBuffer, in part: Rect) {
    let run = state.runToRead
    let inside = screen.panel(
      part, title: "gain by level", facts: run.map { "\($0.id)" } ?? "",
      isFocused: state.pane == .gain)
    let found = state.levelFindings
    guard let run, !found.isEmpty else {
      screen.note(
        run == nil
          ? "No relzero run of this database yet: train one (5, a) to see what the graph adds."
          : "◔ reading the log…", in: inside)
      return
    }
    let isWide = inside.columns >= 58
    // The row's own prompt stands beside what judging found over many cells.
    let levels = reading.prompt.value?.levels ?? []
    let answer = state.taskToRead?.type == "regression" ? "answer" : "p"
    let heads =
      isWide
      ? [("hidden", 6), ("own", 7), ("another's", 11), ("gain", 8), ("exact", 7)]
      : [("hidden", 6), ("loss", 6), ("gain", 7)]
    screen.put(
      (heads + [("tokens", 8), (answer, 7)]).map { $0.0.padded(to: $0.1, right: true) }.joined(),
      row: inside.row, column: inside.column + 1, limit: inside.columns - 2, .dim)
    for (line, level) in found.enumerated() where line < inside.rows - 1 {
      let row = inside.row + 1 + line
      let isHere = level.percent == Int((reading.sparsity * 100).rounded())
      let gain = level.gain.map { Figures.thousandths($0) } ?? Figures.unknown
      let other = level.trueLoss.flatMap { loss in level.gain.map { loss + $0 } }
      let exact = level.exact.map { Figures.percent(Int(($0 * 1000).rounded()), of: 1000) }
      let prompt = levels.first { Int(($0.sparsity * 100).rounded()) == level.percent }
      let share = Figures.percent(level.percent, of: 100)
      let judged =
        isWide
        ? [
          share, Figures.metric(level.trueLoss), Figures.metric(other), gain,
          exact ?? Figures.unknown,
        ] : [share, Figures.metric(level.trueLoss), gain]
      let cells = judged + [Figures.count(prompt?.tokens), Figures.metric(prompt?.answer)]
      let widths = heads.map(\.1) + [8, 7]
      screen.put(
        zip(cells, widths).map { $0.padded(to: $1, right: true) }.joined(), row: row,
        column: inside.column + 1, isHere ? .accent : .text, isHere ? .bold : [])
    }
    var row = inside.row + 1 + found.count
    if let warning = state.gainWarning {
      for line in Frame.wrap("! " + warning, to: inside.columns - 2) where row < inside.endRow {
        screen.put(line, row: row, column: inside.column + 1, .warning, .bold)
        row += 1
      }
    }
    guard isWide, row + 1 < inside.endRow else { return }
    drawSchedule(of: run, on: &screen, row: row + 1, in: inside)
  }

  /// Where the run is on its schedule: the levels its training has gone through.
  private func drawSchedule(
    of run: RunSummary, on screen: inout CellBuffer, row: Int, in inside: Rect
  ) {
    let name = CurveView.schedule
    guard let points = state.runs.curves[run.id]?.curves[name], let last = points.last else {
      return
    }
    let shape = run.configuration["sparsity.schedule"] ?? "linear"
    screen.put(
      "schedule \(Escaping.visible(shape)): "
        + Bars.trend(points.map(\.value), columns: min(24, inside.columns - 34))
        + "  now \(Figures.metric(last.value))", row: row, column: inside.column + 1,
      limit: inside.columns - 2, .dim)
  }
}

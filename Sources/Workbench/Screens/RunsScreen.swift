import Inspection
import RunLogs
import TerminalUI

/// All runs, the curves of the marked ones over each other, and in what they differ.
struct RunsScreen {
  let state: State
  let layout: Layout
  init(_ state: State, _ layout: Layout) {
    self.state = state
    self.layout = layout
  }

  func draw(_ box: Layout.Box, on screen: inout CellBuffer) {
    switch box.pane {
    case .runList: drawList(on: &screen, in: box.rect)
    case .overlay: drawOverlay(on: &screen, in: box.rect)
    case .differences: drawDifferences(on: &screen, in: box.rect)
    default: break
    }
  }

  private func drawList(on screen: inout CellBuffer, in part: Rect) {
    let runs = state.runs.visible
    let all = state.runs.list.value?.count ?? 0
    let marked = state.runs.marked.count
    let facts = [
      state.runs.filter.isEmpty ? "" : "/\(Escaping.visible(state.runs.filter))",
      state.runs.sort == .newest ? "" : "by \(state.runs.sort.rawValue)",
      marked > 0 ? "\(marked) marked" : "",
    ].filter { !$0.isEmpty }.joined(separator: " · ")
    let count =
      runs.count == all
      ? Figures.count(all) : "\(Figures.count(runs.count)) of \(Figures.count(all))"
    let inside = screen.panel(
      part, title: "runs" + (all == 0 ? "" : " \(count)"), facts: facts,
      isFocused: state.pane == .runList)
    if let failure = state.runs.list.failure {
      screen.note(failure, in: inside, .error)
      return
    }
    guard !runs.isEmpty else {
      screen.note(
        state.runs.list.value == nil
          ? "◔ loading…"
          : all == 0
            ? "No run yet. Press a to start one." : "No run fits the filter; esc drops it.",
        in: inside)
      return
    }
    let isWide = inside.columns >= 110
    // Short names leave their room to the notes.
    let longest = runs.map { CharacterWidth.columns(of: $0.calling) }.max() ?? 0
    let hasElsewhere = runs.contains(where: state.isElsewhere)
    let task = !isWide ? 17 : hasElsewhere ? 24 : min(24, max(12, longest + 2))
    // Columns that do not fit are left out whole: half a number is another number.
    let fixed = 9 + task + (isWide ? 32 : 8)
    let numbered = Self.numbers(fitting: inside.columns - fixed - 2)
    let head =
      "   run   " + "task".padded(to: task) + "model".padded(to: isWide ? 12 : 8)
      + "metric   ".padded(to: isWide ? 20 : 0)
      + numbered.map { $0.name.padded(to: $0.width, right: true) }.joined(separator: " ")
      + (numbered.count == Self.numbers.count ? "  curve" : "")
    screen.put(
      head.fitted(to: inside.columns - 1), row: inside.row, column: inside.column + 1, .dim)
    let height = inside.rows - 1
    let shown = state.shownRuns
    for (line, place) in state.runs.place.lines(count: runs.count, height: height).enumerated() {
      let run = runs[place]
      let row = inside.row + 1 + line
      var at = inside.column + 1
      if let series = shown.firstIndex(where: { $0.id == run.id }),
        state.runs.marked.contains(run.id)
      {
        screen.put(
          CurveView.marks[series % CurveView.marks.count], row: row, column: at,
          Role.series(series), .bold)
      }
      screen.put(run.status.sign, row: row, column: at + 1, run.status.role, .bold)
      screen.put("\(run.id)", row: row, column: at + 3, .text)
      at += 9
      let isElsewhere = state.isElsewhere(run)
      let calling =
        run.calling + (isElsewhere ? " (\(Escaping.visible(run.database)))" : "")
      screen.put(calling.fitted(to: task - 1), row: row, column: at, isElsewhere ? .dim : .text)
      at += task
      screen.put(
        Escaping.visible(run.model).fitted(to: isWide ? 11 : 7), row: row, column: at, .text)
      at += isWide ? 12 : 8
      if isWide {
        screen.put(
          "\(run.higherIsBetter ? "▲" : "▼") \(run.metricSplit) \(run.metric)".fitted(to: 19),
          row: row, column: at, .dim)
        at += 20
      }
      let numbers = numbered.map { $0.value(run).padded(to: $0.width, right: true) }
      at += screen.put(numbers.joined(separator: " "), row: row, column: at, .text) + 2
      let columns = min(isWide ? 16 : 10, inside.endColumn - at - 1)
      if columns > 2, numbered.count == Self.numbers.count {
        at +=
          screen.put(
            Bars.trend(run.curve, columns: columns).padded(to: columns), row: row, column: at,
            .accent) + 2
      }
      let rung = (state.runs.rung[run.id] ?? []).map { "! \($0.finding)" }
      let words = (rung + run.tags + [run.note, run.message]).filter { !$0.isEmpty }
        .joined(
          separator: " ")
      if inside.endColumn - at > 4 {
        screen.put(
          Escaping.visible(words).fitted(to: inside.endColumn - at - 1), row: row, column: at,
          run.status == .failed ? .error : .dim)
      }
      screen.markLine(
        row: row, in: inside, isCursor: place == state.runs.place.cursor,
        isFocused: state.pane == .runList)
    }
    screen.position(state.runs.place, count: runs.count, in: part, height: height)
  }

  /// A number of each run.
  private struct NumberColumn: Sendable {
    let name: String
    let width: Int
    let value: @Sendable (RunSummary) -> String
  }

  private static let numbers = [
    NumberColumn(name: "last", width: 6) { Figures.metric($0.last) },
    NumberColumn(name: "best", width: 6) { Figures.metric($0.best) },
    NumberColumn(name: "@step", width: 6) { Figures.compact($0.bestStep) },
    NumberColumn(name: "time", width: 6) { Figures.duration($0.seconds) },
    NumberColumn(name: "seed", width: 5) { "\($0.seed)" },
  ]

  /// As many of them as there is room for, with a blank between.
  private static func numbers(fitting room: Int) -> [NumberColumn] {
    var left = room + 1
    return Array(
      numbers.prefix { column in
        left -= column.width + 1
        return left >= 0
      })
  }

  private func drawOverlay(on screen: inout CellBuffer, in part: Rect) {
    let shown = state.shownRuns
    let inside = screen.panel(
      part, title: "overlay", facts: shown.count > 1 ? "\(shown.count) runs" : "",
      isFocused: state.pane == .overlay)
    guard let first = shown.first, let name = state.curveNames(of: first).first else { return }
    CurveView(state: state, runs: shown, name: name).draw(on: &screen, in: inside)
  }

  /// How wide names and values are, and how many runs fit beside one another.
  private func columns(
    of width: Int, _ lines: [State.ComparedLine]
  ) -> (key: Int, value: Int, fitting: Int) {
    let count = state.shownRuns.count
    let longest = lines.map { CharacterWidth.columns(of: $0.key) }.max() ?? 8
    // The names give way before a run is left out.
    let most = count <= 1 ? width : width - 8 * count - 10
    let key = min(max(8, longest), width >= 50 ? 24 : 16, max(11, most))
    // Beside one another runs leave room for what changed.
    let room = width - key - (count > 1 ? 8 : 2)
    let value = max(7, min(count > 1 ? 16 : 24, room / max(1, count) - 1))
    return (key, value, max(1, room / (value + 1)))
  }

  private func facts(of width: Int, _ lines: [State.ComparedLine]) -> String {
    let count = state.shownRuns.count
    guard count > 1 else { return "" }
    let fitting = columns(of: width, lines).fitting
    let some = fitting < count ? ["first \(fitting) of \(count)"] : []
    return (some + (state.runs.showsAllKeys ? [] : ["= all"])).joined(separator: " · ")
  }

  private func drawDifferences(on screen: inout CellBuffer, in part: Rect) {
    let shown = state.shownRuns
    let lines = state.comparison
    let differ = lines.count { $0.differs && !$0.isResult }
    let inside = screen.panel(
      part, title: shown.count > 1 ? "differences \(differ)" : "settings",
      facts: facts(of: part.columns - 2, lines), isFocused: state.pane == .differences)
    guard !shown.isEmpty else { return }
    let (key, width, fitting) = columns(of: inside.columns, lines)
    for (place, run) in shown.prefix(fitting).enumerated() {
      screen.put(
        "\(CurveView.marks[place % CurveView.marks.count]) \(run.id)".padded(
          to: width, right: true), row: inside.row,
        column: inside.column + key + 2 + place * (width + 1), Role.series(place))
    }
    let height = inside.rows - 1
    for (line, place) in state.runs.differences.lines(count: lines.count, height: height)
      .enumerated()
    {
      let item = lines[place]
      let row = inside.row + 1 + line
      screen.put(
        Escaping.visible(item.key).fitted(to: key), row: row, column: inside.column + 1, .dim)
      for (column, value) in item.values.prefix(fitting).enumerated() {
        screen.put(
          Escaping.visible(value.isEmpty ? Figures.unknown : value).padded(to: width, right: true),
          row: row,
          column: inside.column + key + 2 + column * (width + 1), .text)
      }
      if let change = item.change, item.differs {
        screen.put(
          Figures.change(change), row: row,
          column: inside.column + key + 2 + min(item.values.count, fitting) * (width + 1), .accent)
      } else if item.differs {
        screen.put(
          "≠", row: row,
          column: inside.column + key + 2 + min(item.values.count, fitting) * (width + 1), .warning)
      }
      screen.markLine(
        row: row, in: inside,
        isCursor: place == state.runs.differences.cursor && state.pane == .differences,
        isFocused: state.pane == .differences)
    }
    screen.position(state.runs.differences, count: lines.count, in: part, height: height)
  }
}

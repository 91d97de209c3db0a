import Inspection
import RunLogs
import TerminalUI

/// One metric of one or several runs as a plot with a line of facts above it.
struct CurveView {
  let state: State
  let runs: [RunSummary]
  let name: RunCurves.Name

  /// Signs that tell runs apart, whatever their colors; after the first six come letters.
  static let marks =
    ["●", "*", "+", "x", "o", "#"]
    + "abcdefghijklmnpqrstuvwyzABCDEFGHIJKLMNPQRSTUVWXYZ".map(String.init)
  /// The metric under which a training logs its level of sparsity: shown as a band under every curve.
  static let schedule = RunCurves.Name(split: "train", metric: "sparsity")

  private var view: PlotView { state.runs.view }

  private var isChoosing: Bool {
    runs.first.map { $0.metric == name.metric && $0.metricSplit == name.split } ?? false
  }

  func draw(on screen: inout CellBuffer, in part: Rect) {
    guard part.rows >= 4 else { return }
    let (_, area) = part.split(top: 1)
    let hasPoints = runs.contains { state.runs.curves[$0.id]?.curves[name]?.isEmpty == false }
    guard hasPoints else {
      drawFacts(on: &screen, row: part.row, in: part, modes: [])
      let isGrowing = runs.contains { $0.status.isLive }
      let isLoading = runs.contains { state.runs.pending[$0.id] != nil }
      screen.put(
        isLoading ? "◔ loading…" : isGrowing ? "no point yet" : "none was logged",
        row: area.row + area.rows / 2,
        column: area.column + 8, .dim)
      return
    }
    let outside = plot(columns: area.columns).draw(on: &screen, in: area)
    drawFacts(on: &screen, row: part.row, in: part, modes: modes(outside))
  }

  private func plot(columns: Int) -> Plot {
    let isWall = view.axis == .wall
    let isTime = view.axis == .relative
    let offset = state.clock.offset
    return Plot(
      series: runs.indices.map { series($0, limit: 2 * columns) }, levels: levels,
      marks: bestMarks, band: band(limit: columns), xRange: state.xRange, cursor: view.cursor,
      anchor: view.anchor, isLogarithmic: view.isLogarithmic,
      isLogarithmicX: view.isLogarithmicX && !isWall, isClipped: view.isClipped, gutter: 5,
      label: { Figures.tick($0) },
      xLabel: {
        isWall
          ? WallClock(seconds: Int($0), offset: offset).hourAndMinute
          : isTime ? Figures.duration($0) : Figures.compact(Int($0.rounded()))
      })
  }

  private func series(_ place: Int, limit: Int) -> Plot.Series {
    guard let curves = state.runs.curves[runs[place].id] else {
      return Plot.Series([Plot.Item](), role: Role.series(place))
    }
    func items(_ isSmoothed: Bool) -> [Plot.Item] {
      curves.items(name, by: view.axis, in: state.xRange, isSmoothed: isSmoothed, limit: limit)
    }
    let isSmoothed = view.smoothing > 0
    let dashes = Plot.Dash.allCases
    // Alone, a curve needs no sign; beside others it has one, and breaks in its line.
    return Plot.Series(
      items(isSmoothed), under: isSmoothed ? items(false) : [], role: Role.series(place),
      sign: runs.count > 1 ? Self.marks[place % Self.marks.count] : "",
      dash: dashes[place % dashes.count])
  }

  private func band(limit: Int) -> Plot.Band? {
    guard let run = runs.first, let curves = state.runs.curves[run.id],
      curves.curves[Self.schedule] != nil
    else { return nil }
    return Plot.Band(
      label: "s",
      items: curves.items(
        Self.schedule, by: view.axis, in: state.xRange, isSmoothed: false, limit: limit))
  }

  /// What the trivial guesses score, where this is the choosing metric: the best of them.
  private var levels: [Plot.Level] {
    guard isChoosing, let run = runs.first else { return [] }
    let finite = run.baselines.filter { $0.value.isFinite }
    let ordered = finite.sorted { a, b in
      a.value == b.value ? a.key < b.key : (a.value > b.value) == run.higherIsBetter
    }
    guard let best = ordered.first else { return [] }
    let label = "\(Figures.baseline(best.key)) \(Figures.metric(best.value))"
    return [Plot.Level(value: best.value, label: label)]
  }

  private var bestMarks: [Plot.Mark] {
    guard isChoosing else { return [] }
    return runs.enumerated().compactMap { place, run in
      guard let step = run.bestStep, let best = run.best, let curves = state.runs.curves[run.id],
        let found = curves.value(name, at: Double(step), by: .step)
      else { return nil }
      return Plot.Mark(
        x: curves.x(of: found.point, by: view.axis), y: best, symbol: "◆",
        role: Role.series(place))
    }
  }

  // MARK: The line of facts

  private func modes(_ outside: (above: Int, below: Int)) -> [String] {
    var modes: [String] = []
    if view.isLogarithmic { modes.append("log y") }
    if view.isLogarithmicX, view.axis != .wall { modes.append("log x") }
    if view.smoothing > 0 { modes.append("ema \(Figures.tick(view.smoothing))") }
    if view.axis != .step { modes.append("x \(view.axis.rawValue)") }
    if view.width != nil { modes.append(view.end == nil ? "zoom, follows" : "zoom") }
    if view.isLogarithmic {
      let hidden = runs.reduce(0) { sum, run in
        sum
          + (state.runs.curves[run.id]?.nonPositive(name, by: view.axis, in: state.xRange) ?? 0)
      }
      if hidden > 0 { modes.append("\(hidden) ≤ 0 hidden") }
    }
    if view.isClipped {
      modes.append("clip")
      if outside.above > 0 { modes.append("\(outside.above) above") }
      if outside.below > 0 { modes.append("\(outside.below) below") }
    }
    return modes
  }

  private func drawFacts(on screen: inout CellBuffer, row: Int, in part: Rect, modes: [String]) {
    let text = modes.joined(separator: " · ")
    // How the curve is changed is said before how good it is.
    let start = part.endColumn - CharacterWidth.columns(of: text) - 1
    var at = part.column + 1
    at += screen.put(Escaping.visible(name.label), row: row, column: at, .accent, .bold) + 2
    if view.cursor != nil {
      at = drawReadout(on: &screen, row: row, column: at, in: part)
    } else if runs.count == 1, let run = runs.first {
      let last = state.runs.curves[run.id]?.curves[name]?.last?.value
      at += screen.put(Figures.metric(last), row: row, column: at, .text, .bold) + 1
      if isChoosing, let best = run.best {
        let words = "best ◆ \(Figures.metric(best)) @\(Figures.compact(run.bestStep))"
        if at + CharacterWidth.columns(of: words) < start {
          at += screen.put(words, row: row, column: at, .text) + 1
        }
      }
    } else {
      for (place, run) in runs.enumerated() where at + 16 < part.endColumn {
        at +=
          screen.put(
            "\(Self.marks[place % Self.marks.count]) \(run.id) ", row: row, column: at,
            Role.series(place)) + 1
      }
    }
    if start > at { screen.put(text, row: row, column: start, .dim) }
  }

  /// `@1.2k  ● .742 (+.013)`: every series at the cursor, and the change since the marked point.
  private func drawReadout(
    on screen: inout CellBuffer, row: Int, column: Int, in part: Rect
  ) -> Int {
    guard let cursor = view.cursor else { return column }
    var at = column
    let place: String =
      switch view.axis {
      case .step, .epoch: Figures.compact(Int(cursor.rounded()))
      case .relative: Figures.duration(cursor)
      case .wall:
        WallClock(seconds: Int(cursor), offset: state.clock.offset).hourAndMinute
      }
    at += screen.put("@\(place)", row: row, column: at, .accent) + 1
    for (place, run) in runs.enumerated() {
      guard let curves = state.runs.curves[run.id],
        let here = curves.value(name, at: cursor, by: view.axis)
      else { continue }
      var text = Figures.metric(view.smoothing > 0 ? here.smoothed : here.point.value)
      if runs.count > 1 { text = "\(Self.marks[place % Self.marks.count]) \(text)" }
      if let anchor = view.anchor, anchor != cursor,
        let there = curves.value(name, at: anchor, by: view.axis)
      {
        let change =
          view.smoothing > 0
          ? here.smoothed - there.smoothed : here.point.value - there.point.value
        text += " (\(Figures.change(change)))"
      }
      guard at + CharacterWidth.columns(of: text) < part.endColumn else { break }
      at += screen.put(text, row: row, column: at, Role.series(place), .bold) + 2
    }
    return at
  }
}

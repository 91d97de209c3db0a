import Inspection
import RunLogs
import TerminalUI

/// One metric of one or several runs as a plot with a line of facts above it.
struct CurveView {
  let state: State
  let runs: [RunSummary]
  let name: RunCurves.Name

  static let marks = ["●", "*", "+", "x", "o", "#"]

  private var isChoosing: Bool {
    runs.first.map { $0.metric == name.metric && $0.metricSplit == name.split } ?? false
  }

  func draw(on screen: inout CellBuffer, in part: Rect) {
    guard part.rows >= 4 else { return }
    drawFacts(on: &screen, row: part.row, in: part)
    let (_, area) = part.split(top: 1)
    let hasPoints = runs.contains { state.runs.curves[$0.id]?.curves[name]?.isEmpty == false }
    guard hasPoints else {
      let isLoading = runs.contains { state.runs.pending[$0.id] != nil }
      screen.put(
        isLoading ? "◔ loading…" : "no point yet", row: area.row + area.rows / 2,
        column: area.column + 8, .dim)
      return
    }
    plot.draw(on: &screen, in: area)
  }

  private var plot: Plot {
    let series = runs.enumerated().map { place, run in
      Plot.Series(
        state.runs.curves[run.id]?.points(
          name, by: state.runs.axis, smoothing: state.runs.isSmoothed ? 0.6 : 0) ?? [],
        role: Role.series(place))
    }
    let isTime = state.runs.axis == .time
    return Plot(
      series: series, levels: levels, marks: bestMarks, xRange: xRange,
      isLogarithmic: state.runs.isLogarithmic, gutter: 5, label: { Figures.tick($0) },
      xLabel: { isTime ? Figures.duration($0) : Figures.compact(Int($0.rounded())) })
  }

  /// What the trivial guesses score, where this is the choosing metric: the best of them.
  private var levels: [Plot.Level] {
    guard isChoosing, let run = runs.first else { return [] }
    let finite = run.baselines.filter { $0.value.isFinite }
    let ordered = finite.sorted { a, b in
      a.value == b.value ? a.key < b.key : (a.value > b.value) == run.higherIsBetter
    }
    guard let best = ordered.first else { return [] }
    let label = "\(Escaping.visible(best.key)) \(Figures.metric(best.value))"
    return [Plot.Level(value: best.value, label: label)]
  }

  private var bestMarks: [Plot.Mark] {
    guard isChoosing else { return [] }
    return runs.enumerated().compactMap { place, run in
      guard let step = run.bestStep, let best = run.best,
        let points = state.runs.curves[run.id]?.curves[name],
        let point = points.first(where: { $0.step == step })
      else { return nil }
      let x: Double =
        switch state.runs.axis {
        case .step: Double(step)
        case .epoch: Double(point.epoch)
        case .time: point.wallTime - (points.first?.wallTime ?? 0)
        }
      return Plot.Mark(x: x, y: best, symbol: "◆", role: Role.series(place))
    }
  }

  /// From 0 to what the runs mean to do, so that a curve grows into its plot.
  private var xRange: ClosedRange<Double>? {
    let planned = runs.compactMap { run -> Int? in
      switch state.runs.axis {
      case .step: run.status.isLive ? run.plannedSteps : nil
      case .epoch: run.status.isLive ? run.plannedEpochs : nil
      case .time: nil
      }
    }.max()
    let reached =
      runs.compactMap { run -> Double? in
        guard let points = state.runs.curves[run.id]?.curves[name], let last = points.last else {
          return nil
        }
        switch state.runs.axis {
        case .step: return Double(last.step)
        case .epoch: return Double(last.epoch)
        case .time: return last.wallTime - (points.first?.wallTime ?? 0)
        }
      }.filter(\.isFinite).max() ?? 0
    let end = max(Double(planned ?? 0), reached)
    return end > 0 ? 0...end : nil
  }

  private func drawFacts(on screen: inout CellBuffer, row: Int, in part: Rect) {
    var at = part.column + 1
    at += screen.put(Escaping.visible(name.label), row: row, column: at, .accent, .bold) + 2
    if runs.count == 1, let run = runs.first {
      let last = state.runs.curves[run.id]?.curves[name]?.last?.value
      at += screen.put(Figures.metric(last), row: row, column: at, .text, .bold) + 1
      if isChoosing, let best = run.best {
        at +=
          screen.put(
            "best ◆ \(Figures.metric(best)) @\(Figures.compact(run.bestStep))", row: row,
            column: at, .text) + 1
      }
    } else {
      for (place, run) in runs.enumerated() where at + 16 < part.endColumn {
        at +=
          screen.put(
            "\(Self.marks[place % Self.marks.count]) \(run.id) ", row: row, column: at,
            Role.series(place)) + 1
      }
    }
    var modes: [String] = []
    if state.runs.isLogarithmic { modes.append("log") }
    if state.runs.isSmoothed { modes.append("ema .6") }
    if state.runs.axis != .step { modes.append("x \(state.runs.axis.rawValue)") }
    let hidden = state.runs.isLogarithmic ? plot.hiddenPoints : 0
    if hidden > 0 { modes.append("\(hidden) ≤ 0 hidden") }
    let text = modes.joined(separator: " · ")
    let start = part.endColumn - CharacterWidth.columns(of: text) - 1
    if start > at { screen.put(text, row: row, column: start, .dim) }
  }
}

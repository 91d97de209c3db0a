import Inspection
import RunLogs
import TerminalUI

extension TrainScreen {
  /// The share of its planned steps that a run has done.
  static func share(of run: RunSummary) -> Double? {
    run.plannedSteps.map { min(1, Double(run.step) / Double(max(1, $0))) }
  }

  /// The curve s(u) that a label-free run plans, with the place to which it has come; returns the next
  /// free row.
  func drawSchedule(
    of run: RunSummary, on screen: inout CellBuffer, row: Int, in inside: Rect
  ) -> Int {
    guard let plan = state.runs.schedules[run.id], row + 5 <= inside.endRow else { return row }
    let curves = state.runs.curves[run.id]
    let last = curves?.curves[CurveView.schedule]?.last?.value
    let share = Self.share(of: run)
    let here = share.map { "u \(Figures.percent(Int(($0 * 100).rounded()), of: 100))" } ?? ""
    let level = last.map { "s \(Figures.metric($0))" } ?? ""
    let facts = [here, level].filter { !$0.isEmpty }.joined(separator: " ")
    let room = inside.columns - CharacterWidth.columns(of: facts) - 3
    let shape = Escaping.visible(plan.shape)
    let title = "sparsity \(shape)"
    screen.put(
      CharacterWidth.columns(of: title) <= room ? title : shape, row: row,
      column: inside.column + 1, limit: room, .dim)
    screen.put(
      facts, row: row, column: inside.endColumn - CharacterWidth.columns(of: facts) - 1, .text)
    let count = Double(max(1, plan.levels.count - 1))
    let items = plan.levels.enumerated().compactMap { place, level in
      level.map { Plot.Item(x: Double(place) / count, y: $0) }
    }
    // Where the plan is silent, as of a gated run, the level that was logged last is the place.
    let planned = share.flatMap { plan.levels[safe: Int(($0 * count).rounded())] ?? nil }
    var marks: [Plot.Mark] = []
    if let share, let y = last ?? planned {
      marks = [Plot.Mark(x: share, y: y, symbol: "●", role: .accent)]
    }
    let rows = min(6, inside.endRow - row - 1)
    Plot(
      series: [Plot.Series(items, role: .second)], marks: marks, xRange: 0...1, gutter: 3,
      label: { Figures.tick($0) },
      xLabel: { Figures.percent(Int(($0 * 100).rounded()), of: 100) }
    ).draw(
      on: &screen,
      in: Rect(
        row: row + 1, column: inside.column + 1, rows: rows, columns: inside.columns - 2))
    return row + 1 + rows
  }
}

extension State {
  /// Asks once for what a label-free run plans.
  mutating func askSchedules(of shown: [RunSummary]) -> [Effect] {
    shown.filter { $0.model == TrainForm.labelFree && !runs.askedSchedules.contains($0.id) }
      .map { run in
        runs.askedSchedules.insert(run.id)
        return order(.schedule(run))
      }
  }
}

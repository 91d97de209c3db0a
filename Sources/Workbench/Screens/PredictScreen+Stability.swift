import Inspection
import TerminalUI

extension PredictScreen {
  /// How the answer moves with what the model may see: rows hop by hop, and the text level by level.
  func drawStability(on screen: inout CellBuffer, in part: Rect) {
    let answer = state.predict.prediction.value
    // Levels of sparsity are those of a model that reads text.
    let readsText = answer.map { !$0.bySparsity.isEmpty } ?? true
    let inside = screen.panel(
      part, title: readsText ? "by hop, by sparsity" : "by hop",
      isFocused: state.pane == .stability)
    guard let answer else { return }
    guard inside.columns >= 40 else {
      drawNarrow(answer, on: &screen, in: inside)
      return
    }
    let column = inside.column + inside.columns / 2
    screen.put("hops     answer    rows", row: inside.row, column: inside.column + 1, .dim)
    for (line, step) in answer.byHop.prefix(inside.rows - 1).enumerated() {
      let row = inside.row + 1 + line
      let isAll = line == answer.byHop.count - 1
      screen.put("\(Int(step.level))", row: row, column: inside.column + 1, .text)
      screen.put(
        Figures.metric(step.value).padded(to: 10, right: true), row: row,
        column: inside.column + 6, isAll ? .accent : .text, isAll ? .bold : [])
      screen.put(
        Figures.count(step.rows).padded(to: 8, right: true), row: row,
        column: inside.column + 16, .dim)
    }
    guard readsText else { return }
    screen.put("text hidden    answer", row: inside.row, column: column + 1, .dim)
    for (line, step) in answer.bySparsity.prefix(inside.rows - 1).enumerated() {
      screen.put(
        Self.percent(step).padded(to: 11, right: true)
          + Figures.metric(step.value).padded(to: 10, right: true), row: inside.row + 1 + line,
        column: column + 1, .text)
    }
  }

  /// Hops beside levels, each line saying what it is.
  private func drawNarrow(
    _ answer: PredictionSummary, on screen: inout CellBuffer, in inside: Rect
  ) {
    for (line, step) in answer.byHop.prefix(inside.rows).enumerated() {
      let isAll = line == answer.byHop.count - 1
      screen.put(
        "hops \(Int(step.level))".padded(to: 6)
          + Figures.metric(step.value).padded(to: 6, right: true), row: inside.row + line,
        column: inside.column + 1, isAll ? .accent : .text, isAll ? .bold : [])
    }
    for (line, step) in answer.bySparsity.prefix(inside.rows).enumerated() {
      screen.put(
        ("s " + Self.percent(step)).padded(to: 6)
          + Figures.metric(step.value).padded(to: 6, right: true), row: inside.row + line,
        column: inside.column + 14, .text)
    }
  }

  private static func percent(_ step: PredictionSummary.Step) -> String {
    Figures.percent(Int((step.level * 100).rounded()), of: 100)
  }
}

/// Which lessons a training has, and when, by share of its steps.
struct LessonPlan: Sendable, Equatable {
  enum Stage: Sendable {
    /// The graph side alone, before all else.
    case graph
    /// Stage A: rows told from their vectors.
    case alignment
    /// Stage B: less and less of the text.
    case refinement
  }

  /// Shares of the training that the first two stages take.
  var graph: Double
  var alignment: Double
  /// Share of the lessons of stage B that ask about windows, and of those the share that ask many rows at
  /// once, without text.
  var windows: Double
  var panels: Double

  init(_ settings: inout Settings) throws(SettingsError) {
    graph = try settings.number("graph_first", 0.5, in: 0...1)
    alignment = try settings.number("alignment", 0.05, in: 0...1)
    windows = try settings.number("questions", 0.8, in: 0...1)
    panels = try settings.number("panels", 0.9, in: 0...1)
  }

  /// - Parameter u: share of the training that is done.
  func stage(at u: Double) -> Stage {
    guard u >= graph else { return .graph }
    return u < graph + alignment ? .alignment : .refinement
  }

  /// How much of stage B is done, from 0 to 1.
  func place(at u: Double) -> Double {
    (u - graph - alignment) / max(1e-9, 1 - graph - alignment)
  }
}

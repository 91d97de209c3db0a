/// Which lessons a training has, and when, by share of its steps.
struct LessonPlan: Sendable, Equatable {
  enum Stage: Sendable {
    /// The decoder alone reads what the database is made of.
    case schema
    /// The graph side alone, before all that follows.
    case graph
    /// Stage A: rows told from their vectors.
    case alignment
    /// Stage B: less and less of the text.
    case refinement
  }

  /// Shares of the training that the first three stages take.
  var schema: Double
  var graph: Double
  var alignment: Double
  /// Share of the lessons of stage B that ask about windows, and of those the share that ask many rows at
  /// once, without text.
  var windows: Double
  var panels: Double
  /// Questions about windows that are made up.
  var questions: Int
  /// How the lessons about cells in stage B hide them, and which columns they ask of.
  var masking: CellMasking
  var easyColumns: EasyColumns
  /// Share of these lessons that state what a cell says, and ask whether that is so.
  var statements: Double
  /// Share of the rows asked about windows whose history is as stale as a test row's may be.
  var staleness: Double

  /// - Parameter isCut: whether history ends at the test cutoff, so that later rows see it stale.
  init(_ settings: inout Settings, isCut: Bool) throws(SettingsError) {
    graph = try settings.number("graph_first", 0.5, in: 0...1)
    alignment = try settings.number("alignment", 0.05, in: 0...1)
    windows = try settings.number("questions", 0.8, in: 0...1)
    let pool = try settings.integer("question_pool", 4096, in: 0...100_000)
    questions = windows > 0 ? pool : 0
    // The graph side learns alone from questions only.
    if questions == 0 { graph = 0 }
    panels = try settings.number("panels", 0.9, in: 0...1)
    masking = try settings.choice("cells", .cell)
    easyColumns = try settings.choice("easy_columns", .no)
    statements = try settings.number("verification", 0, in: 0...1)
    staleness = try settings.number("staleness", isCut ? 0.5 : 0, in: 0...1)
    schema = try settings.number("schema_warmup", 0, in: 0...1)
    guard schema == 0 || schema + graph + alignment <= 1 else {
      throw .notANumber(
        "schema_warmup", "\(schema)",
        "at most what graph_first=\(graph) and alignment=\(alignment) leave of the steps")
    }
  }

  /// - Parameter u: share of the training that is done.
  func stage(at u: Double) -> Stage {
    if u < schema { return .schema }
    if u < schema + graph { return .graph }
    return u < schema + graph + alignment ? .alignment : .refinement
  }

  /// How much of stage B is done, from 0 to 1.
  func place(at u: Double) -> Double {
    let before = schema + graph
    return (u - before - alignment) / max(1e-9, 1 - before - alignment)
  }

  /// How likely an easy column is asked in stage B; nil: columns are all alike.
  ///
  /// - Parameter step: steps of the training that are done.
  func easyShare(at u: Double, step: Int, ofStatements: Bool) -> Double? {
    let share = max(0, u - schema - graph - alignment)
    return easyColumns.share(
      at: place(at: u), step: u > 0 ? Double(step) * share / u : 0, masking: masking,
      ofStatements: ofStatements)
  }
}

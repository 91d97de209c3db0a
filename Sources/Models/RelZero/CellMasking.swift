/// What the graph side does not see of a row while one of its cells is asked for.
enum CellMasking: String, Sendable, CaseIterable {
  /// The cell, and of the text as much as sparsity says: PSCR.
  case cell
  /// All of the row, of which the text says all but the cell: what the row says stands in the text, the
  /// graph side brings what its neighbors say.
  case row
  /// Both of each cell, with a weight each.
  case joint

  /// Weights of the two losses of ``joint``.
  ///
  /// - Source: `spec/relzero.md` §3.4: 0.7 · row + 1.0 · cell, and 1.0 · row + 0.7 · cell where statements
  ///   are judged.
  static func weights(ofStatements: Bool) -> (row: Float, cell: Float) {
    ofStatements ? (1, 0.7) : (0.7, 1)
  }
}

/// Which columns cells are asked of first: all alike, or those with few and short values before others.
enum EasyColumns: String, Sendable, CaseIterable {
  /// All columns that have a value, alike.
  case no
  /// As the published code has it, over the first steps: P(easy) = max(0.25, 1 − t / 30) at step t of
  /// stage B where rows are masked, 1 − 0.5 · min(1, t / 50) where rows and cells are, and
  /// 1 − 0.7 · min(1, t / 50) of their statements. It has none for cells alone, which take that of rows.
  case published
  /// From 1 to where the published one ends, in a line over stage B.
  case linear

  /// The probability that an easy column is asked for; nil: columns do not matter.
  ///
  /// - Parameters:
  ///   - place: share of stage B that is done.
  ///   - step: steps of stage B that are done.
  /// - Source: `spec/relzero.md` §3.4.
  func share(
    at place: Double, step: Double, masking: CellMasking, ofStatements: Bool
  ) -> Double? {
    let (fall, floor): (Double, Double) =
      switch (masking, ofStatements) {
      case (.joint, false): (0.5 / 50, 0.5)
      case (.joint, true): (0.7 / 50, 0.3)
      case (.row, _), (.cell, _): (1.0 / 30, 0.25)
      }
    return switch self {
    case .no: nil
    case .published: max(floor, 1 - fall * step)
    case .linear: 1 - (1 - floor) * min(1, max(0, place))
    }
  }
}

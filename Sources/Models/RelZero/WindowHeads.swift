import Neural
import Tasks
import Tensors

/// Answers to all questions of the pool about some seeds at once.
struct WindowTargets: Sendable {
  /// Questions, in the order of the pool's for the table.
  let questions: Int
  let isYesNo: [Bool]
  /// `[seeds · questions]`: 0 or 1, or deviations from the question's mean; NaN where there is none.
  let values: [Float]
}

/// Reads the answers to the pool's questions straight off the seeds' vectors, a linear map per entity
/// table.
///
/// A decoder that has to teach the graph side what to look at through every layer of its own does so
/// slowly. These heads, which know questions by number and not by words, ask every question of every seed
/// of a lesson for the price of one small product, and are used for nothing else: what is later asked
/// is read by the decoder alone. Ours; no source. Measured on rel-f1: after 180 steps of half a minute in
/// all their AUROC within questions is 0.80 on what is learned from and 0.68 on what is judged by; through
/// the decoder alone it was 0.5 after ten times as long.
struct WindowHeads {
  private let heads: [Int: Linear]

  init(_ pool: WindowPool, width: Int, tableName: (Int) -> String, at scope: ParameterScope) {
    var heads: [Int: Linear] = [:]
    for table in pool.tables {
      heads[table] = Linear(width, pool.entries[table]?.count ?? 0, at: scope / tableName(table))
    }
    self.heads = heads
  }

  /// The mean over answers of the cross-entropy of yes and no, or of the absolute error of a number; nil
  /// where there are none.
  ///
  /// - Shape: seeds `[seeds, width]`
  func loss(_ seeds: Tensor, of table: Int, _ targets: WindowTargets) -> Tensor? {
    let known = targets.values.count { !$0.isNaN }
    guard let head = heads[table], known > 0 else { return nil }
    let shape: Shape = [seeds.shape.rows, targets.questions]
    func share(_ isWanted: (Bool) -> Bool) -> Tensor {
      Tensor(
        targets.values.enumerated().map { place, value in
          isWanted(targets.isYesNo[place % targets.questions]) && !value.isNaN
            ? 1 / Float(known) : 0
        }, shape: shape)
    }
    let right = Tensor(targets.values.map { $0.isNaN ? 0 : $0 }, shape: shape)
    let outputs = head(seeds)
    let asked = (outputs.softplus() - outputs * right) * share { $0 }
    let measured = (outputs - right).abs() * share { !$0 }
    return asked.sum() + measured.sum()
  }
}

extension WindowHeads {
  /// Log-odds of yes, or deviations from a question's mean, `[seeds, questions]`; nil for a table that
  /// no question is about.
  func answers(_ seeds: Tensor, of table: Int) -> Tensor? { heads[table]?(seeds) }
}

extension WindowPool {
  /// The answers to all questions about a table's rows, of windows that close within a part.
  func targets(
    of seeds: [Seed], table: Int, _ part: SelfSupervision.Part
  ) -> WindowTargets {
    let entries = entries[table] ?? []
    let values = seeds.flatMap { seed in
      entries.map { entry -> Float in
        guard let answer = entry.answer(of: seed.row, at: seed.time, part) else { return .nan }
        return Float(min(4, max(-4, answer)))
      }
    }
    return WindowTargets(
      questions: entries.count, isYesNo: entries.map(\.seeds.question.isYesNo), values: values)
  }
}

import Neural
import Tasks
import Tensors

/// Answers to many questions of the pool about each of some seeds.
struct WindowTargets: Sendable {
  /// The words of each question.
  let asked: [[Int32]]
  let isYesNo: [Bool]
  /// `[seeds · questions]`: 0 or 1, or deviations from the question's mean; NaN where there is none.
  let values: [Float]
  /// ``PastAnswers`` in the same order; empty where none are told.
  let past: [Float]
}

extension WindowTargets {
  /// Answers of windows that close within a part.
  init(
    asked: [[Int32]], entries: [WindowPool.Entry], seeds: [Seed], _ part: SelfSupervision.Part,
    past: PastAnswers?
  ) {
    let questions = entries.map(\.past)
    self.past = past.map { past in seeds.flatMap { past.values(of: $0, to: questions) } } ?? []

    self.asked = asked
    isYesNo = entries.map(\.seeds.question.isYesNo)
    values = seeds.flatMap { seed in
      entries.map { entry -> Float in
        guard let answer = entry.answer(of: seed.row, at: seed.time, part) else { return .nan }
        return Float(min(4, max(-4, answer)))
      }
    }
  }
}

/// Reads the answers to many questions straight off the seeds' vectors, along the factors that
/// ``QuestionGate`` makes of their words.
///
///     (x · g(q)) / √width + b(q) + p
///
/// where p is what ``PastReader`` reads in the question's past answers.
///
/// Through every layer of a decoder the graph side and the gate would learn slowly what to look at. Here
/// hundreds of questions are asked of every seed of a lesson for the price of one small product. What is
/// later asked is read by the decoder; these are the `graph only` beside it. Ours; no source. Measured on
/// rel-f1: after
/// 600 steps in 100 seconds AUROC within questions is 0.83 on what is learned from and 0.75 on what is
/// judged by; through the decoder alone it was 0.5 after ten times as long.
struct WindowHeads {
  private let gate: QuestionGate
  private let past: PastReader?
  private let bias: Linear

  init(_ gate: QuestionGate, past: PastReader?, words: Int, at scope: ParameterScope) {
    self.gate = gate
    self.past = past
    bias = Linear(2 * words, 1, at: scope / "bias")
  }

  /// Log-odds of yes, or deviations from a question's mean, `[seeds, questions]`.
  ///
  /// - Parameter past: ``PastAnswers`` in the same order; empty where none are told.
  /// - Shape: seeds `[seeds, width]`
  func callAsFunction(_ seeds: Tensor, _ asked: [[Int32]], past: [Float]) -> Tensor {
    let questions = Questions(asked)
    let features = gate.features(of: questions)
    let directions = gate(features) * (1 / Float(seeds.shape.width).squareRoot())
    let outputs = seeds.linear(
      weight: directions.gather(questions.rows),
      bias: bias(features).gather(questions.rows).reshaped([asked.count]))
    guard let reader = self.past, !past.isEmpty else { return outputs }
    return outputs + reader.odds(PastAnswers.tensor(past)).reshaped(outputs.shape)
  }

  /// The mean over answers of the cross-entropy of yes and no, or of the absolute error of a number; nil
  /// where there are none.
  ///
  /// - Shape: seeds `[seeds, width]`
  func loss(_ seeds: Tensor, _ targets: WindowTargets) -> Tensor? {
    let known = targets.values.count { !$0.isNaN }
    guard known > 0 else { return nil }
    let shape: Shape = [seeds.shape.rows, targets.asked.count]
    func share(_ isWanted: (Bool) -> Bool) -> Tensor {
      Tensor(
        targets.values.enumerated().map { place, value in
          isWanted(targets.isYesNo[place % targets.asked.count]) && !value.isNaN
            ? 1 / Float(known) : 0
        }, shape: shape)
    }
    let right = Tensor(targets.values.map { $0.isNaN ? 0 : $0 }, shape: shape)
    let outputs = self(seeds, targets.asked, past: targets.past)
    let asked = (outputs.softplus() - outputs * right) * share { $0 }
    let measured = (outputs - right).abs() * share { !$0 }
    return asked.sum() + measured.sum()
  }
}

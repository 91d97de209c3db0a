import Neural
import Prompts
import Randomness
import Tasks
import Tensors

/// How well a label-free model tells what it was not shown, on rows that it did not learn from.
public struct Judgement: Sendable {
  /// At one sparsity of the text.
  public struct Level: Sendable {
    public var sparsity: Double
    /// Mean cross-entropy of hidden cells, in nats a token, with the row's own graph and with another's.
    public var trueLoss: Double
    public var shuffledLoss: Double
    /// Share of cells told exactly, token by token.
    public var exact: Double
    /// In percent, as names of figures have it.
    public var name: String { "\(Int((sparsity * 100).rounded()))" }
    /// How much the row's own graph helps.
    public var structuralGain: Double { shuffledLoss - trueLoss }
  }

  public var levels: [Level] = []
  /// Questions about windows; nil where there are none.
  public var windows: Windows?
  /// The same of windows that were learned from, to see how much is kept for new ones.
  public var learnedWindows: Windows?

  /// Answers to questions about windows.
  public struct Windows: Sendable {
    /// Mean cross-entropy, in nats, with the row's own graph and with another's.
    public var loss: Double
    public var shuffledLoss: Double
    /// AUROC within yes-no questions: of pairs of rows with different answers to one question the share
    /// whose odds stand in the right order; nil where there are none.
    public var auc: Double?
    /// The same of answers read without the decoder: by ``TokenProbe`` off the token, and by
    /// ``WindowHeads`` off the graph's vector.
    public var probeAUC: Double?
    public var headAUC: Double?
    /// Mean absolute error of numbers over that of each question's mean.
    public var numberError: Double?
    /// How far the seeds' tokens lie from their mean, as a share of their length: at 0 all rows look the
    /// same.
    public var tokenSpread: Double
  }

  /// What checkpoints are chosen by: no label enters it.
  public var loss: Double {
    let cells =
      levels.isEmpty ? nil : levels.reduce(0) { $0 + $1.trueLoss } / Double(levels.count)
    let parts = [cells, windows?.loss].compactMap { $0 }
    return parts.reduce(0, +) / Double(max(1, parts.count))
  }

  /// The figures by name, for the run log.
  public var figures: [String: Double] {
    var figures = ["self_supervised_loss": loss]
    for level in levels {
      let name = level.name
      figures["cell_loss_\(name)"] = level.trueLoss
      figures["structural_gain_\(name)"] = level.structuralGain
      figures["exact_match_\(name)"] = level.exact
    }
    for (name, windows) in [("window", windows), ("learned_window", learnedWindows)] {
      guard let windows else { continue }
      figures[name + "_loss"] = windows.loss
      figures[name + "_gain"] = windows.shuffledLoss - windows.loss
      figures[name + "_auc"] = windows.auc
      figures[name + "_probe_auc"] = windows.probeAUC
      figures[name + "_head_auc"] = windows.headAUC
      figures[name + "_number_error"] = windows.numberError
      figures[name + "_token_spread"] = windows.tokenSpread
    }
    return figures
  }
}

extension RelZero {
  public static let judgedLevels = [0, 0.25, 0.5, 0.75, 1]

  /// Judges the model by cells and windows after the validation cutoff, always the same ones.
  ///
  /// - Parameters:
  ///   - lessons: how many of each kind.
  ///   - isCancelled: asked between lessons.
  /// - Returns: nil when cancelled.
  public func judgement(
    lessons count: Int = 5, of size: Int = 48, isCancelled: () -> Bool = { false }
  ) -> Judgement? {
    var judgement = Judgement()
    var sums = [Sums](repeating: Sums(), count: Self.judgedLevels.count)
    if !lessons.judgedCells.isEmpty {
      for number in 0..<count {
        if isCancelled() { return nil }
        addCells(number, size, to: &sums)
      }
      judgement.levels = zip(Self.judgedLevels, sums).map { sparsity, sum in
        let cells = Double(max(1, sum.cells))
        return .init(
          sparsity: sparsity, trueLoss: sum.right / cells, shuffledLoss: sum.shuffled / cells,
          exact: sum.exact / cells)
      }
    }
    if !lessons.pool.isEmpty {
      guard let judged = windows(.judged, count * 2, size, isCancelled),
        let learned = windows(.learned, count, size, isCancelled)
      else { return nil }
      (judgement.windows, judgement.learnedWindows) = (judged.found, learned.found)
    }
    return judgement
  }

  private struct Sums {
    var cells = 0
    var right = 0.0
    var shuffled = 0.0
    var exact = 0.0
  }

  private func addCells(_ number: Int, _ size: Int, to sums: inout [Sums]) {
    var stream = lessons.random.stream(.judging, row: number)
    let (table, drawn) = lessons.judgedCells.draw(size, from: &stream)
    guard drawn.count > 1 else { return }
    let first = lessons.cells(drawn, of: table, kind: .cells, sparsity: 0, epoch: 0)
    let vectors = decoder.graph(first.graph, in: .inference)
    for (place, sparsity) in Self.judgedLevels.enumerated() {
      let prompts = lessons.prompts(
        drawn, of: table, sparsity: sparsity, neighbors: first.neighbors)
      sums[place].cells += prompts.count
      for isShuffled in [false, true] {
        let readings = prompts.indices.map { index in
          PromptedDecoder.Reading(
            prompt: prompts[index],
            seed: isShuffled ? (index + 1) % prompts.count : index)
        }
        let soft = decoder.softTokens(vectors, readings, first.neighbors, in: .inference)
        let logits = decoder.decoder.logits(
          decoder(readings, soft: soft, first.neighbors, answers: true, in: .inference))
        let losses = logits.crossEntropies(prompts.flatMap(\.answer)).scalars
        var row = 0
        for prompt in prompts {
          let own = losses[row..<row + prompt.answer.count]
          let mean = own.reduce(0) { $0 + Double($1) } / Double(prompt.answer.count)
          if isShuffled {
            sums[place].shuffled += mean
          } else {
            sums[place].right += mean
            sums[place].exact += logits.areLikeliest(prompt.answer, from: row) ? 1 : 0
          }
          row += prompt.answer.count
        }
      }
    }
  }
}

extension RandomSource.Purpose {
  static let judging = RandomSource.Purpose("judging")
}

extension Tensor {
  /// Whether in rows from one on the largest entries are at these places.
  func areLikeliest(_ places: [Int32], from row: Int) -> Bool {
    let width = shape.width
    return withScalars { scores in
      places.enumerated().allSatisfy { offset, place in
        let scores = scores[(row + offset) * width..<(row + offset + 1) * width]
        return scores.max() == scores[scores.startIndex + Int(place)]
      }
    }
  }
}

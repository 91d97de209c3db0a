import Features
import Prompts
import Sampling

/// What a label-free model learns from in one step: rows of one table with prompts, and their answers.
public struct Lesson: Sendable {
  /// Which of the stages it belongs to, and what is asked.
  public enum Kind: String, Sendable, CaseIterable {
    /// Before both: the graph side and the gate alone, by ``WindowHeads``.
    case graph
    /// Stage A: all of a row's text hidden, a cell told from the graph's vector.
    case alignment
    /// Stage B: a cell hidden on both sides, told from some of the text and the graph.
    case cells
    /// What will come of a row within a time.
    case windows
    /// Stage B: whether a cell, hidden on both sides, says what is stated.
    case statements
    /// Before all others: what the database is made of, read by the decoder alone. It has no rows.
    case schema

    /// As the run log keeps it: the place among all kinds.
    var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  let kind: Kind
  let sparsity: Double
  let graph: SubgraphBatch
  let neighbors: NeighborTokens
  let prompts: [PromptTokens]
  /// For each prompt the place of the seed that it asks about.
  let seeds: [Int]
  /// Of windows and statements: what is right for each, 0 or 1, or deviations from the question's mean.
  let answers: [Double]
  let isYesNo: [Bool]
  /// Of windows that are learned from, the answers to all questions about the seeds.
  let targets: WindowTargets?
  /// How many prompts, the first ones, the decoder reads; others teach ``TokenProbe`` alone.
  let read: Int
  /// Of windows: the past answers to each of some questions about all seeds, and for each prompt which of the
  /// questions is its own; empty where none are told.
  var past: [Float] = []
  var pastQuestions: [Int] = []
  /// How many attributes each prompt says.
  let visible: [Int]
  /// What its own loss counts.
  var weight: Float = 1
  /// Lessons that are learned in the same step, their losses added.
  var besides: [Lesson] = []
  /// What stands next to its rows, to be told apart; nil where nothing is to be contrasted.
  var neighborhoods: Neighborhoods?
  var recordTexts: RecordTexts?

  /// What its loss is a mean over: prompts, or rows where there are none.
  public var count: Int { kind == .graph ? graph.seedCount : prompts.count }
  public var isEmpty: Bool { prompts.isEmpty }
  /// The prompts with their seeds' graphs, or with those of other seeds.
  func readings(shiftedBy shift: Int = 0) -> [PromptedDecoder.Reading] {
    let count = graph.seedCount
    return prompts.indices.map { index in
      let seed = (seeds[index] + shift) % max(1, count)
      return .init(
        prompt: prompts[index], seed: seed,
        past: past.isEmpty ? nil : pastQuestions[index] * count + seed)
    }
  }

  /// Tokens read, soft ones among them; what prompts after one another begin with counts once.
  public var tokens: Int {
    var last: ArraySlice<PromptTokens.Place> = []
    let own = prompts.prefix(read).reduce(0) { sum, prompt in
      let stem = prompt.places.prefix { if case .token = $0 { true } else { false } }
      defer { last = stem }
      return sum + prompt.places.count + prompt.answer.count - (stem == last ? stem.count : 0)
    }
    return besides.reduce(own) { $0 + $1.tokens }
  }

  /// What the run log keeps of a step: how much was hidden, which stage, which kind of lesson (the place
  /// among ``Kind``), how much was read.
  public var notes: [String: Double] {
    [
      "sparsity": sparsity, "stage": [.graph, .alignment, .schema].contains(kind) ? 0 : 1,
      "lesson": Double(kind.number),
      "sequences": Double(besides.reduce(read) { $0 + $1.read }), "tokens": Double(tokens),
      "visible": visible.isEmpty ? 0 : Double(visible.reduce(0, +)) / Double(visible.count),
    ]
  }

  public func prepareForGradients() {
    graph.prepareForGradients()
    neighbors.prepareForGradients()
    neighborhoods?.prepareForGradients()
    for lesson in besides { lesson.prepareForGradients() }
  }
}

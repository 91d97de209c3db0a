import Features
import Prompts
import Sampling

/// What a label-free model learns from in one step: rows of one table with prompts, and their answers.
public struct Lesson: Sendable {
  /// Which of the two stages it belongs to, and what is asked.
  public enum Kind: String, Sendable {
    /// Stage A: all of a row's text hidden, a cell told from the graph's vector.
    case alignment
    /// Stage B: a cell hidden on both sides, told from some of the text and the graph.
    case cells
    /// What will come of a row within a time.
    case windows
  }

  let kind: Kind
  let sparsity: Double
  let graph: SubgraphBatch
  let neighbors: NeighborTokens
  /// In the order of the seeds.
  let prompts: [PromptTokens]
  /// Of windows: what is right for each, 0 or 1, or deviations from the question's mean.
  let answers: [Double]
  let isYesNo: [Bool]
  /// Of windows that are learned from, the answers to all questions about the seeds.
  let targets: WindowTargets?
  /// How many attributes each prompt says.
  let visible: [Int]

  public var count: Int { prompts.count }
  public var isEmpty: Bool { prompts.isEmpty }
  /// Tokens read, soft ones among them.
  public var tokens: Int { prompts.reduce(0) { $0 + $1.places.count + $1.answer.count } }

  /// What the run log keeps of a step: how much was hidden, which stage, how much was read.
  public var notes: [String: Double] {
    [
      "sparsity": sparsity, "stage": kind == .alignment ? 0 : 1, "sequences": Double(count),
      "tokens": Double(tokens),
      "visible": visible.isEmpty ? 0 : Double(visible.reduce(0, +)) / Double(visible.count),
    ]
  }

  public func prepareForGradients() {
    graph.prepareForGradients()
    neighbors.prepareForGradients()
  }
}

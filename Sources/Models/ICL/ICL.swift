import LanguageModels
import Neural
import Tensors

/// The text-only baselines of Rel-LLM: a frozen language model reads an entity's record as JSON, after
/// some whose answers it is told, and no vector of a graph.
///
/// - Source: Wu et al. 2025, Rel-LLM, <https://arxiv.org/abs/2506.05725>, baselines ICL and ICL + MLP;
///   `spec/relzero.md` §5.6.
public struct ICL: RelationalModel {
  public var batches: ExamplePrompts
  public let parameters: ParameterStore
  private let decoder: Llama
  private let head: Head

  /// Where the answer is read.
  public enum HeadKind: String, Sendable, CaseIterable {
    /// log P(yes) − log P(no) of the next token: nothing is learned.
    case odds
    /// A linear map of the last hidden vector, which is all that is learned.
    case mlp
  }

  private enum Head {
    case odds(Verbalizers, yesMeansOne: Bool)
    case linear(Linear)
  }

  init(
    _ batches: ExamplePrompts, decoder: Llama, head kind: HeadKind, yesMeansOne: Bool,
    in store: ParameterStore
  ) {
    self.batches = batches
    self.decoder = decoder
    parameters = store
    switch kind {
    case .odds: head = .odds(batches.vocabulary.verbalizers, yesMeansOne: yesMeansOne)
    case .mlp: head = .linear(Linear(decoder.configuration.width, 1, at: store.root / "head"))
    }
  }

  public func callAsFunction(_ batch: ExampleBatch, in pass: Pass) -> Tensor {
    let hidden = hidden(batch)
    switch head {
    case .odds(let verbalizers, let yesMeansOne):
      let odds = verbalizers.logOdds(decoder.logits(hidden))
      return yesMeansOne ? odds : -odds
    case .linear(let linear): return linear(hidden).reshaped([batch.prompts.count])
    }
  }

  /// Tokens that are read at once at most: what is in memory for long prompts and large decoders.
  private static let mostAtOnce = 8192

  /// The decoder's last vectors of the prompts, `[prompts, width]`.
  private func hidden(_ batch: ExampleBatch) -> Tensor {
    var read: [Tensor] = []
    var waiting: [[Int32]] = []
    func readWaiting() {
      guard !waiting.isEmpty else { return }
      let sequences = Sequences(lengths: waiting.map(\.count), read: waiting.map { _ in 1 })
      read.append(decoder(decoder.embed(waiting.flatMap(\.self)), sequences))
      waiting = []
    }
    for prompt in batch.prompts {
      if waiting.reduce(prompt.count, { $0 + $1.count }) > Self.mostAtOnce { readWaiting() }
      waiting.append(prompt)
    }
    readWaiting()
    // Nothing before the head learns, so these are numbers and no more.
    return Tensor(
      read.flatMap(\.scalars), shape: [batch.prompts.count, decoder.configuration.width])
  }
}

import Features
import LanguageModels
import Neural
import Randomness
import Tensors

/// A language model that answers a task's question about an entity, with the entity's graph put before
/// its text as vectors.
///
/// - Source: Wu et al. 2025, Rel-LLM, <https://arxiv.org/abs/2506.05725>; `spec/relzero.md` §5. Neighbor
///   tokens are the same in training and evaluation (R1), labels follow the prompt's end (R2), and the
///   focal loss weighs the answer alone (R9).
public struct RelLLM: RelationalModel {
  public var batches: PromptBatches
  public let parameters: ParameterStore
  private let decoder: PromptedDecoder
  private let head: Head
  /// Whether yes to the question, as it is worded, is label 1.
  private let yesMeansOne: Bool
  private let unreadable = UnreadableAnswers()

  /// Where the answer is read.
  public enum HeadKind: String, Sendable, CaseIterable {
    /// log P(yes) − log P(no) of the next token.
    case odds
    /// The same, trained as a token of the whole vocabulary, with the loss of the paper: focal,
    /// weighted by class.
    case tokens
    /// A linear map of the last hidden vector.
    case mlp
    /// The answer written out and read as a number.
    case text
  }

  private enum Head {
    case odds
    case tokens(gamma: Double, no: Float, yes: Float)
    case linear(Linear)
    case text
  }

  init(
    _ batches: PromptBatches, language: PromptLanguage, graph: RDLConfiguration,
    settings: PromptedConfiguration, head kind: HeadKind, classWeights: [Double],
    yesMeansOne: Bool, random: RandomSource
  ) {
    self.yesMeansOne = yesMeansOne
    self.batches = batches
    let store = ParameterStore(random: random)
    parameters = store
    decoder = PromptedDecoder(
      batches.subgraphs, language: language, graph: graph, settings: settings, at: store.root,
      in: store)
    switch kind {
    case .odds: head = .odds
    case .tokens:
      head = .tokens(gamma: 2, no: Float(classWeights[0]), yes: Float(classWeights[1]))
    case .mlp:
      head = .linear(
        Linear(decoder.decoder.configuration.width, 1, at: store.root / "head"))
    case .text: head = .text
    }
  }

  public func callAsFunction(_ batch: PromptBatch, in pass: Pass) -> Tensor {
    if case .text = head { return written(batch) }
    let hidden = hidden(batch, answers: false, in: pass)
    let answers =
      if case .linear(let linear) = head { linear(hidden).reshaped([batch.prompts.count]) } else {
        decoder.tokens.verbalizers.logOdds(decoder.decoder.logits(hidden))
      }
    return yesMeansOne ? answers : -answers
  }

  public func loss(
    of batch: PromptBatch, labels: Tensor, objective: Objective, in pass: Pass
  ) -> Tensor {
    switch head {
    case .odds, .linear: return objective(self(batch, in: pass), labels)
    case .tokens(let gamma, let no, let yes):
      let verbalizers = decoder.tokens.verbalizers
      let logits = decoder.decoder.logits(hidden(batch, answers: false, in: pass))
      let isYes = labels.scalars.map { ($0 > 0.5) == yesMeansOne }
      let losses = logits.crossEntropies(isYes.map { ($0 ? verbalizers.yes : verbalizers.no)[0] })
      return Self.focal(losses, gamma: gamma, weights: Tensor(isYes.map { $0 ? yes : no }))
    case .text:
      let answered = batch.answered(labels.scalars.map { decoder.tokens.number($0) })
      let hidden = hidden(answered, answers: true, in: pass)
      return decoder.meanOfAnswers(decoder.decoder.logits(hidden), answered.prompts)
    }
  }

  /// `mean w (1 − p)^γ · −log p` with p = e^−loss the probability of the right token.
  static func focal(_ losses: Tensor, gamma: Double, weights: Tensor) -> Tensor {
    let missing = (1 - (-losses).exp()).clamped(to: 1e-6...1)
    let focus = (missing.log() * Float(gamma)).exp()
    return (weights * focus * losses).mean()
  }

  private func hidden(_ batch: PromptBatch, answers: Bool, in pass: Pass) -> Tensor {
    let (readings, soft) = read(batch, in: pass)
    return decoder(readings, soft: soft, batch.neighbors, answers: answers, in: pass)
  }

  /// The prompts, and the vectors that stand in them: their seeds' and those of their examples.
  private func read(_ batch: PromptBatch, in pass: Pass) -> (
    readings: [PromptedDecoder.Reading], soft: PromptedDecoder.SoftTokens
  ) {
    let all = batch.readings
    let soft = decoder.softTokens(
      decoder.graph(batch.graph, in: pass), all, batch.neighbors, past: batch.past, in: pass)
    return (Array(all.prefix(batch.prompts.count)), soft)
  }

  public func takeUnreadable() -> Int? {
    guard case .text = head else { return nil }
    return unreadable.take()
  }

  /// The numbers that the decoder writes, 0 where it writes none (as the published code reads them).
  private func written(_ batch: PromptBatch) -> Tensor {
    let (readings, soft) = read(batch, in: .inference)
    let texts = decoder.written(readings, soft: soft, batch.neighbors, tokens: 12)
    return Tensor(texts.map(unreadable.read))
  }
}

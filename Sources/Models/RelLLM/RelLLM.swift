import Features
import LanguageModels
import Neural
import Randomness
import Tasks
import Tensors

/// A language model that answers a task's question about an entity, with the entity's graph put before
/// its text as vectors.
///
/// With the parameters of a label-free run it answers as ``ZeroShot`` does, before it has seen a label: it asks the
/// question's opposite too, and reads numbers off the same decoder in the question's own scale.
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
    /// log P(yes) − log P(no) of the next token; half the difference to those of the question's opposite,
    /// where it has one.
    case odds
    /// The same, trained as a token of the whole vocabulary, with the loss of the paper: focal,
    /// weighted by class.
    case tokens
    /// The mean of ``NumberDecoder``'s distribution, for questions whose answers have a scale.
    case number
    /// A linear map of the last hidden vector.
    case mlp
    /// The answer written out and read as a number.
    case text
  }

  private enum Head {
    case odds
    case tokens(gamma: Double, no: Float, yes: Float)
    case number(NumberDecoder, LabelScaling)
    case linear(Linear)
    case text
  }

  init(
    _ batches: PromptBatches, language: PromptLanguage, graph: RDLConfiguration,
    settings: PromptedConfiguration, head kind: HeadKind, classWeights: [Double],
    numbers: QuestionScale?, yesMeansOne: Bool, random: RandomSource
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
    case .number:
      guard let numbers else {
        preconditionFailure("RelLLM: numbers of a question without a scale")
      }
      head = .number(
        NumberDecoder(decoder.decoder.configuration.width, at: store.root / "numbers"),
        LabelScaling(numbers, at: store.root / "head"))
    case .mlp:
      head = .linear(
        Linear(decoder.decoder.configuration.width, 1, at: store.root / "head"))
    case .text: head = .text
    }
  }

  public func callAsFunction(_ batch: PromptBatch, in pass: Pass) -> Tensor {
    switch head {
    case .text: return written(batch)
    case .number(let numbers, let scaling):
      return scaling(numbers(hidden(batch, answers: false, in: pass)))
    case .linear(let linear):
      let answers = linear(hidden(batch, answers: false, in: pass)).reshaped([batch.prompts.count])
      return yesMeansOne ? answers : -answers
    case .odds, .tokens:
      let odds = odds(batch, in: pass)
      return yesMeansOne ? odds : -odds
    }
  }

  /// The log-odds of yes, one a seed.
  private func odds(_ batch: PromptBatch, in pass: Pass) -> Tensor {
    let vectors = decoder.graph(batch.graph, in: pass)
    func odds(_ readings: [PromptedDecoder.Reading], _ past: [Float]) -> Tensor {
      let soft = decoder.softTokens(vectors, readings, batch.neighbors, past: past, in: pass)
      let hidden = decoder(
        Array(readings.prefix(batch.prompts.count)), soft: soft, batch.neighbors, answers: false,
        in: pass)
      return decoder.tokens.verbalizers.logOdds(decoder.decoder.logits(hidden))
    }
    let asked = odds(batch.readings, batch.past(0))
    guard !batch.opposites.isEmpty else { return asked }
    let opposites = batch.opposites.enumerated().map {
      PromptedDecoder.Reading(prompt: $1, seed: $0, past: $0)
    }
    return (asked - odds(opposites, batch.past(1))) * 0.5
  }

  public func fit(_ seeds: [Seed], labels: [Double], objective: Objective) {
    guard case .number(_, let scaling) = head else { return }
    scaling.fit(labels)
  }

  public func loss(
    of batch: PromptBatch, labels: Tensor, objective: Objective, in pass: Pass
  ) -> Tensor {
    switch head {
    case .odds, .number, .linear: return objective(self(batch, in: pass), labels)
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
      decoder.graph(batch.graph, in: pass), all, batch.neighbors, past: batch.past(0), in: pass)
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

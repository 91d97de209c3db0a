import LanguageModels
import Neural
import Prompts
import Tensors

extension PromptedDecoder {
  /// The way from where the decoder's state means no to where it means yes, fixed, `[1, width]`.
  var fromNoToYes: Tensor {
    let verbalizers = tokens.verbalizers
    return
      (decoder.scoring(of: verbalizers.yes[0]) - decoder.scoring(of: verbalizers.no[0])).detached
  }

  /// The mean over prompts of the mean cross-entropy of their answers' tokens, so that long answers do
  /// not outweigh short ones (`spec/relzero.md` §3.8, B24).
  ///
  /// - Parameter logits: of the rows that foretell the answers' tokens, prompt after prompt.
  func meanOfAnswers(_ logits: Tensor, _ prompts: [PromptTokens]) -> Tensor {
    let losses = logits.crossEntropies(prompts.flatMap(\.answer))
    let weights = prompts.flatMap { prompt in
      [Float](
        repeating: 1 / Float(prompt.answer.count * prompts.count), count: prompt.answer.count)
    }
    return (losses * Tensor(weights)).sum()
  }

  /// What the decoder writes after each prompt, choosing the likeliest token each time.
  ///
  /// - Parameter soft: vectors of these prompts first, then of the examples that they show.
  func written(
    _ readings: [Reading], soft: SoftTokens, _ neighbors: NeighborTokens, tokens: Int
  ) -> [String] {
    let (rows, sequences) = sequences(readings, soft: soft, neighbors, answers: false)
    let limits = GenerationLimits(tokens: tokens, ends: Set(decoder.configuration.endIDs))
    let ids = decoder.generate(
      rows, lengths: sequences.lengths, choosing: .greedy, limits: limits,
      adaptation: adapter.map { Adaptation($0) })
    return ids.map { self.tokens.tokenizer.decode($0) }
  }
}

extension PromptVocabulary {
  /// A number as an answer.
  func number(_ value: Float) -> [Int32] {
    tokenizer.encodePlain(" " + (ValueText.number(Double(value)) ?? "0")) + [specials.end]
  }
}

extension PromptBatch {
  /// The batch with answers to learn.
  func answered(_ answers: [[Int32]]) -> PromptBatch {
    PromptBatch(
      graph: graph, neighbors: neighbors,
      prompts: zip(prompts, answers).map { $0.answered($1) }, examples: examples, past: past)
  }

  /// The prompts with their seeds, and after them the examples that they show, of which only the graph
  /// and the question are read.
  var readings: [PromptedDecoder.Reading] {
    let asked = prompts.first?.asked ?? []
    return prompts.enumerated().map { .init(prompt: $1, seed: $0, past: $0) }
      + (0..<examples).map {
        .init(
          prompt: PromptTokens(places: [], answer: [], asked: asked), seed: prompts.count + $0,
          past: prompts.count + $0)
      }
  }
}

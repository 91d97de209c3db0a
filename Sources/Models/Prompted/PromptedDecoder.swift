import Features
import LanguageModels
import Neural
import Prompts
import Randomness
import Tensors
import Text

/// A decoder that reads a row's graph before its text: what Rel-LLM and RelZero share.
///
/// A seed's vector from ``GraphEncoder``, projected, stands where the prompt has its graph token;
/// vectors of its neighbors may follow. Learned vectors stand for the masked cell and, where no graph
/// is to be seen, for its absence.
///
/// - Source: Wu et al. 2025, Rel-LLM, <https://arxiv.org/abs/2506.05725>; `spec/relzero.md` §2.
struct PromptedDecoder {
  let graph: GraphEncoder
  let decoder: Llama
  let adapter: LoRA?
  let tokens: PromptVocabulary
  let gate: QuestionGate
  /// nil: past answers are not read.
  let past: PastReader?
  private let projector: Projector
  private let mask: Parameter
  private let absent: Parameter
  private let recomputes: Bool

  init(
    _ batches: SubgraphBatches, language: PromptLanguage, graph configuration: RDLConfiguration,
    settings: PromptedConfiguration, at root: ParameterScope, in store: ParameterStore
  ) {
    graph = GraphEncoder(batches, configuration: configuration, masksCells: true, at: root)
    tokens = language.tokens
    recomputes = settings.recomputes
    switch settings.adapter {
    case .full:
      var learning = language.model.decoder.learning(at: root / "language")
      learning.precision = settings.precision
      decoder = learning
      adapter = nil
    case .lora:
      decoder = language.model.decoder
      adapter = LoRA(settings.lora, for: language.model.decoder, in: store)
    case .frozen:
      decoder = language.model.decoder
      adapter = nil
    }
    let width = decoder.configuration.width
    gate = QuestionGate(
      language, hidden: settings.projectorWidth, outputs: configuration.channels, at: root / "gate")
    past =
      settings.readsPast
      ? PastReader(Self.pastWidth, channels: configuration.channels, at: root / "past") : nil
    projector = Projector(
      configuration.channels, settings.projectorWidth, width, dropout: settings.projectorDropout,
      scale: language.embeddingScale, at: root / "projector")
    mask = Self.learned("mask", from: tokens.specials.mask, language, at: root)
    absent = Self.learned("absent", from: tokens.specials.graph, language, at: root)
  }

  /// Of the hidden layer of ``PastReader``.
  private static let pastWidth = 32

  /// A vector among the token embeddings, from that of a special token where the model has it.
  private static func learned(
    _ name: String, from token: Int32?, _ language: PromptLanguage, at root: ParameterScope
  ) -> Parameter {
    let width = language.model.decoder.configuration.width
    let parameter = (root / "tokens").parameter(
      name, [1, width], .normal(standardDeviation: language.embeddingScale))
    if let token {
      parameter.value = language.model.decoder.embedding(of: token).reshaped([1, width])
    }
    return parameter
  }

  /// A prompt with the seed whose graph it reads.
  struct Reading {
    var prompt: PromptTokens
    /// Place of the seed among the graph's vectors; nil to read without a graph.
    var seed: Int?
    /// Place among the past answers; nil where none are told.
    var past: Int?
  }

  /// The graph's vectors as tokens.
  struct SoftTokens {
    /// For each reading its seed's, turned toward what is asked, `[readings, width]`.
    let seeds: Tensor
    /// Per table its rows taken by ``NeighborTokens``, `[rows, width]`; after all tables again those two
    /// hops away.
    let neighbors: [Tensor?]
  }

  /// The graph's vectors, projected.
  ///
  /// - Parameter past: ``PastAnswers``, of which readings name rows.
  func softTokens(
    _ vectors: GraphEncoder.Vectors, _ readings: [Reading], _ neighbors: NeighborTokens,
    past: [Float] = [], in pass: Pass
  ) -> SoftTokens {
    let questions = Questions(readings.map(\.prompt.asked))
    let gates = gate(gate.features(of: questions)) + 1
    var seeds =
      vectors.seeds.gather(
        Rows(readings.map { Int32($0.seed ?? -1) }, of: vectors.seeds.shape[0]))
      * gates.gather(questions.rows)
    if let reader = self.past, !past.isEmpty {
      let told = reader.vectors(PastAnswers.tensor(past))
      seeds = seeds + told.gather(Rows(readings.map { Int32($0.past ?? -1) }, of: told.shape[0]))
    }
    return SoftTokens(
      seeds: projector(seeds, in: pass),
      neighbors: zip(vectors.near + vectors.far, neighbors.rows).map { vectors, rows in
        guard let vectors, let rows else { return nil }
        // A subgraph of no hops has no rows but the seeds.
        return projector(vectors.prefix(rows: rows.sourceCount).gather(rows), in: pass)
      })
  }

  /// What the decoder makes of the last rows of prompts.
  ///
  /// Prompts after one another that begin with the same tokens have these computed once.
  ///
  /// - Parameter answers: whether the answers are read too: then for each of their tokens the row that
  ///   has to foretell it; else the last row of each prompt.
  /// - Returns: `[rows, width]`, prompt after prompt.
  func callAsFunction(
    _ readings: [Reading], soft: SoftTokens, _ neighbors: NeighborTokens, answers: Bool,
    in pass: Pass
  ) -> Tensor {
    let (rows, sequences) =
      answers
      ? sequences(readings, soft: soft, neighbors, answers: true)
      : branches(readings, soft: soft, neighbors)
    return decoder(
      rows, sequences, adaptation: adapter.map { Adaptation($0, in: pass) },
      recomputing: recomputes)
  }

  /// The prompts' rows after one another.
  func sequences(
    _ readings: [Reading], soft: SoftTokens, _ neighbors: NeighborTokens, answers: Bool
  ) -> (rows: Tensor, Sequences) {
    let all = readings.enumerated().map {
      PromptRows($1, number: $0, neighbors, answers: answers)
    }
    return (
      embed(all.flatMap(\.rows), soft: soft),
      Sequences(
        lengths: all.map(\.rows.count),
        read: readings.map { answers ? $0.prompt.answer.count : 1 })
    )
  }

  /// The prompts' rows, those that several begin with once for as many prompts as it pays.
  func branches(_ readings: [Reading], soft: SoftTokens, _ neighbors: NeighborTokens) -> (
    rows: Tensor, Sequences
  ) {
    let all = readings.enumerated().map { PromptRows($1, number: $0, neighbors, answers: false) }
    var rows: [PromptRows.Row] = []
    var (stems, branches): ([Int], [[Int]]) = ([], [])
    var (last, held): ([PromptRows.Row], Int) = ([], 0)
    for prompt in all {
      let stem = prompt.stem
      let branch = prompt.rows.count - stem.count
      held += branch
      if stem.isEmpty || stem != last
        || held > decoder.configuration.branchRows(sharing: stem.count)
      {
        rows += stem
        stems.append(stem.count)
        branches.append([])
        (last, held) = (stem, branch)
      }
      rows += prompt.rows.dropFirst(stem.count)
      branches[branches.count - 1].append(branch)
    }
    let whole = embed(rows, soft: soft)
    guard branches.contains(where: { $0.count > 1 }) else {
      return (whole, Sequences(lengths: all.map(\.rows.count), read: all.map { _ in 1 }))
    }
    return (whole, Sequences(stems: stems, branches: branches))
  }

  private func embed(_ rows: [PromptRows.Row], soft: SoftTokens) -> Tensor {
    PromptRows.add(
      rows, to: decoder.embed(rows.map(\.id)), soft: soft, mask: mask.value, absent: absent.value)
  }
}

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
  private let projector: Projector
  private let mask: Parameter
  private let absent: Parameter

  init(
    _ batches: SubgraphBatches, language: PromptLanguage, graph configuration: RDLConfiguration,
    settings: PromptedConfiguration, at root: ParameterScope, in store: ParameterStore
  ) {
    graph = GraphEncoder(batches, configuration: configuration, masksCells: true, at: root)
    tokens = language.tokens
    switch settings.adapter {
    case .full:
      decoder = language.model.decoder.learning(at: root / "language")
      adapter = nil
    case .lora:
      decoder = language.model.decoder
      adapter = LoRA(settings.lora, for: language.model.decoder, in: store)
    case .frozen:
      decoder = language.model.decoder
      adapter = nil
    }
    let width = decoder.configuration.width
    projector = Projector(
      configuration.channels, settings.projectorWidth, width, dropout: settings.projectorDropout,
      scale: language.embeddingScale, at: root / "projector")
    mask = Self.learned("mask", from: tokens.specials.mask, language, at: root)
    absent = Self.learned("absent", from: tokens.specials.graph, language, at: root)
  }

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

  /// The graph's vectors as tokens.
  struct SoftTokens {
    /// `[seeds, width]`
    let seeds: Tensor
    /// Per table its rows taken by ``NeighborTokens``, `[rows, width]`.
    let neighbors: [Tensor?]
  }

  func softTokens(_ batch: SubgraphBatch, _ neighbors: NeighborTokens, in pass: Pass)
    -> SoftTokens
  {
    softTokens(graph(batch, in: pass), neighbors, in: pass)
  }

  /// The graph's vectors, projected.
  func softTokens(_ vectors: GraphEncoder.Vectors, _ neighbors: NeighborTokens, in pass: Pass)
    -> SoftTokens
  {
    SoftTokens(
      seeds: projector(vectors.seeds, in: pass),
      neighbors: zip(vectors.near, neighbors.rows).map { vectors, rows in
        guard let vectors, let rows else { return nil }
        // A subgraph of no hops has no rows but the seeds.
        return projector(vectors.prefix(rows: rows.sourceCount).gather(rows), in: pass)
      })
  }

  /// A prompt with the seed whose graph it reads.
  struct Reading {
    var prompt: PromptTokens
    /// Place of the seed among the soft tokens; nil to read without a graph.
    var seed: Int?
  }

  /// What the decoder makes of the last rows of prompts.
  ///
  /// - Parameter answers: whether the answers are read too: then for each of their tokens the row that
  ///   has to foretell it; else the last row of each prompt.
  /// - Returns: `[rows, width]`, prompt after prompt.
  func callAsFunction(
    _ readings: [Reading], soft: SoftTokens, _ neighbors: NeighborTokens, answers: Bool,
    in pass: Pass
  ) -> Tensor {
    let (rows, lengths, read) = rows(readings, soft: soft, neighbors, answers: answers)
    return decoder(
      rows, Sequences(lengths: lengths, read: read),
      adaptation: adapter.map { Adaptation($0, in: pass) })
  }

  /// The prompts' rows after one another, how many each has, and how many of its last ones are read.
  func rows(
    _ readings: [Reading], soft: SoftTokens, _ neighbors: NeighborTokens, answers: Bool
  ) -> (rows: Tensor, lengths: [Int], read: [Int]) {
    var ids: [Int32] = []
    var places = Places(tables: soft.neighbors.count)
    var lengths: [Int] = []
    var read: [Int] = []
    for reading in readings {
      let start = ids.count
      for place in reading.prompt.places {
        switch place {
        case .token(let id):
          ids.append(id)
          places.append(.none)
        case .mask:
          ids.append(-1)
          places.append(.mask)
        case .graph(let number):
          guard let seed = reading.seed else {
            // Without a graph there is one sign of its absence, and no neighbors.
            if number == 0 {
              ids.append(-1)
              places.append(.absent)
            }
            continue
          }
          if number == 0 {
            ids.append(-1)
            places.append(.seed(Int32(seed)))
          } else if number <= neighbors.places[seed].count {
            // A prompt that reads another seed's graph may have more places than that has neighbors.
            let neighbor = neighbors.places[seed][number - 1]
            ids.append(-1)
            places.append(.neighbor(table: neighbor.table, neighbor.place))
          }
        }
      }
      if answers {
        for id in reading.prompt.answer.dropLast() {
          ids.append(id)
          places.append(.none)
        }
      }
      lengths.append(ids.count - start)
      read.append(answers ? reading.prompt.answer.count : 1)
    }
    let rows = places.add(
      to: decoder.embed(ids), soft: soft, mask: mask.value, absent: absent.value)
    return (rows, lengths, read)
  }
}

/// Which vector stands at each place of the joined prompts.
private struct Places {
  enum Kind {
    case none
    case seed(Int32)
    case neighbor(table: Int, Int32)
    case mask
    case absent
  }
  private var kinds: [Kind] = []
  private let tables: Int

  init(tables: Int) {
    self.tables = tables
  }

  mutating func append(_ kind: Kind) { kinds.append(kind) }

  /// The embeddings with vectors where places have them; there the embeddings are zero.
  func add(
    to embeddings: Tensor, soft: PromptedDecoder.SoftTokens, mask: Tensor, absent: Tensor
  ) -> Tensor {
    var sum = embeddings
    func add(_ vectors: Tensor, _ place: (Kind) -> Int32?) {
      let places = kinds.map { place($0) ?? -1 }
      guard places.contains(where: { $0 >= 0 }) else { return }
      sum = sum + vectors.gather(Rows(places, of: vectors.shape[0]))
    }
    add(soft.seeds) { if case .seed(let seed) = $0 { seed } else { nil } }
    for (index, vectors) in soft.neighbors.enumerated() {
      guard let vectors else { continue }
      add(vectors) {
        if case .neighbor(let table, let place) = $0, table == index { place } else { nil }
      }
    }
    add(mask) { if case .mask = $0 { 0 } else { nil } }
    add(absent) { if case .absent = $0 { 0 } else { nil } }
    return sum
  }
}

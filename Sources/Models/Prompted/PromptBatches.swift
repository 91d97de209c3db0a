import EntityGraphs
import Features
import Inspection
import Prompts
import Randomness
import Relational
import Sampling
import Tasks

/// The subgraphs of some seeds with the prompts that ask about them.
public struct PromptBatch: ModelBatch {
  let graph: SubgraphBatch
  let neighbors: NeighborTokens
  let prompts: [PromptTokens]
  /// The same with the question's opposite; empty where it has none.
  var opposites: [PromptTokens] = []
  /// How many seeds of the graph, after those of the prompts, are shown as examples.
  var examples = 0
  /// The question's past answers about each seed of the graph, and after them its opposite's; empty where
  /// none are told.
  var past: [Float] = []

  /// The past answers to one of the questions about each seed of the graph; empty where none are told.
  func past(_ question: Int) -> [Float] {
    let size = graph.subgraph.seeds.count * PastAnswers.width
    return past.isEmpty ? [] : Array(past[question * size..<(question + 1) * size])
  }

  public func prepareForGradients() {
    graph.prepareForGradients()
    neighbors.prepareForGradients()
  }
}

/// Asks one question about entities at times.
public struct PromptBatches: BatchSource {
  var subgraphs: SubgraphBatches
  /// The entities' table.
  let table: Int
  var text: RowText
  let question: String
  /// The question's opposite, to be asked beside it; nil where it has none.
  var opposite: String?
  let vocabulary: PromptVocabulary
  let reach: NeighborReach
  /// The share of the entity's own attributes that the text leaves out: 0 says all.
  var sparsity: Double
  let random: RandomSource
  /// The past answers that are told of; nil: none.
  var past: PastAnswers?
  /// The question about rows to come, and its opposite where that is asked; empty where it has other words.
  var pastQuestions: [PastQuestion] = []
  /// Train rows whose graphs and answers come before a seed's own; nil: none.
  var demonstrations: Demonstrations?
  /// The ids of an example's answer.
  var demonstrated: @Sendable (_ label: Double) -> [Int32] = { _ in [] }

  public func batch(of seeds: [Seed], epoch: Int, without hidden: [HiddenRows]) -> PromptBatch {
    let examples = seeds.map { demonstrations?.examples(for: $0) ?? [] }
    // Each example as it was at its own time.
    let all = seeds + examples.joined().map(\.seed)
    let hidden = Demonstrations.hidden(hidden, from: examples)
    let graph = subgraphs.batch(of: all, in: table, epoch: epoch, without: hidden)
    let neighbors = NeighborTokens(
      graph, graph: subgraphs.graph, reach: reach, seeds: seeds.count)
    var number = seeds.count
    let prompts = seeds.indices.map { index in
      let shown = examples[index].map { example in
        defer { number += 1 }
        return (number: number, answer: demonstrated(example.label))
      }
      return vocabulary.encode(prompt(of: seeds[index], neighbors: neighbors.counts[index]))
        .demonstrated(shown)
    }
    let opposites = opposite.map { question in
      seeds.indices.map {
        vocabulary.encode(
          prompt(of: seeds[$0], asking: question, neighbors: neighbors.counts[$0]))
      }
    }
    return PromptBatch(
      graph: graph, neighbors: neighbors, prompts: prompts, opposites: opposites ?? [],
      examples: number - seeds.count,
      past: past.map { $0.values(of: all, to: pastQuestions, without: hidden) } ?? [])
  }

  /// The prompt of one seed.
  ///
  /// - Parameter other: a question to ask in place of the batches' own.
  func prompt(of seed: Seed, asking other: String? = nil, neighbors: Int) -> Prompt {
    .question(
      other ?? question, about: seed.row, in: text, at: seed.time, showing: shown(of: seed),
      neighbors: neighbors)
  }

  /// The attributes that the text says. Which are left out depends on the seed's row alone.
  ///
  /// - Parameter asked: an attribute that is asked for, and so never said.
  func shown(of seed: Seed, besides asked: Int? = nil) -> [Int] {
    let present = text.present(row: seed.row, at: seed.time).filter { $0 != asked }
    let count = SparsitySchedule.visible(of: present.count + 1, at: sparsity)
    var stream = random.stream(.shownAttributes, row: Int(seed.row))
    return stream.permutation(present.count).prefix(count).sorted().map { present[Int($0)] }
  }

  public func context(of seed: Seed) -> SubgraphSummary {
    subgraphs.sampler.summary(of: subgraphs.sampler.sample([seed], of: table, epoch: 0))
  }

  public func hiding(_ column: ColumnPlace) -> PromptBatches {
    var other = self
    other.subgraphs = subgraphs.hiding(column)
    if column.table == table { other.text = text.hiding(column.column) }
    let place = subgraphs.graph.database.tables[column.table]
    let name = place.columns[column.column].schema.name
    other.pastQuestions = pastQuestions.map {
      $0.rows.table == column.table ? $0.hiding(name) : $0
    }
    return other
  }

  public func reading(of seed: Seed, without hidden: HiddenRows) -> PromptReading? {
    let batch = batch(of: [seed], epoch: 0, without: [hidden])
    let tokens = (batch.prompts + batch.opposites).reduce(0) { $0 + $1.places.count }
    return PromptReading(
      tokens: tokens,
      past: pastQuestions.first.flatMap { past?.windows(of: seed, for: $0, without: hidden) })
  }
}

extension RandomSource.Purpose {
  static let shownAttributes = RandomSource.Purpose("shown attributes")
}

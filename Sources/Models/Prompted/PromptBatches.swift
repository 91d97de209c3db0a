import EntityGraphs
import Features
import Inspection
import Prompts
import Randomness
import Sampling
import Tasks

/// The subgraphs of some seeds with the prompts that ask about them.
public struct PromptBatch: ModelBatch {
  let graph: SubgraphBatch
  let neighbors: NeighborTokens
  let prompts: [PromptTokens]

  public func prepareForGradients() {
    graph.prepareForGradients()
    neighbors.prepareForGradients()
  }
}

/// Asks one question about entities at times.
public struct PromptBatches: BatchSource {
  let subgraphs: SubgraphBatches
  /// The entities' table.
  let table: Int
  let text: RowText
  let question: String
  let vocabulary: PromptVocabulary
  let neighborLimit: Int
  /// The share of the entity's own attributes that the text leaves out: 0 says all.
  var sparsity: Double
  let random: RandomSource

  public func batch(of seeds: [Seed], epoch: Int, without hidden: [HiddenRows]) -> PromptBatch {
    let graph = subgraphs.batch(of: seeds, in: table, epoch: epoch, without: hidden)
    let neighbors = NeighborTokens(graph, graph: subgraphs.graph, limit: neighborLimit)
    let prompts = seeds.indices.map { index in
      vocabulary.encode(prompt(of: seeds[index], neighbors: neighbors.counts[index]))
    }
    return PromptBatch(graph: graph, neighbors: neighbors, prompts: prompts)
  }

  /// The prompt of one seed.
  func prompt(of seed: Seed, neighbors: Int) -> Prompt {
    .question(
      question, about: seed.row, in: text, at: seed.time, showing: shown(of: seed),
      neighbors: neighbors)
  }

  /// The attributes that the text says. Which are left out depends on the seed's row alone.
  func shown(of seed: Seed) -> [Int] {
    let present = text.present(row: seed.row, at: seed.time)
    let count = SparsitySchedule.visible(of: present.count + 1, at: sparsity)
    var stream = random.stream(.shownAttributes, row: Int(seed.row))
    return stream.permutation(present.count).prefix(count).sorted().map { present[Int($0)] }
  }

  public func context(of seed: Seed) -> SubgraphSummary {
    subgraphs.sampler.summary(of: subgraphs.sampler.sample([seed], of: table, epoch: 0))
  }
}

extension RandomSource.Purpose {
  static let shownAttributes = RandomSource.Purpose("shown attributes")
}

import Features
import Foundation
import Inspection
import Prompts
import Relational
import Tasks

extension ZeroShot {
  /// The prompt that the model reads about a seed, token by token.
  public func promptSummary(of seed: Seed, task: PredictionTask) -> PromptSummary {
    let batch = batches.batch(of: [seed], epoch: 0, without: [])
    let graph = batches.subgraphs.graph
    let prompt = batches.prompt(of: seed, neighbors: batch.neighbors.counts[0])
    let said = Set(batches.shown(of: seed))
    return PromptSummary(
      task: task.name, entity: graph.reference(table: batches.table, row: Int(seed.row)),
      time: Timestamp(microseconds: seed.time).description, sparsity: sparsity,
      question: question, opposite: opposite, prompt: prompt.display,
      tokens: batch.prompts[0].places.map { token($0, of: batch) },
      attributes: batches.text.present(row: seed.row, at: seed.time).map {
        .init(
          name: batches.text.attributes[$0].columnName, isSaid: said.contains($0),
          value: batches.text.value(of: $0, row: seed.row, at: seed.time) ?? "")
      })
  }

  /// How many tokens the prompt has at each level of sparsity, and what is answered there.
  ///
  /// - Parameter isAnswering: whether the model has learned to answer.
  public func levels(of seed: Seed, isAnswering: Bool) -> [PromptSummary.Level] {
    RelZero.judgedLevels.map { level in
      var asked = self
      asked.sparsity = level
      let batch = asked.batches.batch(of: [seed], epoch: 0, without: [])
      let output = isAnswering ? asked(batch, in: .inference).scalars.first : nil
      return PromptSummary.Level(
        sparsity: level, tokens: batch.prompts[0].places.count,
        answer: output.map { asked.answer(Double($0)) })
    }
  }

  /// A raw output as an answer.
  private func answer(_ output: Double) -> Double {
    isBinary ? 1 / (1 + exp(-output)) : scale.mean + output * scale.deviation
  }

  private func token(_ place: PromptTokens.Place, of batch: PromptBatch) -> PromptSummary.Token {
    let graph = batches.subgraphs.graph
    switch place {
    case .token(let id):
      return .init(kind: .token, text: batches.vocabulary.tokenizer.token(id) ?? "", id: id)
    case .mask: return .init(kind: .mask, text: "<mask>", id: nil)
    case .other(let seed):
      let row = batch.graph.subgraph.seeds[seed].row
      return .init(
        kind: .graph, text: graph.reference(table: batches.table, row: Int(row)).label, id: nil)
    case .graph(let number):
      let subgraph = batch.graph.subgraph
      guard number > 0 else {
        let row = subgraph.seeds[0].row
        return .init(
          kind: .graph, text: graph.reference(table: batches.table, row: Int(row)).label, id: nil)
      }
      let neighbor = batch.neighbors.places[0][number - 1]
      let node = batch.neighbors.rows[neighbor.table]?.indices[Int(neighbor.place)] ?? 0
      let row = subgraph.nodes[neighbor.table].rows[Int(node)]
      return .init(
        kind: .graph, text: graph.reference(table: neighbor.table, row: Int(row)).label, id: nil)
    }
  }
}

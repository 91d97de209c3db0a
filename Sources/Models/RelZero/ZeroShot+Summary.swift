import Features
import Foundation
import Inspection
import Prompts
import Relational
import Sampling
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

  /// The prompt that asks for one cell of a row in place of the task's question, as a lesson does: the cell
  /// is masked in the graph, and the row is hidden from its own neighborhood.
  ///
  /// - Returns: nil where the row has no such attribute, or the graph side does not know the column.
  /// - Source: `spec/relzero.md` §3.2, §3.6.
  public func promptSummary(
    askingFor cell: String, of seed: Seed, task: PredictionTask
  ) -> PromptSummary? {
    let (text, table) = (batches.text, batches.table)
    let present = text.present(row: seed.row, at: seed.time)
    let features = batches.subgraphs.features[table].columns
    guard let asked = present.first(where: { text.attributes[$0].columnName == cell }),
      let feature = features.firstIndex(where: { $0.name == cell })
    else { return nil }
    let graph = batches.subgraphs.batch(
      of: [seed], in: table, epoch: 0, without: [HiddenRows(table: table, row: seed.row)],
      masking: [[feature]])
    let neighbors = NeighborTokens(graph, graph: batches.subgraphs.graph, reach: batches.reach)
    func prompt(showing shown: [Int]) -> Prompt {
      .cell(
        asked, of: seed.row, in: text, at: seed.time, showing: shown,
        neighbors: neighbors.counts[0])
    }
    let shown = batches.shown(of: seed, besides: asked)
    let said = prompt(showing: shown)
    let batch = PromptBatch(
      graph: graph, neighbors: neighbors, prompts: [batches.vocabulary.encode(said)])
    var summary = PromptSummary(
      task: task.name, entity: batches.subgraphs.graph.reference(table: table, row: Int(seed.row)),
      time: Timestamp(microseconds: seed.time).description, sparsity: sparsity,
      question: said.asked, prompt: said.display,
      tokens: batch.prompts[0].places.map { token($0, of: batch) },
      attributes: present.map {
        .init(
          name: text.attributes[$0].columnName, isSaid: shown.contains($0), isAsked: $0 == asked,
          value: text.value(of: $0, row: seed.row, at: seed.time) ?? "")
      })
    summary.levels = RelZero.judgedLevels.map { level in
      var other = batches
      other.sparsity = level
      let prompt = prompt(showing: other.shown(of: seed, besides: asked))
      return .init(
        sparsity: level, tokens: batches.vocabulary.encode(prompt).places.count)
    }
    return summary
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
      // Those two hops away come after all tables again.
      let table = neighbor.table % subgraph.nodes.count
      let row = subgraph.nodes[table].rows[Int(node)]
      return .init(
        kind: .graph, text: graph.reference(table: table, row: Int(row)).label, id: nil)
    }
  }
}

import Features
import Prompts
import Randomness
import Sampling
import Tasks

extension LessonSource {
  /// A lesson of cells.
  func cells(
    _ source: CellQuestions, kind: Lesson.Kind, sparsity: Double, count: Int, epoch: Int,
    from stream: inout RandomStream
  ) -> Lesson {
    let (table, drawn) = source.draw(count, from: &stream)
    return cells(drawn, of: table, kind: kind, sparsity: sparsity, epoch: epoch)
  }

  /// The lesson that asks for some cells, each row hidden from its own neighborhood.
  func cells(
    _ drawn: [CellQuestions.Drawn], of table: CellTable, kind: Lesson.Kind, sparsity: Double,
    epoch: Int
  ) -> Lesson {
    let seeds = drawn.map { Seed(row: $0.row, time: $0.time) }
    let isAligning = kind == .alignment
    let graph = batches.batch(
      of: seeds, in: table.table, epoch: epoch,
      without: seeds.map { HiddenRows(table: table.table, row: $0.row) },
      masking: isAligning ? [] : drawn.map { [table.learnable[$0.target].feature] })
    let neighbors = NeighborTokens(graph, graph: batches.graph, reach: reach)
    return Lesson(
      kind: kind, sparsity: sparsity, graph: graph, neighbors: neighbors,
      prompts: prompts(
        drawn, of: table, sparsity: isAligning ? 1 : sparsity, neighbors: neighbors),
      seeds: Array(drawn.indices), answers: [], isYesNo: [], targets: nil, read: drawn.count,
      visible: drawn.map {
        SparsitySchedule.visible(of: $0.others.count + 1, at: isAligning ? 1 : sparsity)
      })
  }

  /// The prompts that ask for some cells, with as much of their rows' text as the sparsity leaves.
  func prompts(
    _ drawn: [CellQuestions.Drawn], of table: CellTable, sparsity: Double,
    neighbors: NeighborTokens
  ) -> [PromptTokens] {
    drawn.enumerated().map { index, cell in
      let shown = SparsitySchedule.visible(of: cell.others.count + 1, at: sparsity)
      return vocabulary.encode(
        .cell(
          table.learnable[cell.target].attribute, of: cell.row, in: table.text, at: cell.time,
          showing: Array(cell.others.prefix(shown)), neighbors: neighbors.counts[index]))
    }
  }
}

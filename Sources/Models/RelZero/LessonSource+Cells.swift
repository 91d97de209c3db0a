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

  /// The lesson about cells that is due in stage B: hidden as the plan says, asked for or stated.
  ///
  /// - Parameter u: share of the training that is done.
  func plannedCells(
    sparsity: Double, step: Int, at u: Double, from stream: inout RandomStream
  ) -> Lesson {
    // A stream of its own: without statements all other draws are what they are with them.
    var claims = random.stream(.statements, row: step)
    let states = plan.statements > 0 && claims.uniform() < plan.statements
    let (table, drawn) = cells.draw(
      size, easyShare: plan.easyShare(at: u, step: step, ofStatements: states), from: &stream)
    if states {
      let stated = drawn.compactMap { cell in
        table.statement(about: cell, from: &claims).map { (cell, $0) }
      }
      // A database may say too little to state something else.
      if !stated.isEmpty {
        return masked(
          stated.map(\.0), of: table, stating: stated.map(\.1), sparsity: sparsity, epoch: step)
      }
    }
    return masked(drawn, of: table, stating: nil, sparsity: sparsity, epoch: step)
  }

  /// Cells hidden as the plan says, in one lesson or in two beside one another.
  private func masked(
    _ drawn: [CellQuestions.Drawn], of table: CellTable, stating statements: [CellStatement]?,
    sparsity: Double, epoch: Int
  ) -> Lesson {
    func lesson(masksRow: Bool) -> Lesson {
      cells(
        drawn, of: table, kind: statements == nil ? .cells : .statements, stating: statements,
        sparsity: masksRow ? 0 : sparsity, epoch: epoch, masksRow: masksRow)
    }
    guard plan.masking == .joint else { return lesson(masksRow: plan.masking == .row) }
    var (own, row) = (lesson(masksRow: false), lesson(masksRow: true))
    (row.weight, own.weight) = CellMasking.weights(ofStatements: statements != nil)
    own.besides = [row]
    return own
  }

  /// The lesson that asks for some cells, each row hidden from its own neighborhood.
  ///
  /// - Parameters:
  ///   - statements: what is stated of each, to be judged; nil: the cells' values are asked for.
  ///   - masksRow: whether the graph side sees nothing of the row, in place of all but the cell.
  func cells(
    _ drawn: [CellQuestions.Drawn], of table: CellTable, kind: Lesson.Kind,
    stating statements: [CellStatement]? = nil, sparsity: Double, epoch: Int, masksRow: Bool = false
  ) -> Lesson {
    let seeds = drawn.map { Seed(row: $0.row, time: $0.time) }
    let isAligning = kind == .alignment
    let sparsity = isAligning ? 1 : sparsity
    let graph = batches.batch(
      of: seeds, in: table.table, epoch: epoch,
      without: seeds.map { HiddenRows(table: table.table, row: $0.row) },
      masking: isAligning
        ? []
        : drawn.map {
          masksRow ? Array(0..<table.featureCount) : [table.learnable[$0.target].feature]
        })
    let neighbors = NeighborTokens(graph, graph: batches.graph, reach: reach)
    return Lesson(
      kind: kind, sparsity: sparsity, graph: graph, neighbors: neighbors,
      prompts: prompts(
        drawn, of: table, stating: statements, sparsity: sparsity, neighbors: neighbors),
      seeds: Array(drawn.indices), answers: statements?.map { $0.isTrue ? 1 : 0 } ?? [],
      isYesNo: statements?.map { _ in true } ?? [], targets: nil, read: drawn.count,
      visible: drawn.map { SparsitySchedule.visible(of: $0.others.count + 1, at: sparsity) })
  }

  /// The prompts that ask for some cells, with as much of their rows' text as the sparsity leaves.
  func prompts(
    _ drawn: [CellQuestions.Drawn], of table: CellTable, stating statements: [CellStatement]? = nil,
    sparsity: Double, neighbors: NeighborTokens
  ) -> [PromptTokens] {
    drawn.enumerated().map { index, cell in
      let shown = Array(
        cell.others.prefix(SparsitySchedule.visible(of: cell.others.count + 1, at: sparsity)))
      let asked = table.learnable[cell.target].attribute
      if let statement = statements?[index] {
        return vocabulary.encode(
          .statement(
            that: asked, is: statement.value, of: cell.row, in: table.text, at: cell.time,
            showing: shown, neighbors: neighbors.counts[index],
            answer: statement.isTrue ? "Yes" : "No"))
      }
      return vocabulary.encode(
        .cell(
          asked, of: cell.row, in: table.text, at: cell.time, showing: shown,
          neighbors: neighbors.counts[index]))
    }
  }
}

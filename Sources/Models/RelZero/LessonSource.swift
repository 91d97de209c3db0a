import EntityGraphs
import Features
import Prompts
import Randomness
import Sampling
import Tasks

/// Makes lessons from a database, without labels. Threads may share it.
///
/// What a lesson holds depends on the random seed, the step and the sparsity alone.
public struct LessonSource: Sendable {
  public let schedule: SparsitySchedule
  let batches: SubgraphBatches
  let vocabulary: PromptVocabulary
  let supervision: SelfSupervision
  let cells: CellQuestions
  let judgedCells: CellQuestions
  let pool: WindowPool
  /// The words of the pool's questions, by entity table.
  let asked: [Int: [[Int32]]]
  let neighborLimit: Int
  /// Prompts of a lesson.
  let size: Int
  /// Share of the lessons that ask about windows, and of those the share that ask without text.
  let windowShare: Double
  let panelShare: Double
  /// Share of the training in which the graph side learns alone, before all else.
  let graphShare: Double
  /// Share of the training that stage A takes.
  public let alignmentShare: Double
  let random: RandomSource

  /// The lesson of a step.
  ///
  /// - Parameters:
  ///   - u: share of the training that is done.
  ///   - validations: losses of validations so far.
  public func lesson(step: Int, at u: Double, validations: [Double]) -> Lesson {
    var stream = random.stream(.lesson, row: step)
    let alone = pool.isEmpty ? 0 : graphShare
    guard u >= alone else {
      return graphAlone(.learned, count: Self.panelRows * size, epoch: step, from: &stream)
    }
    let isAligning = u < alone + alignmentShare
    let place = (u - alone - alignmentShare) / max(1e-9, 1 - alone - alignmentShare)
    let sparsity =
      isAligning
      ? 1 : schedule.sparsity(at: place, step: step, validations: validations)
    let asksWindows =
      cells.isEmpty || !pool.isEmpty && !isAligning && stream.uniform() < windowShare
    if asksWindows, stream.uniform() < panelShare {
      return panel(
        .learned, questions: Self.probedQuestions, count: Self.panelRows * size, epoch: step,
        from: &stream)
    }
    if asksWindows {
      return windows(.learned, sparsity: sparsity, count: size, epoch: step, from: &stream)
    }
    return cells(
      self.cells, kind: isAligning ? .alignment : .cells, sparsity: sparsity, count: size,
      epoch: step, from: &stream)
  }

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
    let neighbors = NeighborTokens(graph, graph: batches.graph, limit: neighborLimit)
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

  /// A lesson of questions about windows, one about each row, with some of the row's text.
  func windows(
    _ part: SelfSupervision.Part, sparsity: Double, count: Int, epoch: Int,
    from stream: inout RandomStream
  ) -> Lesson {
    let (table, drawn) = pool.draw(count, part, from: &stream)
    let seeds = stale(drawn.map(\.seed), from: &stream)
    let graph = batches.batch(of: seeds, in: table, epoch: epoch)
    let neighbors = NeighborTokens(graph, graph: batches.graph, limit: neighborLimit)
    let text = RowText(batches.graph.database.tables[table], in: batches.graph.database.schema)
    var visible: [Int] = []
    let prompts = zip(seeds, drawn).enumerated().map { index, pair in
      let (seed, one) = pair
      let present = text.present(row: seed.row, at: seed.time)
      let shown = SparsitySchedule.visible(of: present.count + 1, at: sparsity)
      visible.append(shown)
      let order = stream.permutation(present.count).prefix(shown).map { present[Int($0)] }
      let question = one.entry.seeds.question
      return vocabulary.encode(
        .question(
          question.text, about: seed.row, in: text, at: seed.time, showing: order,
          neighbors: neighbors.counts[index],
          answer: question.isYesNo ? (one.answer > 0.5 ? "Yes" : "No") : nil))
    }
    return Lesson(
      kind: .windows, sparsity: sparsity, graph: graph, neighbors: neighbors, prompts: prompts,
      seeds: Array(seeds.indices),
      answers: drawn.map {
        $0.entry.seeds.question.isYesNo
          ? $0.answer : ($0.answer - $0.entry.mean) / max(1e-9, $0.entry.deviation)
      },
      isYesNo: drawn.map(\.entry.seeds.question.isYesNo),
      targets: part == .learned ? targets(of: seeds, table: table, part, from: &stream) : nil,
      read: prompts.count, visible: visible)
  }

  /// A lesson for the graph side and the gate alone: all questions about some rows, and no prompts.
  func graphAlone(
    _ part: SelfSupervision.Part, count: Int, epoch: Int, from stream: inout RandomStream
  ) -> Lesson {
    let (table, drawn) = pool.draw(count, part, from: &stream)
    let seeds = stale(drawn.map(\.seed), from: &stream)
    let graph = batches.batch(of: seeds, in: table, epoch: epoch)
    return Lesson(
      kind: .graph, sparsity: 1, graph: graph,
      neighbors: NeighborTokens(graph, graph: batches.graph, limit: 0), prompts: [], seeds: [],
      answers: [], isYesNo: [], targets: targets(of: seeds, table: table, part, from: &stream),
      read: 0,
      visible: [])
  }

  /// The answers to some of the pool's questions about each row.
  private func targets(
    of seeds: [Seed], table: Int, _ part: SelfSupervision.Part, from stream: inout RandomStream
  ) -> WindowTargets {
    let entries = pool.entries[table] ?? []
    let asked = asked[table] ?? []
    let drawn = stream.permutation(entries.count).prefix(Self.targetQuestions).map { Int($0) }
    return WindowTargets(
      asked: drawn.map { asked[$0] }, entries: drawn.map { entries[$0] }, seeds: seeds, part)
  }

  /// A lesson of some questions about windows, each asked of all rows, without their text: what a
  /// question begins with is computed once, so that one lesson learns from many answers.
  ///
  /// - Parameters:
  ///   - questions: how many are asked.
  ///   - read: how many of them the decoder reads.
  func panel(
    _ part: SelfSupervision.Part, questions: Int = panelQuestions, read: Int = panelQuestions,
    count: Int, epoch: Int, from stream: inout RandomStream
  ) -> Lesson {
    let (table, drawn) = pool.draw(count, part, from: &stream)
    let seeds = stale(drawn.map(\.seed), from: &stream)
    let graph = batches.batch(of: seeds, in: table, epoch: epoch)
    let neighbors = NeighborTokens(graph, graph: batches.graph, limit: neighborLimit)
    let text = RowText(batches.graph.database.tables[table], in: batches.graph.database.schema)
    let entries = pool.entries[table] ?? []
    var prompts: [PromptTokens] = []
    var (places, answers, isYesNo): ([Int], [Double], [Bool]) = ([], [], [])
    var readCount: Int?
    for (place, number) in stream.permutation(entries.count).prefix(questions).enumerated() {
      if place == read { readCount = prompts.count }
      let entry = entries[Int(number)]
      let question = entry.seeds.question
      var encoded: [Int: PromptTokens] = [:]
      for (place, seed) in seeds.enumerated() {
        guard let answer = entry.answer(of: seed.row, at: seed.time, part) else { continue }
        let count = neighbors.counts[place]
        let prompt =
          encoded[count]
          ?? vocabulary.encode(
            .question(
              question.text, about: seed.row, in: text, at: seed.time, showing: [],
              neighbors: count))
        encoded[count] = prompt
        let verbalizer = answer > 0.5 ? vocabulary.verbalizers.yes : vocabulary.verbalizers.no
        prompts.append(
          question.isYesNo ? prompt.answered(verbalizer + [vocabulary.specials.end]) : prompt)
        places.append(place)
        answers.append(answer)
        isYesNo.append(question.isYesNo)
      }
    }
    return Lesson(
      kind: .windows, sparsity: 1, graph: graph, neighbors: neighbors,
      prompts: prompts,
      seeds: places, answers: answers, isYesNo: isYesNo,
      targets: targets(of: seeds, table: table, part, from: &stream),
      read: readCount ?? prompts.count, visible: prompts.map { _ in 0 })
  }

  /// Questions of a panel that the decoder reads, those that are asked of tokens alone with them, and how
  /// many times as many rows a panel has as a lesson with text.
  private static let panelQuestions = 8
  private static let probedQuestions = 32
  private static let panelRows = 4
  /// Questions that ``WindowHeads`` ask of all rows of a lesson.
  private static let targetQuestions = 384

  /// Half of the seeds see history as stale as a test row may.
  private func stale(_ seeds: [Seed], from stream: inout RandomStream) -> [Seed] {
    let lag = supervision.longestLag
    guard lag > 0 else { return seeds }
    return seeds.map { seed in
      var seed = seed
      if stream.uniform() < 0.5 {
        seed.horizon = seed.time - Int64(stream.uniform() * Double(lag))
      }
      return seed
    }
  }
}

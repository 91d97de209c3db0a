import Features
import Prompts
import Randomness
import Tasks

extension LessonSource {
  /// A lesson of questions about windows, one about each row, with some of the row's text.
  func windows(
    _ part: SelfSupervision.Part, sparsity: Double, count: Int, epoch: Int,
    from stream: inout RandomStream
  ) -> Lesson {
    let rows = draw(count, part, epoch: epoch, from: &stream)
    let (seeds, text) = (rows.seeds, rows.text)
    let neighbors = NeighborTokens(rows.graph, graph: batches.graph, reach: reach)
    var visible: [Int] = []
    let prompts = zip(seeds, rows.drawn).enumerated().map { index, pair in
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
      kind: .windows, sparsity: sparsity, graph: rows.graph, neighbors: neighbors,
      prompts: prompts, seeds: Array(seeds.indices),
      answers: rows.drawn.map {
        $0.entry.seeds.question.isYesNo
          ? $0.answer : ($0.answer - $0.entry.mean) / max(1e-9, $0.entry.deviation)
      },
      isYesNo: rows.drawn.map(\.entry.seeds.question.isYesNo),
      targets: part == .learned ? targets(of: rows, part, from: &stream) : nil,
      read: prompts.count,
      past: past?.values(of: seeds, to: rows.drawn.map(\.entry.past)) ?? [],
      pastQuestions: Array(prompts.indices), visible: visible)
  }

  /// A lesson for the graph side and the gate alone: all questions about some rows, and no prompts.
  func graphAlone(
    _ part: SelfSupervision.Part, count: Int, epoch: Int, from stream: inout RandomStream
  ) -> Lesson {
    let rows = draw(count, part, epoch: epoch, from: &stream)
    return Lesson(
      kind: .graph, sparsity: 1, graph: rows.graph,
      neighbors: NeighborTokens(rows.graph, graph: batches.graph, reach: .none), prompts: [],
      seeds: [], answers: [], isYesNo: [], targets: targets(of: rows, part, from: &stream),
      read: 0, visible: [])
  }

  /// Rows of a table as they are asked about windows, and their neighborhoods.
  private struct DrawnRows {
    let table: Int
    /// Each with the question that it was drawn for.
    let drawn: [WindowPool.Drawn]
    let seeds: [Seed]
    let graph: SubgraphBatch
    let text: RowText
  }

  private func draw(
    _ count: Int, _ part: SelfSupervision.Part, epoch: Int, from stream: inout RandomStream
  ) -> DrawnRows {
    let (table, drawn) = pool.draw(count, part, from: &stream)
    let seeds = stale(drawn.map(\.seed), from: &stream)
    let database = batches.graph.database
    return DrawnRows(
      table: table, drawn: drawn, seeds: seeds,
      graph: batches.batch(of: seeds, in: table, epoch: epoch),
      text: RowText(database.tables[table], in: database.schema))
  }

  /// The answers to some of the pool's questions about each row.
  private func targets(
    of rows: DrawnRows, _ part: SelfSupervision.Part, from stream: inout RandomStream
  ) -> WindowTargets {
    let entries = pool.entries[rows.table] ?? []
    let asked = asked[rows.table] ?? []
    let drawn = stream.permutation(entries.count).prefix(Self.targetQuestions).map { Int($0) }
    return WindowTargets(
      asked: drawn.map { asked[$0] }, entries: drawn.map { entries[$0] }, seeds: rows.seeds,
      part, past: past)
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
    let rows = draw(count, part, epoch: epoch, from: &stream)
    let (seeds, text) = (rows.seeds, rows.text)
    let neighbors = NeighborTokens(rows.graph, graph: batches.graph, reach: reach)
    let entries = pool.entries[rows.table] ?? []
    var prompts: [PromptTokens] = []
    var (places, answers, isYesNo): ([Int], [Double], [Bool]) = ([], [], [])
    var pastQuestions: [Int] = []
    var readCount: Int?
    let drawn = stream.permutation(entries.count).prefix(questions).map { entries[Int($0)] }
    for (number, entry) in drawn.enumerated() {
      if number == read { readCount = prompts.count }
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
        pastQuestions.append(number)
      }
    }
    return Lesson(
      kind: .windows, sparsity: 1, graph: rows.graph, neighbors: neighbors, prompts: prompts,
      seeds: places, answers: answers, isYesNo: isYesNo,
      targets: targets(of: rows, part, from: &stream),
      read: readCount ?? prompts.count,
      past: past?.values(of: seeds, to: drawn.map(\.past)) ?? [], pastQuestions: pastQuestions,
      visible: prompts.map { _ in 0 })
  }

  /// Questions of a panel that the decoder reads, those that are asked of tokens alone with them, and how
  /// many times as many rows a panel has as a lesson with text.
  static let panelQuestions = 8
  static let probedQuestions = 32
  static let panelRows = 4
  /// Questions that ``WindowHeads`` ask of all rows of a lesson.
  private static let targetQuestions = 384
}

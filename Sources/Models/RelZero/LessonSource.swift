import EntityGraphs
import Features
import Randomness
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
  let reach: NeighborReach
  /// nil: past answers are not told.
  let past: PastAnswers?
  /// Prompts of a lesson.
  let size: Int
  let plan: LessonPlan
  /// Whether lessons bring what rows are told apart by.
  let contrast: RowContrast.Weights
  let random: RandomSource

  /// The lesson of a step.
  ///
  /// - Parameters:
  ///   - u: share of the training that is done.
  ///   - validations: losses of validations so far.
  public func lesson(step: Int, at u: Double, validations: [Double]) -> Lesson {
    var lesson = planned(step: step, at: u, validations: validations)
    guard lesson.kind != .schema else { return lesson }
    if contrast.graph > 0 {
      lesson.neighborhoods = Neighborhoods(lesson.graph, graph: batches.graph)
    }
    if contrast.text > 0 {
      lesson.recordTexts = RecordTexts(
        lesson.graph, graph: batches.graph, vocabulary: vocabulary, count: size)
    }
    return lesson
  }

  private func planned(step: Int, at u: Double, validations: [Double]) -> Lesson {
    var stream = random.stream(.lesson, row: step)
    let stage = plan.stage(at: u)
    if stage == .schema { return schemaLesson(step: step) }
    if stage == .graph {
      return graphAlone(.learned, count: Self.panelRows * size, epoch: step, from: &stream)
    }
    let sparsity =
      stage == .alignment
      ? 1 : schedule.sparsity(at: plan.place(at: u), step: step, validations: validations)
    let asksWindows =
      cells.isEmpty
      || !pool.isEmpty && stage == .refinement && stream.uniform() < plan.windows
    if asksWindows, stream.uniform() < plan.panels {
      return panel(
        .learned, questions: Self.probedQuestions, count: Self.panelRows * size, epoch: step,
        from: &stream)
    }
    if asksWindows {
      return windows(.learned, sparsity: sparsity, count: size, epoch: step, from: &stream)
    }
    if stage == .alignment {
      return cells(
        cells, kind: .alignment, sparsity: sparsity, count: size, epoch: step, from: &stream)
    }
    return plannedCells(sparsity: sparsity, step: step, at: u, from: &stream)
  }

  /// A share of the seeds see history as stale as a test row may.
  func stale(_ seeds: [Seed], from stream: inout RandomStream) -> [Seed] {
    let lag = supervision.longestLag
    guard lag > 0 else { return seeds }
    return seeds.map { seed in
      var seed = seed
      if stream.uniform() < plan.staleness {
        seed.horizon = seed.time - Int64(stream.uniform() * Double(lag))
      }
      return seed
    }
  }
}

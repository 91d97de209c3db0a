import Prompts
import Randomness
import Relational
import Tasks

/// A question with the scale of its answers.
struct PastQuestion: Sendable {
  private(set) var rows: WindowRows
  /// What centers and scales the answers of a question for a number.
  let mean: Double
  let deviation: Double

  init(rows: WindowRows, mean: Double, deviation: Double) {
    (self.rows, self.mean, self.deviation) = (rows, mean, deviation)
  }

  /// A question of yes or no, whose answers need no scale.
  init(_ question: WindowQuestion, in database: Database) throws(ModelError) {
    do {
      self.init(rows: try WindowRows(question, in: database), mean: 0, deviation: 1)
    } catch { throw .prompt(error) }
  }

  /// A task's question about rows to come; nil where it has none, or one for a number whose scale cannot be
  /// known without labels.
  init?(
    _ task: PredictionTask, about supervision: SelfSupervision, random: RandomSource
  ) throws(ModelError) {
    let database = supervision.graph.database
    guard let question = try task.windowQuestion(in: database) else { return nil }
    if question.isYesNo {
      try self.init(question, in: database)
      return
    }
    var stream = random.stream(.judging, row: -1)
    guard let seeds = try? WindowSeeds(question, supervision),
      let entry = WindowPool.scaled(seeds, from: &stream)
    else { return nil }
    self = entry.past
  }

  /// The same question of rows whose cells of a column are all NULL.
  func hiding(_ column: String) -> PastQuestion {
    var other = self
    other.rows = rows.hiding(column)
    return other
  }

  var window: Int64 { rows.answers.question.window.microseconds }
  var isYesNo: Bool { rows.answers.question.isYesNo }

  /// From -½, no, to ½, yes, or deviations from the mean; nil where there is no answer.
  func answer(_ rows: ArraySlice<Int32>) -> Double? {
    guard let answer = self.rows.answers.answer(rows) else { return nil }
    return isYesNo ? answer - 0.5 : (answer - mean) / max(1e-9, deviation)
  }
}

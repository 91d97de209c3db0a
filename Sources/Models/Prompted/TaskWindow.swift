import Prompts
import Relational
import Tasks

extension PredictionTask {
  /// The task's question about rows to come; nil where the task has none in these terms.
  ///
  /// - Throws: ``ModelError/prompt(_:)`` when it names what the database lacks.
  func windowQuestion(in database: Database) throws(ModelError) -> WindowQuestion? {
    guard let rows = question?.rows, let window else { return nil }
    guard let measure = WindowQuestion.Measure(rawValue: rows.measure) else { return nil }
    let found = WindowQuestion(
      entity: database.tables[entityTable].name, path: rows.path, measure: measure,
      column: rows.column, condition: rows.condition.flatMap(Self.condition),
      threshold: rows.threshold.flatMap(Self.threshold), window: window)
    do { _ = try WindowRows(found, in: database) } catch { throw .prompt(error) }
    return found
  }

  /// What is asked beside the question, for half the difference of both; nil where there is no opposite, and
  /// where label 1 says that no such rows will come: then how many will come is the answer.
  func oppositeQuestion(in database: Database) throws(ModelError) -> WindowQuestion? {
    guard isBinary, let window = try windowQuestion(in: database) else { return nil }
    let isOfAbsence = question?.yesMeansOne == false && window.measure == .exists
    return isOfAbsence ? nil : window.opposite
  }

  /// The question as the prompt asks it: in the words of pretraining where it can be put so, else the
  /// task's own, else its description.
  func questionInWords(in database: Database) throws(ModelError) -> String {
    if let window = try windowQuestion(in: database) { return window.text }
    if let question { return question.text }
    return description.isEmpty ? name : description
  }

  private static func condition(_ comparison: TaskQuestion.Comparison) -> WindowQuestion.Condition?
  {
    WindowQuestion.Comparison(rawValue: comparison.sign).map {
      .init(comparison.name, $0, comparison.value)
    }
  }

  private static func threshold(_ comparison: TaskQuestion.Comparison) -> WindowQuestion.Threshold?
  {
    guard let sign = WindowQuestion.Comparison(rawValue: comparison.sign),
      let value = Double(comparison.value)
    else { return nil }
    return .init(sign, value)
  }
}

import Inspection
import Relational

/// Predictions as a file, from which scores can be computed again, here or by another program: the task's
/// own table with predictions in the place of labels, as RelBench's leaderboard takes them
/// (`relbench.submit`, by which it was checked).
///
/// Rows are in the order of the split's file, as RelBench's `task.evaluate` takes predictions; they are
/// read in any order. A binary task's prediction is a score that is larger for label 1.
extension PredictionTask {
  /// The text of such a file.
  ///
  /// - Parameter predictions: one per seed; digits enough to read the same number back.
  public func csv(of predictions: [Double], for seeds: [Seed]) -> String {
    precondition(
      predictions.count == seeds.count,
      "PredictionTask: \(predictions.count) predictions for \(seeds.count) seeds")
    let table = database.tables[entityTable]
    let key = table.schema.primaryKey
    var text = CSVText.line([timeColumn] + entityColumns + [targetColumn]) + "\n"
    for (seed, prediction) in zip(seeds, predictions) {
      let entity = key.map { table.columns[$0].keyText(row: Int(seed.row)) }
      let time = Timestamp(microseconds: seed.time).description
      text += CSVText.line([time] + entity + ["\(prediction)"]) + "\n"
    }
    return text
  }

  /// The predictions of a file for all seeds of a split, in their order.
  ///
  /// - Throws: ``TaskError`` for a file that is no such table, and for one that has rows of something else
  ///   than the split.
  public func predictions(
    at path: String, for split: Split
  ) throws(TaskError) -> [Double] {
    let seeds = try seeds(of: split)
    let found = try rows(at: path, with: .prediction)
    guard found.seeds.count == seeds.count else {
      throw .wrongCount(task: name, predictions: found.seeds.count, seeds: seeds.count)
    }
    var waiting: [Seed: [Double]] = [:]
    for (seed, value) in zip(found.seeds, found.targets).reversed() {
      waiting[seed, default: []].append(value)
    }
    return try seeds.map { seed throws(TaskError) in
      guard let value = waiting[seed]?.popLast() else {
        throw .noPrediction(
          path: path, entity: database.tables[entityTable].keyText(row: Int(seed.row)),
          time: Timestamp(microseconds: seed.time).description, split: split)
      }
      return value
    }
  }
}

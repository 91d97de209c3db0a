import Inspection
import Relational
import Sampling
import Tasks

// Where an answer stands: what came of such answers before, and whether the truth is known.
extension Predictor {
  /// Validation rows asked at most, spread over all of them.
  static let mostValidationRows = 1_000

  /// The validation rows with about the same answer (the tenth around it) and what came of them; nil
  /// where they are too few to say anything (under 5).
  func calibration(
    of value: Double, isCancelled: () -> Bool
  ) throws(TrainingError) -> PredictionSummary.Calibration? {
    guard value.isFinite else { return nil }
    let known = try askedValidation(isCancelled).sorted { $0.answer < $1.answer }
    guard known.count >= 20 else { return nil }
    // A tenth of the rows, the nearest to the answer.
    let width = max(5, known.count / 10)
    let above = known.firstIndex { $0.answer >= value } ?? known.count
    let start = min(max(0, above - width / 2), known.count - width)
    let bin = known[start..<(start + width)]
    guard let low = bin.first?.answer, let high = bin.last?.answer else { return nil }
    let mean = bin.reduce(0) { $0 + $1.label } / Double(bin.count)
    return PredictionSummary.Calibration(low: low, high: high, rows: bin.count, mean: mean)
  }

  private func askedValidation(_ isCancelled: () -> Bool) throws(TrainingError) -> [(
    answer: Double, label: Double
  )] {
    if let validationAnswers { return validationAnswers }
    let table: TaskTable
    do { table = try task.table(.val) } catch { throw .task(error) }
    let step = max(1, table.count / Self.mostValidationRows)
    let places = Array(stride(from: 0, to: table.count, by: step))
    let seeds = Rehearsal.validation(
      places.map { table.seeds[$0] },
      horizon: history == .cut ? checkpoint.about.validationHorizon : nil)
    let found = try zip(answers(to: seeds, unless: isCancelled), places).map { answer, place in
      (answer: answer, label: table.targets[place])
    }.filter { $0.answer.isFinite }
    validationAnswers = found
    return found
  }

  /// The split that holds the question, with its label; the labels of test stay sealed.
  func truth(of seed: Seed) throws(TrainingError) -> PredictionSummary.Truth? {
    do {
      for split in [Split.train, .val] {
        let table = try task.table(split)
        if let place = table.seeds.firstIndex(where: { $0.row == seed.row && $0.time == seed.time })
        {
          return PredictionSummary.Truth(split: split.rawValue, value: table.targets[place])
        }
      }
      let isTest = try task.seeds(of: .test).contains { $0.row == seed.row && $0.time == seed.time }
      return isTest ? PredictionSummary.Truth(split: "test", value: nil) : nil
    } catch { throw .task(error) }
  }

  /// Rows and tables by name, as a question passes over them.
  public func hidden(
    _ rows: [RowReference], tables: [String]
  ) -> HiddenRows {
    var hidden = HiddenRows()
    for row in rows {
      if let table = graph.database.index(ofTable: row.table) {
        hidden.insert(table: table, row: Int32(row.row))
      }
    }
    for name in tables {
      if let table = graph.database.index(ofTable: name) { hidden.insert(table: table) }
    }
    return hidden
  }
}

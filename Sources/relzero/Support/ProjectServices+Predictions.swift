import EntityGraphs
import Foundation
import Inspection
import Relational
import RunLogs
import Tasks
import Training
import Workbench

// Questions to what was learned, and what a language model reads of a row.
extension ProjectServices {
  func prompt(_ request: PromptRequest, watching: (Double) -> Bool) throws -> PromptSummary {
    let project = try opened()
    _ = try project.graph.entity(table: request.table, row: request.row)
    let time = try request.time.map(Self.time) ?? project.presentTime
    let seed = Seed(row: Int32(request.row), time: time.microseconds)
    return try writer.withLock { loaded in
      guard watching(0) else { throw TrainingError.cancelled }
      if loaded?.task != request.task || loaded?.run != request.run || loaded?.project !== project {
        loaded = LoadedWriter(
          run: request.run, task: request.task, project: project,
          writer: try PromptWriter(
            task: request.task, run: request.run, settings: [:], seed: 0, in: project))
      }
      guard watching(0.5) else { throw TrainingError.cancelled }
      guard let writer = loaded?.writer else { throw ProgramError.nothingOpened }
      return writer.prompt(of: seed, sparsity: request.sparsity, askingFor: request.cell)
    }
  }

  func predict(
    _ request: PredictionRequest, watching: (Double) -> Bool
  ) throws -> PredictionSummary {
    let project = try opened()
    let time = try request.time.map(Self.time) ?? project.presentTime
    // The row may be of a database that was open a moment ago.
    _ = try project.graph.entity(table: request.table, row: request.row)
    let seed = Seed(row: Int32(request.row), time: time.microseconds)
    guard watching(0) else { throw TrainingError.cancelled }
    return try ask(
      request.run, about: request.task, seesAll: request.seesAll, edits: request.edits
    ) { predictor, original in
      try predictor.explain(
        seed, without: predictor.hidden(request.withoutRows, tables: request.withoutTables),
        beside: original, watching: watching)
    }
  }

  func predictAll(_ request: BatchRequest) throws -> String {
    let project = try opened()
    let time = try request.time.map(Self.time) ?? project.presentTime
    return try Self.write(to: ExportFile(at: request.path)) { file in
      try file.write("key,time,answer\n")
      var offset = 0
      while true {
        let page = try project.graph.page(
          table: request.table, offset: offset, limit: 1_000, filter: request.filter, sort: [],
          asOf: time)
        guard !page.rows.isEmpty else { break }
        offset += page.rows.count
        let seeds = page.rows.map { Seed(row: Int32($0.row), time: time.microseconds) }
        let answers = try ask(
          request.run, about: request.task, seesAll: request.seesAll
        ) { predictor, _ in
          predictor.answers(to: seeds)
        }
        for (row, answer) in zip(page.rows, answers) {
          let key = try project.graph.entity(table: request.table, row: row.row).reference.key
          try file.write("\(CSVText.field(key)),\(time),\(answer)\n")
        }
      }
    }
  }

  /// Asks the predictor of a run, which is kept between questions.
  ///
  /// - Parameter question: the predictor to ask and, where that one is on a copy with edited cells, the
  ///   one on the database as it is.
  private func ask<Answer>(
    _ run: RunID, about task: String, seesAll: Bool, edits: [CellEdit] = [],
    _ question: (Predictor, Predictor?) throws -> Answer
  ) throws -> Answer {
    let project = try opened()
    let history: HistoryPolicy? = seesAll ? .asOf : nil
    return try predictor.withLock { loaded in
      let folder = project.checkpointFolder(of: run.description)
      let attributes = try? FileManager.default.attributesOfItem(
        atPath: folder + "/best.safetensors")
      let stamp = attributes?[.modificationDate] as? Date
      let isCurrent =
        loaded?.run == run && loaded?.stamp == stamp && loaded?.project === project
        // A label-free run can be asked another task.
        && loaded?.predictor.task.name == task && loaded?.seesAll == seesAll
      if !isCurrent {
        loaded = LoadedPredictor(
          run: run, stamp: stamp, project: project, seesAll: seesAll,
          predictor: try Predictor(run: run, project: project, task: task, history: history))
      }
      guard let predictor = loaded?.predictor else { throw ProgramError.nothingOpened }
      guard !edits.isEmpty else { return try question(predictor, nil) }
      if loaded?.edited?.edits != edits {
        loaded?.edited = (
          edits,
          try Predictor(run: run, project: project, task: task, history: history, edits: edits)
        )
      }
      return try question(loaded?.edited?.predictor ?? predictor, predictor)
    }
  }
}

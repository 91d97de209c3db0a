import ArgumentParser
import Foundation
import Inspection
import Relational
import Tasks
import Training

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Ask a trained model about one entity at one time, with the rows that moved it.")

  @OptionGroup var target: DatabaseArgument
  @OptionGroup var model: ModelOptions

  @Option(help: "The task, checked against the model's.")
  var task: String?

  @Option(help: ArgumentHelp("The entity's key.", valueName: "key"))
  var entity: String

  @Option(
    help: ArgumentHelp(
      "The time to ask at: the model sees rows up to it.",
      discussion: "Default: the test cutoff, else the newest time in the database.",
      valueName: "time"))
  var at: String?

  @Option(
    name: .customLong("what-if"),
    help: ArgumentHelp(
      "Ask as if a cell held another value; may be repeated. The database stays as it is.",
      valueName: "table/key/column=value"))
  var edits: [String] = []

  @OptionGroup var common: CommonOptions

  func validate() throws { for edit in edits { _ = try Self.parts(of: edit) } }

  private static func parts(of edit: String) throws -> (
    table: String, key: String, column: String, value: String?
  ) {
    let parts = edit.split(separator: "/", maxSplits: 2).map(String.init)
    guard parts.count == 3, let cell = CellEdit.parse(parts[2]) else {
      throw ValidationError(
        "--what-if \(edit) is no cell; write TABLE/KEY/COLUMN=VALUE, as results/20141/grid=15.")
    }
    return (parts[0], parts[1], cell.column, cell.value)
  }

  func run() throws {
    let project = try Opening.project(target.database, common)
    let predictor = try model.predictor(project, task: task)
    let table = project.database.tables[predictor.task.entityTable].schema.name
    let row = try project.graph.row(forKey: entity, table: table)
    let time = try at.map(Self.time) ?? project.presentTime
    let seed = Seed(row: Int32(row), time: time.microseconds)
    guard !edits.isEmpty else {
      try common.show(predictor.explain(seed))
      return
    }
    let changed = try edits.map(Self.parts).map { cell in
      CellEdit(
        table: cell.table, row: try project.graph.row(forKey: cell.key, table: cell.table),
        key: cell.key, column: cell.column, value: cell.value)
    }
    let copy = Project(database: try project.database.replacing(changed), home: project.home)
    var summary = try model.predictor(copy, task: task).explain(seed, beside: predictor)
    summary.changes = changed.map(\.words)
    try common.show(summary)
  }

  static func time(_ text: String) throws -> Timestamp {
    guard let time = Timestamp(parsing: text) else {
      throw ValidationError(
        "\"\(text)\" is not a time; expected YYYY-MM-DD or YYYY-MM-DD HH:MM:SS.")
    }
    return time
  }
}

import ArgumentParser
import EntityGraphs
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
    help: ArgumentHelp(
      "Which rows the question may see; else as in training.",
      discussion:
        "cut: none after the run's test cutoff; as-of: all up to the time that is asked at.",
      valueName: "policy"))
  var history: HistoryPolicy?

  @Option(
    name: .customLong("what-if"),
    help: ArgumentHelp(
      "Ask as if a cell held another value; may be repeated. The database stays as it is.",
      valueName: "table/key/column=value"))
  var edits: [String] = []

  @Option(
    name: .customLong("without"),
    help: ArgumentHelp(
      "Ask as if a row, or a whole table, were not there; may be repeated.",
      valueName: "table/key"))
  var absent: [String] = []

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
    let predictor = try model.predictor(project, task: task, history: history)
    let table = project.database.tables[predictor.task.entityTable].schema.name
    let asked = try at.map(Self.time)
    let row = try project.row(forKey: entity, table: table, at: asked)
    let time = asked ?? project.presentTime
    let seed = Seed(row: Int32(row), time: time.microseconds)
    let (rows, tables) = try absences(in: project)
    let without = tables.map { "without all \($0)" } + rows.map { "without \($0.table) \($0.key)" }
    guard !edits.isEmpty else {
      var summary = try predictor.explain(seed, without: predictor.hidden(rows, tables: tables))
      summary.changes = without
      try common.show(summary)
      return
    }
    let changed = try edits.map(Self.parts).map { cell in
      CellEdit(
        table: cell.table, row: try project.graph.row(forKey: cell.key, table: cell.table),
        key: cell.key, column: cell.column, value: cell.value)
    }
    let copy = Project(database: try project.database.replacing(changed), home: project.home)
    let other = try model.predictor(copy, task: task, history: history)
    var summary = try other.explain(
      seed, without: other.hidden(rows, tables: tables), beside: predictor)
    summary.changes = changed.map(\.words) + without
    try common.show(summary)
  }

  /// What ``absent`` names: rows, and whole tables.
  private func absences(in project: Project) throws -> (rows: [RowReference], tables: [String]) {
    var rows: [RowReference] = []
    var tables: [String] = []
    for name in absent {
      let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
      let table = parts.first ?? ""
      _ = try project.graph.index(ofTable: table)
      if parts.count < 2 {
        tables.append(table)
      } else {
        let row = try project.graph.row(forKey: parts[1], table: table)
        rows.append(RowReference(table: table, row: row, key: parts[1]))
      }
    }
    return (rows, tables)
  }

  static func time(_ text: String) throws -> Timestamp {
    guard let time = Timestamp(parsing: text) else {
      throw ValidationError(
        "\"\(text)\" is not a time; expected YYYY-MM-DD or YYYY-MM-DD HH:MM:SS.")
    }
    return time
  }
}

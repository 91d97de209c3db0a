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

  @OptionGroup var common: CommonOptions

  func run() throws {
    let project = try Opening.project(target.database, common)
    let predictor = try model.predictor(project, task: task)
    let table = project.database.tables[predictor.task.entityTable].schema.name
    let row = try project.graph.row(forKey: entity, table: table)
    let time = try at.map(Self.time) ?? project.presentTime
    try common.show(
      predictor.explain(Seed(row: Int32(row), time: time.microseconds)))
  }

  static func time(_ text: String) throws -> Timestamp {
    guard let time = Timestamp(parsing: text) else {
      throw ValidationError(
        "\"\(text)\" is not a time; expected YYYY-MM-DD or YYYY-MM-DD HH:MM:SS.")
    }
    return time
  }
}

import ArgumentParser
import Foundation
import Relational
import RunLogs
import Tasks
import Training

struct PromptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prompt",
    abstract: "Show the prompt that a language model reads about one entity, token by token.")

  @OptionGroup var target: DatabaseArgument

  @Option(help: "The task whose question is asked.")
  var task: String

  @Option(help: ArgumentHelp("The entity's key.", valueName: "key"))
  var entity: String

  @Option(
    help: ArgumentHelp(
      "The time to ask at.",
      discussion: "Default: the test cutoff, else the newest time in the database.",
      valueName: "time"))
  var at: String?

  @Option(
    help: ArgumentHelp(
      "Share of the row's attributes that the text leaves out, 0 to 1.",
      discussion: "Default: 1, all of them: the graph's token and the question remain."))
  var sparsity: Double?

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("A relzero run, with whose settings the prompt is made.", valueName: "run"))
  var runName: String?

  @OptionGroup var settings: SettingsOption

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let sparsity, !(0...1).contains(sparsity) {
      throw ValidationError("--sparsity is \(sparsity); it must be from 0 to 1.")
    }
    if let runName, RunID(runName) == nil {
      throw ValidationError("--run \(runName) is no run; runs are named like r0007.")
    }
  }

  func run() throws {
    let project = try Opening.project(target.database, common)
    let found = try PredictionTask.named(task, beside: project.database, home: project.home)
    let table = project.database.tables[found.entityTable].schema.name
    let asked = try at.map(PredictCommand.time)
    let row = try project.row(forKey: entity, table: table, at: asked)
    let time = asked ?? project.presentTime
    let writer = try PromptWriter(
      task: task, run: runName.flatMap { RunID($0) }, settings: try settings.values,
      seed: 0, in: project)
    try common.show(
      writer.prompt(of: Seed(row: Int32(row), time: time.microseconds), sparsity: sparsity))
  }
}

import ArgumentParser
import Foundation
import Inspection
import Training

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract:
      "Follow one row of a task through every stop: row, graph, seed, subgraph, batch, answer.")

  @OptionGroup var target: DatabaseArgument

  @Option(help: "The task.")
  var task: String

  @Option(help: "The row of train.csv, from 0.")
  var seedRow: Int = 0

  @OptionGroup var settings: SettingsOption

  @OptionGroup var common: CommonOptions

  func run() throws {
    let project = try Opening.project(target.database, common)
    try common.show(
      SeedTrace.make(
        project, task: task, row: seedRow, settings: try settings.values))
  }
}

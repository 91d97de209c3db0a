import ArgumentParser
import Foundation
import RunLogs

/// A person's own question to the run log.
struct SQLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql",
    abstract: "Ask the run log with a SELECT; nothing can be written.",
    discussion:
      "Tables: runs, configuration, baselines, metrics, results, events, checkpoints, tags, control."
  )

  @Argument(
    help: "The statement, for example \"SELECT model, max(best) FROM runs GROUP BY model\".")
  var statement: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    let home = try common.homeFolder()
    guard FileManager.default.fileExists(atPath: home + "/runs.sqlite") else {
      throw InputError(description: "There is no run log in \(home) yet: train something first.")
    }
    let answer = try RunLog.query(statement, home: home)
    try common.show(answer)
    if answer.isCut { common.progress("Only the first \(answer.rows.count) rows are shown.") }
  }
}

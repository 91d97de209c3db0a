import ArgumentParser
import EntityGraphs
import Foundation
import Inspection
import Tasks
import Training

struct TaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task", abstract: "Ask a question about the future, check its labels, keep it.",
    discussion: """
      A question on one line:
        PREDICT COUNT(results.* WHERE statusId != 1, 0, 30, days) > 0 \
      FOR EACH drivers.driverId WHERE COUNT(results.*, -365, 0, days) > 0
      """, subcommands: [New.self, Check.self, List.self], defaultSubcommand: List.self)
}

extension TaskCommand {
  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "new",
      abstract: "Make a task of a question; written into the home, never beside the database.")

    @OptionGroup var target: DatabaseArgument

    @Argument(help: "A name of letters, digits, - and _.")
    var name: String

    @Argument(help: "The question: PREDICT … FOR EACH … WHERE …")
    var query: String

    @Flag(help: "Write it even if a check of its labels fails.")
    var force = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      let project = try Opening.project(target.database, common)
      let labels = try TaskLabels(try TaskCommand.question(query), in: project.database)
      let failed = labels.checks.filter { !$0.isPassed }
      guard failed.isEmpty || force else {
        throw InputError(
          description: failed.map { "\($0.name): \($0.finding)" }.joined(separator: "\n")
            + "\nNothing was written; --force writes all the same.")
      }
      let path = try labels.write(name: name, home: project.home)
      if common.json {
        try common.show(
          PredictionTask.named(name, beside: project.database, home: project.home).summary)
      } else {
        Output.line(path)
      }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract:
        "The labels that a question makes, or those of a task, and what speaks against them.",
      discussion: "Ends with 65 if a check fails.")

    @OptionGroup var target: DatabaseArgument

    @Argument(help: "The question: PREDICT … FOR EACH … WHERE …, or the name of a task.")
    var query: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      let project = try Opening.project(target.database, common)
      guard query.contains(where: \.isWhitespace) else {
        let summary = try PredictionTask.named(
          query, beside: project.database, home: project.home
        ).summary
        try common.show(summary)
        if !summary.problems.isEmpty { throw ExitCode(Exit.badData) }
        return
      }
      let labels = try TaskLabels(try TaskCommand.question(query), in: project.database)
      let preview = labels.preview {
        project.graph.reference(table: labels.entityTable, row: $0)
      }
      try common.show(preview)
      if !preview.isSound { throw ExitCode(Exit.badData) }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "The tasks of a database: beside it, and in the home.")

    @OptionGroup var target: DatabaseArgument
    @OptionGroup var common: CommonOptions

    func run() throws {
      let project = try Opening.project(target.database, common)
      let folders = PredictionTask.list(beside: project.database, home: project.home)
      try common.show(ShowCommand.Task.Names(tasks: folders.map(\.name)))
    }
  }

  /// Reads a question; what is wrong is said below it, where it is.
  static func question(_ text: String) throws -> TaskQuery {
    do {
      return try TaskQuery(parsing: text)
    } catch {
      throw InputError(
        description: "\(error.description)\n  \(Escaping.visible(text))\n  "
          + String(repeating: " ", count: error.place) + "^")
    }
  }
}

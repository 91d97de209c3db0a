import ArgumentParser
import Foundation
import Inspection
import RunLogs

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "The run log: list, show, compare, export, tag, control, delete.",
    subcommands: [
      List.self, Show.self, Logs.self, Compare.self, Export.self, Tag.self, Rename.self, Note.self,
      Ask.self,
      Delete.self,
      Undelete.self,
    ],
    defaultSubcommand: List.self)

  /// Reads names of runs, or says which one is none.
  static func runs(_ names: [String]) throws -> [RunID] {
    try names.map { name in
      guard let run = RunID(name) else {
        throw ValidationError("\(name) is no run; runs are named like r0007.")
      }
      return run
    }
  }

  /// Says how a run goes on that nobody meant to end.
  fileprivate static func offer(_ run: RunSummary, _ common: CommonOptions) {
    guard run.status == .interrupted, !run.isTrashed else { return }
    common.progress("\(run.id) was interrupted; relzero train --resume \(run.id) goes on.")
  }
}

extension RunsCommand {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "All runs, newest first.")
    @Flag(help: "The runs in the trash instead.")
    var trash = false
    @OptionGroup var common: CommonOptions

    func run() throws {
      let home = try common.homeFolder()
      guard FileManager.default.fileExists(atPath: home + "/runs.sqlite") else {
        common.progress("No runs yet in \(home).")
        return
      }
      for run in try RunLog.readOnly(home: home).runs(inTrash: trash) {
        try common.show(run)
        RunsCommand.offer(run, common)
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "One run with its settings, events and checkpoints.")
    @Argument(
      help: ArgumentHelp("The run, like r0007.", valueName: "run"), completion: LiveNames.runs)
    var name: String
    @OptionGroup var common: CommonOptions

    func run() throws {
      let log = try RunLog.readOnly(home: try common.homeFolder())
      let id = try RunsCommand.runs([name])[0]
      let run = try log.run(id)
      try common.show(
        Details(
          run: run, machine: try log.last(of: id, split: "machine"),
          events: try log.events(of: id), checkpoints: try log.checkpoints(of: id)))
      RunsCommand.offer(run, common)
    }
  }

  struct Details: Summary {
    var run: RunSummary
    /// What the last epoch asked of the machine: `waiting_share`, `peak_memory_mib`.
    var machine: [String: Double]
    var events: [RunEvent]
    var checkpoints: [RunCheckpoint]
    var text: String {
      var lines = [run.text] + run.scores.map { "  scores  \(Escaping.visible($0))" }
      for (key, value) in run.setup.configuration.sorted(by: { $0.key < $1.key }) {
        lines.append("  \(key)  \(Escaping.visible(value))")
      }
      if let waiting = machine["waiting_share"] {
        let percent = (waiting * 1000).rounded() / 10
        lines.append("  machine  \(percent) % of the last epoch's steps waiting for batches")
      }
      if let peak = machine["peak_memory_mib"] {
        lines.append("  machine  peak memory \(Int(peak)) MiB")
      }
      for checkpoint in checkpoints {
        lines.append(
          "  checkpoint \(checkpoint.kind.rawValue)  step \(checkpoint.step)  "
            + Escaping.visible(checkpoint.path))
      }
      for event in events {
        lines.append("  \(event.kind)  \(Escaping.visible(event.message))")
      }
      return lines.joined(separator: "\n")
    }
  }

  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "compare",
      abstract: "What differs between runs: settings, and metrics at equal steps.")
    @Argument(help: "Two or more runs.", completion: LiveNames.runs)
    var runs: [String]
    @OptionGroup var common: CommonOptions

    func run() throws {
      let log = try RunLog.readOnly(home: try common.homeFolder())
      try common.show(log.compare(try RunsCommand.runs(runs)))
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "The points of runs as CSV, or with --json as JSON.")
    @Argument(help: "The runs.", completion: LiveNames.runs)
    var runs: [String]
    @Flag(help: "A line per step with a column per curve, instead of a line per point.")
    var wide = false
    @OptionGroup var common: CommonOptions

    func run() throws {
      let log = try RunLog.readOnly(home: try common.homeFolder())
      let text = try log.export(
        try RunsCommand.runs(runs), layout: wide ? .wide : .long,
        format: common.json ? .json : .csv)
      Output.line(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
  }

  struct Tag: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "tag", abstract: "Add a tag to a run, or remove it.")
    @Argument(
      help: ArgumentHelp("The run, like r0007.", valueName: "run"), completion: LiveNames.runs)
    var name: String
    @Argument(help: "The tag.")
    var tag: String
    @Flag(help: "Remove the tag.")
    var remove = false
    @OptionGroup var common: CommonOptions

    func run() throws {
      let log = try RunLog(home: try common.homeFolder())
      let id = try RunsCommand.runs([name])[0]
      if remove { try log.untag(id, tag) } else { try log.tag(id, tag) }
      try common.show(log.run(id))
    }
  }

  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rename",
      abstract: "Give a run a name beside its number.")
    @Argument(
      help: ArgumentHelp("The run, like r0007.", valueName: "run"), completion: LiveNames.runs)
    var name: String
    @Argument(help: "What to call it; empty takes the name away.")
    var newName: String
    @OptionGroup var common: CommonOptions

    func run() throws {
      let log = try RunLog(home: try common.homeFolder())
      let id = try RunsCommand.runs([name])[0]
      try log.rename(id, newName)
      try common.show(log.run(id))
    }
  }

  struct Note: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "note", abstract: "Set a run's note.")
    @Argument(
      help: ArgumentHelp("The run, like r0007.", valueName: "run"), completion: LiveNames.runs)
    var name: String
    @Argument(help: "The note; empty removes it.")
    var note: String
    @OptionGroup var common: CommonOptions

    func run() throws {
      let log = try RunLog(home: try common.homeFolder())
      let id = try RunsCommand.runs([name])[0]
      try log.note(id, note)
      try common.show(log.run(id))
    }
  }

  struct Ask: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ask",
      abstract: "Ask a live run, of any process, to pause, resume, stop or write a checkpoint.")
    @Argument(
      help: ArgumentHelp("The run, like r0007.", valueName: "run"), completion: LiveNames.runs)
    var name: String
    @Argument(help: "pause, resume, stop or checkpoint.")
    var verb: RunControl.Verb
    @OptionGroup var common: CommonOptions

    func run() throws {
      let log = try RunLog(home: try common.homeFolder())
      let id = try RunsCommand.runs([name])[0]
      let found = try log.run(id)
      guard found.status.isLive else {
        throw InputError(
          description:
            "\(id) is \(found.status.rawValue): no process is there to \(verb.rawValue) it.")
      }
      try log.ask(verb, of: id)
      common.progress("Asked \(id) to \(verb.rawValue).")
    }
  }

  struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete",
      abstract: "Move runs to the trash, where they stay for 30 days.")
    @Argument(help: "The runs.", completion: LiveNames.runs)
    var runs: [String]
    @OptionGroup var common: CommonOptions

    func run() throws {
      let log = try RunLog(home: try common.homeFolder())
      try log.trash(try RunsCommand.runs(runs))
      // What has lain in the trash for its 30 days goes for good.
      for file in try log.emptyTrash() { try? FileManager.default.removeItem(atPath: file) }
      common.progress("Moved to the trash; relzero runs undelete brings them back.")
    }
  }

  struct Undelete: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "undelete",
      abstract: "Bring runs back from the trash; without names, what was deleted last.")
    @Argument(help: "The runs.", completion: LiveNames.runs)
    var runs: [String] = []
    @OptionGroup var common: CommonOptions

    func run() throws {
      let log = try RunLog(home: try common.homeFolder())
      if runs.isEmpty {
        let back = try log.undoDelete()
        guard !back.isEmpty else {
          common.progress("The trash is empty: there is nothing to bring back.")
          return
        }
        common.progress("Back: \(back.map(\.description).joined(separator: ", ")).")
      } else {
        try log.restore(try RunsCommand.runs(runs))
      }
    }
  }
}

extension RunControl.Verb: ExpressibleByArgument {}

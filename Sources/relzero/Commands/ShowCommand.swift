import ArgumentParser
import EntityGraphs
import Foundation
import Inspection
import Relational
import Sampling
import Tasks
import Training

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract:
      "Print what is at a stop of the journey: schema, graph, task, subgraph, batch.",
    subcommands: [Schema.self, Graph.self, Task.self, Subgraph.self, Batch.self])
}

extension ShowCommand {
  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schema",
      abstract: "Tables, columns, keys, times, warnings, with the evidence for what was inferred.")

    @OptionGroup var target: DatabaseArgument

    @Flag(help: "Print the manifest instead: edit it and save it as manifest.yaml to correct keys.")
    var manifest = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      let project = try Opening.project(target.database, common)
      if manifest {
        let text = try project.database.schema.manifest(name: project.database.name).yaml()
        Output.line(text)
        return
      }
      try common.show(project.schemaSummary())
    }
  }

  struct Graph: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "graph",
      abstract: "Rows as nodes and keys as edges: links per edge type, and the graph's own checks.")

    @OptionGroup var target: DatabaseArgument
    @OptionGroup var common: CommonOptions

    func run() throws {
      try common.show(Opening.project(target.database, common).graph.summary)
    }
  }

  struct Task: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "task",
      abstract: "A task with its splits and baselines; without --task, the names of all.")

    @OptionGroup var target: DatabaseArgument

    @Option(help: "The task.")
    var task: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
      let project = try Opening.project(target.database, common)
      guard let task else {
        let folders = PredictionTask.list(beside: project.database, home: project.home)
        try common.show(Names(tasks: folders.map(\.name)))
        return
      }
      try common.show(
        PredictionTask.named(task, beside: project.database, home: project.home).summary)
    }

    struct Names: Summary {
      var tasks: [String]
      var text: String {
        tasks.isEmpty
          ? "no tasks beside the database or in the home"
          : tasks.map(Escaping.visible).joined(separator: "\n")
      }
    }
  }

  struct Subgraph: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "subgraph",
      abstract: "The rows that a model would see around one row at one time.")

    @OptionGroup var target: DatabaseArgument

    @Option(help: "The table.")
    var table: String

    @Option(help: ArgumentHelp("The row's key.", valueName: "key"))
    var entity: String

    @Option(help: ArgumentHelp("Rows later than this are not seen.", valueName: "time"))
    var at: String?

    @Option(help: "Rows per edge type at each hop, with commas between; -1 takes all.")
    var fanout = HopNumbers(128, 64)

    @Option(help: "uniform or last.")
    var strategy: SamplingStrategy = .uniform

    @Option(help: "cut or as-of.")
    var history: HistoryPolicy = .cut

    @Option(help: "The random seed.")
    var seed: UInt64 = 0

    @OptionGroup var common: CommonOptions

    func run() throws {
      let project = try Opening.project(target.database, common)
      let row = try project.graph.row(forKey: entity, table: table)
      let time = try at.map(PredictCommand.time) ?? project.presentTime
      try common.show(
        try project.subgraph(
          table: try project.graph.index(ofTable: table), row: row, time: time,
          fanout: fanout.numbers, strategy: strategy,
          history: history, seed: seed))
    }
  }

  struct Batch: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "batch",
      abstract: "What a model reads for the first seeds of a task: rows, columns, links by layer.")

    @OptionGroup var target: DatabaseArgument

    @Option(help: "The task.")
    var task: String

    @Option(help: "Seeds in the batch.")
    var seeds = 512

    @OptionGroup var settings: SettingsOption

    @OptionGroup var common: CommonOptions

    func run() throws {
      let project = try Opening.project(target.database, common)
      try common.show(
        BatchSummary.make(
          project, task: task, seeds: seeds, settings: try settings.values))
    }
  }
}

extension SamplingStrategy: ExpressibleByArgument {}
extension HistoryPolicy: ExpressibleByArgument {}

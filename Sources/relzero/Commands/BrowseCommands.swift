import ArgumentParser
import EntityGraphs
import Foundation
import Inspection
import Relational
import Sampling
import Training

// The twins of the screens on which a database is looked at.

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Tables, columns and keys; as text, JSON, SQL, or a drawing in DOT or mermaid.")

  @OptionGroup var target: DatabaseArgument

  @Argument(help: "One table with its parents and children alone.")
  var table: String?

  @Flag(help: "A drawing for Graphviz.")
  var dot = false

  @Flag(help: "An erDiagram for mermaid.")
  var mermaid = false

  @Flag(help: "CREATE TABLE statements.")
  var sql = false

  @Option(
    help: ArgumentHelp("How a column of the table is spread over time.", valueName: "column"))
  var history: String?

  @Option(help: ArgumentHelp("Count only rows up to this time.", valueName: "time"))
  var asOf: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard history == nil || table != nil else {
      throw ValidationError(
        "--history wants the column's table: schema DATABASE TABLE --history COLUMN.")
    }
    guard [dot, mermaid, sql, common.json].count(where: { $0 }) <= 1 else {
      throw ValidationError("Choose one of --dot, --mermaid, --sql and --json.")
    }
  }

  func run() throws {
    let project = try Opening.project(target.database, common)
    let time = try asOf.map(PredictCommand.time)
    if let history, let table {
      guard let found = try project.columnHistory(table: table, column: history, asOf: time) else {
        throw InputError(description: "\(table) has no time column.")
      }
      try common.show(found)
      return
    }
    var summary = project.schemaSummary()
    if let time {
      summary = project.database.asOf(time).summary.takingMeanings(of: summary)
    }
    if let table {
      _ = try project.graph.index(ofTable: table)
      summary = summary.around(table: table)
    }
    if dot {
      Output.line(summary.dot)
    } else if mermaid {
      Output.line(summary.mermaid)
    } else if sql {
      Output.line(summary.ddl)
    } else {
      try common.show(summary)
    }
  }
}

struct RowsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rows", abstract: "Rows of a table, filtered, sorted, as of a time.")

  @OptionGroup var target: DatabaseArgument

  @Argument(help: "The table.")
  var table: String

  @Option(
    name: [.customLong("where")],
    help: ArgumentHelp(
      "Which rows: text, ~fuzzy, !not, column>=value, /re/; several with spaces between.",
      valueName: "filter"))
  var filter = ""

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Sort by columns, the first the most important, as points,-date; - turns the order.",
      valueName: "columns"))
  var sort: String?

  @Option(help: ArgumentHelp("Hide rows later than this.", valueName: "time"))
  var asOf: String?

  @Option(help: "Place of the first row.")
  var offset = 0

  @Option(help: "Rows at most; all with --csv.")
  var limit: Int?

  @Flag(help: "As CSV.")
  var csv = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let sorts = (sort ?? "").split(separator: ",").map { name in
      name.hasPrefix("-")
        ? RowSort(column: String(name.dropFirst()), descending: true)
        : RowSort(column: String(name))
    }
    let page = try page(sorts, asOf: try asOf.map(PredictCommand.time))
    if csv {
      Output.line(page.csv)
    } else {
      try common.show(page)
      if page.hiddenRows > 0 { common.progress("\(page.hiddenRows) later rows hidden") }
    }
  }

  /// Reads the table alone where that says the same; what goes wrong then is told by the whole database.
  private func page(_ sorts: [RowSort], asOf: Timestamp?) throws -> RowPageSummary {
    let limit = limit ?? (csv ? .max : 50)
    let path = try Opening.path(target.database, home: try common.homeFolder())
    if let lone = try? LoneTable(table, of: path), lone.roles != nil || !common.json {
      return try lone.page(offset: offset, limit: limit, filter: filter, sort: sorts, asOf: asOf)
    }
    return try Opening.project(target.database, common).graph.page(
      table: table, offset: offset, limit: limit, filter: filter, sort: sorts, asOf: asOf)
  }
}

struct EntityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "entity", abstract: "One row with its parents and the rows that refer to it.")

  @OptionGroup var target: DatabaseArgument

  @Argument(help: "The table.")
  var table: String

  @Argument(help: ArgumentHelp("The row's key.", valueName: "key"))
  var key: String

  @Option(help: ArgumentHelp("Hide rows later than this.", valueName: "time"))
  var asOf: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let project = try Opening.project(target.database, common)
    let time = try asOf.map(PredictCommand.time)
    let row = try project.row(forKey: key, table: table, at: time)
    try common.show(project.graph.entity(table: table, row: row, asOf: time))
  }
}

struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "The rows that a model would see around one row at one time.")

  @OptionGroup var target: DatabaseArgument

  @Argument(help: "The table.")
  var table: String

  @Argument(help: ArgumentHelp("The row's key.", valueName: "key"))
  var key: String

  @Option(help: ArgumentHelp("Rows later than this are not seen.", valueName: "time"))
  var at: String?

  @Option(help: "How many keys away; by default as many as --fanout has numbers.")
  var hops: Int?

  @Option(help: "Rows per edge type at each hop, with commas between; -1 takes all.")
  var fanout = HopNumbers(8, 4)

  @Option(help: "uniform or last.")
  var strategy: SamplingStrategy = .last

  @Option(help: "cut or as-of.")
  var history: HistoryPolicy = .asOf

  @Option(help: "The random seed.")
  var seed: UInt64 = 0

  @Flag(help: "A drawing for Graphviz.")
  var dot = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let hops, !(1...8).contains(hops) {
      throw ValidationError("--hops \(hops): expected 1 to 8.")
    }
  }

  /// The fan-out for as many hops as asked for; its last number goes on.
  var perHop: [Int] {
    let numbers = fanout.numbers
    guard let hops, let last = numbers.last else { return numbers }
    return (0..<hops).map { $0 < numbers.count ? numbers[$0] : last }
  }

  func run() throws {
    let project = try Opening.project(target.database, common)
    guard history == .asOf || project.database.schema.testCutoff != nil else {
      throw InputError(
        description:
          "--history cut: \(project.database.name) has no test cutoff. Name test_timestamp in "
          + "its manifest.yaml, or ask with --history as-of.")
    }
    let asked = try at.map(PredictCommand.time)
    let row = try project.row(forKey: key, table: table, at: asked)
    let summary = try project.subgraph(
      table: try project.graph.index(ofTable: table), row: row,
      time: asked ?? project.presentTime, fanout: perHop,
      strategy: strategy, history: history, seed: seed)
    if dot {
      Output.line(summary.dot)
    } else {
      try common.show(summary)
    }
  }
}

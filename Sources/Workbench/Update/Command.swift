import RunLogs
import TerminalUI

/// What a person typed after `:`.
enum Command: Equatable, Sendable {
  /// A place, and the as-of time where the address names one.
  case go(Place, asOf: String? = nil)
  case run(RunID)
  /// A verb of the key table by its name.
  case verb(Verb)
  /// Opens a session by its name.
  case session(String)
  /// Writes what has been done so far, and what the machine is like, into one file.
  case bug
  /// Shows what frames cost.
  case debug
  /// The command of the shell that shows the same.
  case cli
  /// A SELECT on the run log.
  case sql(String)
  case theme(String)
  case asOf(String)
  case fanout([Int])
  case train(RunRequest)
  /// Opens another database.
  case open(String)
  /// When to ring for runs of a task.
  case alert([String])
  case openForm
  case predict(table: String, key: String)
  case save(String)
  /// Keeps the filter that is shown, or uses one that was kept.
  case saveFilter(String)
  case useFilter(String)
  case forgetFilter(String)
  case export(ExportOrder)
  case help
  case quit

  /// A word that starts a command, what follows it, and what it does.
  struct Word: Sendable {
    var name: String
    var usage: String
    var help: String
    /// The verb that does the same with a key.
    var verb: Verb?
    var takesMore: Bool { usage.contains(" ") }
  }

  static let words: [Word] = [
    Word(name: "go", usage: "go drivers/4/graph@2010-01-01", help: "to a place"),
    Word(name: "open", usage: "open FILE", help: "another database; demo is built in"),
    Word(name: "asof", usage: "asof 2010-01-01", help: "hide later rows; now, -30d", verb: .time),
    Word(name: "fanout", usage: "fanout 8,4", help: "rows sampled per key, hop by hop"),
    Word(name: "predict", usage: "predict drivers 4", help: "ask the latest run about a row"),
    Word(name: "train", usage: "train TASK model=rdl seed=0", help: "start a run", verb: .add),
    Word(name: "run", usage: "run r0042", help: "show a run on Train"),
    Word(
      name: "alert", usage: "alert target .74",
      help: "ring when a run gets there; plateau 500, failure, off"),
    Word(name: "sql", usage: "sql SELECT model, count(*) FROM runs", help: "ask the run log"),
    Word(name: "theme", usage: "theme nord", help: "other colors"),
    Word(name: "save", usage: "save NAME", help: "keep this place as a session"),
    Word(
      name: "save filter", usage: "save filter NAME",
      help: "keep the filter of these rows or runs"),
    Word(
      name: "filter", usage: "filter NAME", help: "use a filter that was kept", verb: .filter),
    Word(
      name: "forget", usage: "forget FILTER", help: "take a kept filter away (u brings it back)"),
    Word(
      name: "export", usage: "export csv filter FILE",
      help: "csv or json of the page, the filter, all; of curves long or wide", verb: .export),
    Word(name: "session", usage: "session NAME", help: "open a session that was kept"),
    Word(name: "cli", usage: "cli", help: "this view as a command of the shell"),
    Word(name: "bug", usage: "bug", help: "write a report: this sitting and the machine"),
    Word(name: "debug", usage: "debug", help: "show what frames cost"),
    Word(name: "help", usage: "help", help: "all keys", verb: .help),
    Word(name: "quit", usage: "quit", help: "leave", verb: .quit),
  ]

  /// - Parameter database: the name of the open one, which an address may begin with.
  static func parse(
    _ typed: String, catalog: Catalog?, database: String? = nil
  ) -> Result<Command, Failure> {
    let parts = typed.split(separator: " ").map(String.init)
    guard let verb = parts.first else { return .failure(Failure("nothing was typed")) }
    let rest = Array(parts.dropFirst())
    switch verb {
    case "go":
      return parseAddress(rest.joined(separator: " "), database: database)
    case "sql":
      let text = typed.drop { $0 == " " }.dropFirst(3).drop { $0 == " " }
      guard !text.isEmpty else {
        return .failure(Failure("ask what? Type sql SELECT model, max(best) FROM runs"))
      }
      return .success(.sql(String(text)))
    case "run":
      guard rest.count == 1, let id = RunID(rest[0]) else {
        return .failure(Failure("which run? Type run r0042"))
      }
      return .success(.run(id))
    case "theme":
      guard rest.count == 1 else { return .failure(Failure("which theme? Type theme NAME")) }
      return .success(.theme(rest[0]))
    case "asof", "as-of": return .success(.asOf(rest.joined(separator: " ")))
    case "fanout":
      let numbers = rest.joined(separator: ",").split(separator: ",").map { Int($0) ?? 0 }
      guard (1...4).contains(numbers.count), numbers.allSatisfy({ (1...4096).contains($0) })
      else {
        return .failure(Failure("fanout: type one to four numbers from 1 to 4096, as fanout 8,4"))
      }
      return .success(.fanout(numbers))
    case "train": return parseTrain(rest, catalog: catalog)
    case "predict":
      return parsePredict(rest.joined(separator: " "))
    case "save" where rest.first == "filter":
      guard rest.count == 2, isName(rest[1]) else {
        return .failure(Failure("save filter: type one name of letters, digits and -"))
      }
      return .success(.saveFilter(rest[1]))
    case "save":
      guard rest.count == 1, isName(rest[0]) else {
        return .failure(Failure("save: type one name of letters, digits and -"))
      }
      return .success(.save(rest[0]))
    case "filter" where !rest.isEmpty:
      guard rest.count == 1 else {
        return .failure(Failure("filter: type the name of one; / types a filter itself"))
      }
      return .success(.useFilter(rest[0]))
    case "forget":
      guard rest.count == 1 else { return .failure(Failure("forget which filter? Type its name")) }
      return .success(.forgetFilter(rest[0]))
    case "export" where !rest.isEmpty: return ExportOrder.parse(rest).map(Command.export)
    case "session":
      guard rest.count == 1 else { return .failure(Failure("which session? Type session NAME")) }
      return .success(.session(rest[0]))
    case "open":
      guard !rest.isEmpty else {
        return .failure(Failure("open what? Type open FILE, or open demo"))
      }
      return .success(.open(rest.joined(separator: " ")))
    case "alert": return .success(.alert(rest))
    case "bug": return .success(.bug)
    case "debug": return .success(.debug)
    case "cli": return .success(.cli)
    case "help": return .success(.help)
    case "q", "quit": return .success(.quit)
    default:
      if rest.isEmpty, let screen = Screen(name: verb) {
        return .success(.go(Place(screen: screen)))
      }
      if rest.isEmpty, let verb = Verb(commandName: verb) { return .success(.verb(verb)) }
      return .failure(Failure("there is no command '\(verb)': Tab lists what there is"))
    }
  }

  /// A table, in double quotes where its name has blanks, and a key.
  private static func parsePredict(_ typed: String) -> Result<Command, Failure> {
    let isQuoted = typed.first == "\""
    let text = isQuoted ? typed.dropFirst() : typed[...]
    let end = text.firstIndex(of: isQuoted ? "\"" : " ")
    let table = end.map { String(text[..<$0]) } ?? ""
    let key = end.map { text[text.index(after: $0)...].drop { $0 == " " } } ?? ""
    guard !table.isEmpty, !key.isEmpty else {
      return .failure(
        Failure(
          "predict whom? Type a table and a key, as predict drivers 4 or predict \"my table\" 4"))
    }
    return .success(.predict(table: table, key: String(key)))
  }

  private static func isName(_ word: String) -> Bool {
    word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
  }

  /// `rel-f1/drivers/4/graph@2010-01-01`: the crumb as one word. Database and time may be left out.
  private static func parseAddress(_ typed: String, database: String?) -> Result<Command, Failure> {
    var address = typed
    var time: String?
    if let at = typed.lastIndex(of: "@") {
      let rest = String(typed[typed.index(after: at)...])
      if case .at(let found) = SeedTime.parse(rest, relativeTo: nil) {
        time = found
        address = String(typed[..<at])
      }
    }
    if let database, address.hasPrefix(database + "/") {
      address.removeFirst(database.count + 1)
    }
    if let screen = Int(address).flatMap(Screen.init(rawValue:)) {
      return .success(.go(Place(screen: screen), asOf: time))
    }
    guard let place = Place(address: address) else {
      return .failure(Failure("go where? Type an address such as go drivers/4/graph"))
    }
    return .success(.go(place, asOf: time))
  }

  private static func parseTrain(_ rest: [String], catalog: Catalog?) -> Result<Command, Failure> {
    guard let task = rest.first else { return .success(.openForm) }
    guard let catalog else { return .failure(Failure("the tasks are still loading")) }
    guard catalog.tasks.contains(where: { $0.name == task }) else {
      let names = catalog.tasks.map(\.name).joined(separator: ", ")
      return .failure(Failure("there is no task '\(task)'; there are: \(names)"))
    }
    switch TrainForm.parse(settings: rest.dropFirst().joined(separator: " ")) {
    case .failure(let failure): return .failure(failure)
    case .success(var values):
      let model = values.removeValue(forKey: "model") ?? catalog.models.first ?? ""
      guard catalog.models.contains(model) else {
        return .failure(Failure("there is no model '\(model)'"))
      }
      let seed = values.removeValue(forKey: "seed") ?? "0"
      let epochs = values.removeValue(forKey: "epochs") ?? ""
      let history = values.removeValue(forKey: "history") ?? "cut"
      let process = values.removeValue(forKey: "process") ?? "workbench"
      guard ["workbench", "own"].contains(process) else {
        return .failure(Failure("process: type own, or workbench; '\(process)' is neither"))
      }
      let settings = values.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
      return TrainForm.request(
        task: task, model: model, seed: seed, epochs: epochs, history: history,
        settings: settings.joined(separator: " "), isApart: process == "own"
      ).map(Command.train)
    }
  }
}

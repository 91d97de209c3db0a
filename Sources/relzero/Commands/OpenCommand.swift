import ArgumentParser
import Foundation
import TerminalUI
import Tensors
import Workbench

struct OpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Open the workbench on a database or a saved session.",
    discussion:
      "Without an argument: the last session, else the built-in demo database.")

  @Argument(
    help: "A SQLite file, a session (.yaml, or the name of one kept with :save), or `demo`.",
    completion: .file())
  var target: String?

  @OptionGroup var look: LookOptions

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  @Flag(help: "Keep pasted text in the log of the sitting too.")
  var recordData = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let home = try common.homeFolder()
    let environment = ProcessInfo.processInfo.environment
    var files = WorkbenchFiles(
      home: home, configuration: WorkbenchFiles.configurationFolder(environment),
      environment: environment)
    files.recordsData = recordData
    var session = try Self.session(target, home: home, files: files)
    if let theme = look.theme { session.theme = theme }
    // Training yields to the screen.
    ComputePool.configure(threads: common.threads ?? ComputePool.shared.threads, niceness: 5)
    let terminal = try CursesTerminal(
      CursesTerminal.Options(ascii: look.ascii, mouse: !noMouse, environment: environment))
    terminal.reportCrashes(
      to: CrashReport.path(home: home),
      note: "what was done: \(files.sittingPath ?? "not kept")")
    let services = ProjectServices(home: home)
    let ending = Workbench.run(on: terminal, session: session, services: services, files: files)
    terminal.close()
    let (stopped, waited) = services.close()
    let kept =
      ending.keepsRuns ? DetachedRuns.start(stopped, then: waited, home: home) : []
    for run in kept {
      common.progress("\(run) goes on without the screen; relzero shows it again.")
    }
    for run in stopped where !kept.contains(run) {
      common.progress("\(run) stopped with a checkpoint; relzero train --resume \(run) goes on.")
    }
    try? ending.session.write(Self.lastSession(home))
    if ending.signal != nil { throw Interrupted() }
  }

  /// The session to open: from a file, by its name, on a database, the last one, or on the demo.
  static func session(_ target: String?, home: String, files: WorkbenchFiles) throws -> Session {
    guard let target else {
      // A sitting that did not come to its end knows better where it was.
      let last = files.interruptedSession ?? (try? Session.read(lastSession(home)))
      if let last, last.database == "demo" || FileManager.default.fileExists(atPath: last.database)
      {
        return last
      }
      return Session(database: "demo")
    }
    if files.sessionNames.contains(target), !FileManager.default.fileExists(atPath: target) {
      return try files.session(named: target)
    }
    guard target == "demo" || FileManager.default.fileExists(atPath: target) else {
      throw InputError(
        description: "\(target): there is no such file or session, and no command of that name. "
          + "Give a SQLite database or a session, or see relzero --help.")
    }
    if target.hasSuffix(".yaml") || target.hasSuffix(".yml") { return try Session.read(target) }
    return Session(database: target)
  }

  private static func lastSession(_ home: String) -> String { home + "/last-session.yaml" }
}

/// How the workbench looks.
struct LookOptions: ParsableArguments {
  @Option(help: "The color theme.", completion: LiveNames.themes)
  var theme: String?

  @Flag(help: "Plain ASCII instead of box and braille characters.")
  var ascii = false
}

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

  @Argument(help: "A SQLite file, a session (.yaml), or `demo`.", completion: .file())
  var target: String?

  @Option(help: "The color theme.", completion: LiveNames.themes)
  var theme: String?

  @Flag(help: "Plain ASCII instead of box and braille characters.")
  var ascii = false

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let home = try common.homeFolder()
    var session = try Self.session(target, home: home)
    if let theme { session.theme = theme }
    // Training yields to the screen.
    ComputePool.configure(threads: common.threads ?? ComputePool.shared.threads, niceness: 5)
    let terminal = try CursesTerminal(
      CursesTerminal.Options(
        ascii: ascii, mouse: !noMouse, environment: ProcessInfo.processInfo.environment))
    let services = ProjectServices(home: home)
    let files = WorkbenchFiles(
      home: home,
      configuration: WorkbenchFiles.configurationFolder(ProcessInfo.processInfo.environment),
      environment: ProcessInfo.processInfo.environment)
    let ending = Workbench.run(on: terminal, session: session, services: services, files: files)
    terminal.close()
    let stopped = services.close()
    for run in stopped {
      common.progress("\(run) stopped with a checkpoint; relzero train --resume \(run) goes on.")
    }
    try? ending.session.write(Self.lastSession(home))
    if ending.signal != nil { throw Interrupted() }
  }

  /// The session to open: from a file, on a database, the last one, or on the demo.
  static func session(_ target: String?, home: String) throws -> Session {
    guard let target else {
      if let last = try? Session.read(lastSession(home)),
        last.database == "demo" || FileManager.default.fileExists(atPath: last.database)
      {
        return last
      }
      return Session(database: "demo")
    }
    guard target == "demo" || FileManager.default.fileExists(atPath: target) else {
      throw InputError(
        description: "\(target): there is no such file, and no command of that name. "
          + "Give a SQLite database or a session, or see relzero --help.")
    }
    if target.hasSuffix(".yaml") || target.hasSuffix(".yml") { return try Session.read(target) }
    return Session(database: target)
  }

  private static func lastSession(_ home: String) -> String { home + "/last-session.yaml" }
}

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
      "Without an argument: the last session, else the databases of this folder, else the demo.")

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
    if !FileManager.default.fileExists(atPath: Self.lastSession(home)), session.hints == nil {
      session.hints = Session.first("").hints
    }
    if let theme = look.theme { session.theme = theme }
    // Training yields to the screen.
    ComputePool.configure(threads: common.threads ?? ComputePool.shared.threads, niceness: 5)
    // Whoever just typed `relzero` has nothing else to look at.
    let services = ProjectServices(
      home: home, trainsDemo: target == nil && session.database == "demo")
    if look.plain {
      openPlain(session, services: services, files: files, home: home)
      return
    }
    let aftermath = CrashReport.aftermath(home: home, lastEnd: Self.lastSession(home))
    let terminal = try CursesTerminal(
      CursesTerminal.Options(ascii: look.ascii, mouse: !noMouse, environment: environment))
    terminal.reportCrashes(to: CrashReport.path(home: home), note: Self.note(files))
    let isFirst = !FileManager.default.fileExists(atPath: Self.lastSession(home))
    let ending = Workbench.run(
      on: terminal, session: session, services: services, files: files,
      databases: target == nil && isFirst ? Self.databasesHere() : [], aftermath: aftermath)
    terminal.close()
    finish(services, keepsRuns: ending.keepsRuns, session: ending.session, home: home)
    if ending.signal != nil { throw Interrupted() }
  }

  /// Lines in, lines out.
  private func openPlain(
    _ session: Session, services: ProjectServices, files: WorkbenchFiles, home: String
  ) {
    let aftermath = CrashReport.aftermath(home: home, lastEnd: Self.lastSession(home))
    CrashWatch.begin(report: CrashReport.path(home: home), note: Self.note(files))
    let bench = PlainWorkbench(
      session: session, services: services, files: files, aftermath: aftermath
    ) {
      Output.line($0)
    }
    while !bench.isOver, let line = readLine() { bench.take(line) }
    finish(services, keepsRuns: bench.keepsRuns, session: bench.session, home: home)
  }

  /// Where a report of a crash says to look further.
  private static func note(_ files: WorkbenchFiles) -> String {
    "what was done: \(files.sittingPath ?? "not kept")"
  }

  /// Ends what trains, or lets it go on without the screen, and keeps the place for the next time.
  private func finish(
    _ services: ProjectServices, keepsRuns: Bool, session: Session, home: String
  ) {
    let (stopped, waited) = services.close()
    let kept =
      keepsRuns ? DetachedRuns.start(stopped, then: waited, home: home) : []
    for run in kept where run != services.demoRun.withLock({ $0 }) {
      common.progress("\(run) goes on without the screen; relzero shows it again.")
    }
    for run in stopped where !kept.contains(run) {
      common.progress("\(run) stopped with a checkpoint; relzero train --resume \(run) goes on.")
    }
    try? session.write(Self.lastSession(home))
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
      return Session(database: databasesHere().first ?? "demo")
    }
    if files.sessionNames.contains(target), !FileManager.default.fileExists(atPath: target) {
      return try files.session(named: target)
    }
    guard target == "demo" || FileManager.default.fileExists(atPath: target) else {
      throw InputError(
        description: "\(target): there is no such file or session, and no command of that name. "
          + CommandNames.suggestion(for: target)
          + "Give a SQLite database or a session, or see relzero --help.")
    }
    if target.hasSuffix(".yaml") || target.hasSuffix(".yml") { return try Session.read(target) }
    return Session(database: target)
  }

  /// The SQLite files of the current folder, by name.
  static func databasesHere() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: ".")) ?? []
    return names.filter { name in
      ["sqlite", "sqlite3", "db"].contains((name as NSString).pathExtension.lowercased())
    }.sorted()
  }

  private static func lastSession(_ home: String) -> String { home + "/last-session.yaml" }
}

/// How the workbench looks.
struct LookOptions: ParsableArguments {
  @Option(help: "The color theme.", completion: LiveNames.themes)
  var theme: String?

  @Flag(help: "Plain ASCII instead of box and braille characters.")
  var ascii = false

  @Flag(help: "Lines of text with numbered choices, for screen readers.")
  var plain = false
}

import ArgumentParser
import Demo
import Foundation
import Inspection
import Training

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Write the built-in demo database: a generated shop with three prediction tasks.",
    discussion: """
      The same bytes each time, no network. Beside the file come manifest.yaml and tasks/. Without \
      --out it goes to the home, where `relzero` without arguments opens it, and a tiny run is \
      trained on it if the home has none.
      """)

  @Option(help: ArgumentHelp("Where to write it.", valueName: "file"))
  var out: String?

  @Flag(help: "The database alone, without a run.")
  var noRun = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let path: String
    if let out {
      try DemoDatabase.write(to: out)
      path = out
    } else {
      path = try Opening.path("demo", home: try common.homeFolder())
      if !noRun { try train(at: path) }
    }
    try common.show(Written(path: path))
    // For whoever typed it first of all; programs read the path alone.
    if !common.json, isatty(STDOUT_FILENO) == 1 {
      let name = out.map { "'\($0)'" } ?? "demo"
      common.progress("relzero open \(name) looks at it.")
    }
  }

  /// The path is the demo's own: a file named `demo` in this folder is another database.
  private func train(at path: String) throws {
    let project = try Opening.project(path, common)
    let steering = RunSteering()
    let interrupts = InterruptWatch { steering.stop() }
    defer { interrupts.end() }
    let home = try common.homeFolder()
    guard let run = try DemoRun.train(on: project, home: home, steering: steering) else { return }
    common.progress("\(run) is a tiny run on it: relzero runs show \(run).")
  }

  struct Written: Summary {
    var path: String
    var text: String { Escaping.visible(path) }
  }
}

import ArgumentParser
import Demo
import Foundation
import Inspection

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Write the built-in demo database: a generated shop with three prediction tasks.",
    discussion: """
      The same bytes each time, no network. Beside the file come manifest.yaml and tasks/. Without \
      --out it goes to the home, where `relzero` without arguments opens it.
      """)

  @Option(help: ArgumentHelp("Where to write it.", valueName: "file"))
  var out: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let path: String
    if let out {
      try DemoDatabase.write(to: out)
      path = out
    } else {
      path = try Opening.path("demo", home: try common.homeFolder())
    }
    try common.show(Written(path: path))
    // For whoever typed it first of all; programs read the path alone.
    if !common.json, isatty(STDOUT_FILENO) == 1 {
      let name = out.map { "'\($0)'" } ?? "demo"
      common.progress("relzero open \(name) looks at it.")
    }
  }

  struct Written: Summary {
    var path: String
    var text: String { Escaping.visible(path) }
  }
}

import ArgumentParser
import Foundation
import Inspection
import RunLogs
import Tensors

/// Options that every command takes.
struct CommonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder of run log, checkpoints and project files.",
      discussion: "Default: $RELZERO_HOME, else $XDG_DATA_HOME/relzero.", valueName: "dir"))
  var home: String?

  @Option(help: "Threads that compute; results do not depend on their number.")
  var threads: Int?

  @Flag(help: "One JSON object per line on stdout; progress and logs on stderr.")
  var json = false

  @Flag(help: "No progress on stderr.")
  var quiet = false

  func validate() throws {
    if let threads, threads < 1 {
      throw ValidationError("--threads is \(threads); it must be at least 1.")
    }
  }

  func homeFolder() throws -> String {
    try Home.resolve(flag: home)
  }

  /// Prints a summary: its text, or with `--json` one line of JSON.
  func show(_ summary: some Summary) throws {
    Output.line(json ? try summary.json() : summary.text)
  }

  /// Says on stderr what is going on.
  func progress(_ message: String) {
    if !quiet { Exit.complain(message) }
  }
}

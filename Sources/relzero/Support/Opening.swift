import ArgumentParser
import Demo

import Foundation
import Inspection
import Relational
import Tensors
import Training

/// The database that a command works on.
struct DatabaseArgument: ParsableArguments {
  @Argument(help: "A SQLite file, or `demo` for the built-in demo database.")
  var database: String
}

enum Opening {
  /// Opens the database named on the command line with the home of its options.
  static func project(_ name: String, _ common: CommonOptions) throws -> Project {
    if let threads = common.threads { ComputePool.configure(threads: threads) }
    let home = try common.homeFolder()
    return try project(name, home: home)
  }

  static func project(
    _ name: String, home: String, watching: (OpeningSummary) -> Bool = { _ in true }
  ) throws -> Project {
    Project(
      database: try Database.open(at: try path(name, home: home), watching: watching), home: home)
  }

  /// The path of a database: `demo` is the built-in one, written into the home when it is first needed.
  static func path(_ name: String, home: String) throws -> String {
    guard name == "demo", !FileManager.default.fileExists(atPath: name) else { return name }
    let folder = home + "/demo"
    let path = folder + "/demo.sqlite"
    if !FileManager.default.fileExists(atPath: path) {
      try DemoDatabase.write(to: path)
    }
    return path
  }
}

import ArgumentParser
import Foundation
import Models
import RunLogs
import Workbench

/// Names that a shell can finish while a command is typed: runs of the log, themes, models.
///
/// A completion never fails: where a name cannot be found there is none to offer.
enum LiveNames {
  static let runs = CompletionKind.custom { words, _, _ in
    guard let home = home(words), FileManager.default.fileExists(atPath: home + "/runs.sqlite"),
      let log = try? RunLog.readOnly(home: home), let runs = try? log.runs()
    else { return [] }
    return runs.prefix(200).map(\.id.description)
  }

  static let themes = CompletionKind.custom { words, _, _ in
    let environment = ProcessInfo.processInfo.environment
    return WorkbenchFiles(
      home: home(words), configuration: WorkbenchFiles.configurationFolder(environment)
    ).themeNames
  }

  static let models = CompletionKind.custom { _, _, _ in ModelCatalog.entries.map(\.name) }

  static let splits = CompletionKind.list(["train", "val", "test"])

  private static func home(_ words: [String]) -> String? {
    let place = words.firstIndex(of: "--home").map { $0 + 1 }
    return try? Home.resolve(flag: place.flatMap { words.indices.contains($0) ? words[$0] : nil })
  }
}

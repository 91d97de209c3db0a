import ArgumentParser
import Foundation
import Inspection

/// A word in the place of a command that is none: ArgumentParser takes it for an argument of the command
/// that is meant when none is named, and complains of the next one.
enum CommandNames {
  /// What to say of such a word; nil where the words name a command, or a file.
  static func complaint(about words: [String]) -> String? {
    var command: any ParsableCommand.Type = RelZero.self
    var path: [String] = []
    for word in words {
      let known = command.configuration.subcommands
      guard !known.isEmpty else { return nil }
      if let next = known.first(where: { $0.configuration.commandName == word }) {
        command = next
        path.append(word)
        continue
      }
      guard !word.hasPrefix("-"), word != "help",
        !FileManager.default.fileExists(atPath: (word as NSString).expandingTildeInPath)
      else { return nil }
      let names = known.map { $0.configuration.commandName ?? "" }
      return "There is no command '\((path + [word]).joined(separator: " "))'. "
        + suggestion(for: word, among: names)
        + "There are: \(names.joined(separator: ", "))."
    }
    return nil
  }

  /// `Did you mean train? `, or nothing.
  static func suggestion(for word: String, among names: [String]) -> String {
    names.first { word.isSlip(of: $0) }.map { "Did you mean \($0)? " } ?? ""
  }

  static func suggestion(for word: String) -> String {
    suggestion(
      for: word, among: RelZero.configuration.subcommands.map { $0.configuration.commandName ?? "" }
    )
  }
}

import ArgumentParser

/// `--set key=value`, of commands that make a model.
struct SettingsOption: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A setting of the model; may be repeated.", valueName: "key=value"))
  var pairs: [String] = []

  /// By name; the last of a name counts.
  var values: [String: String] {
    get throws { try Self.parse(pairs) }
  }

  func validate() throws { _ = try values }

  static func parse(_ pairs: [String]) throws -> [String: String] {
    var parsed: [String: String] = [:]
    for pair in pairs {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw ValidationError("--set \(pair): expected key=value.")
      }
      parsed[String(parts[0])] = String(parts[1])
    }
    return parsed
  }
}

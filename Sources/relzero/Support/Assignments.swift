import ArgumentParser

/// `key=value` pairs as they are typed after `--set`.
enum Assignments {
  static func parse(_ settings: [String]) throws -> [String: String] {
    var parsed: [String: String] = [:]
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw ValidationError("--set \(setting): expected key=value.")
      }
      parsed[String(parts[0])] = String(parts[1])
    }
    return parsed
  }
}

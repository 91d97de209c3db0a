/// Settings as a person types them, `key=value`, read by name, each once.
///
/// Whoever reads a setting says its default under each preset; what was read is kept as text for the
/// run log. ``finish()`` refuses names that nobody read, so that a mistyped setting never passes in
/// silence.
public struct Settings: Sendable {
  /// Which defaults hold where nothing is given.
  public enum Preset: String, Sendable, CaseIterable {
    /// Ours, chosen on validation.
    case standard = "default"
    /// RelBench's, for comparison with its published numbers.
    case relbench
  }

  public let preset: Preset
  private let given: [String: String]
  /// Every setting that was read, with its value.
  public private(set) var resolved: [String: String] = [:]

  public init(_ given: [String: String]) throws(SettingsError) {
    self.given = given
    guard let name = given["preset"] else {
      preset = .standard
      return
    }
    guard let preset = Preset(rawValue: name) else {
      throw .notOneOf("preset", name, Preset.allCases.map(\.rawValue))
    }
    self.preset = preset
    resolved["preset"] = name
  }

  public mutating func integer(
    _ name: String, _ standard: Int, relbench: Int? = nil, in range: ClosedRange<Int>
  ) throws(SettingsError) -> Int {
    let fallback = preset == .relbench ? relbench ?? standard : standard
    let text = take(name, "\(fallback)")
    guard let value = Int(text), range.contains(value) else {
      throw .notANumber(
        name, text, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  public mutating func number(
    _ name: String, _ standard: Double, relbench: Double? = nil, in range: ClosedRange<Double>
  ) throws(SettingsError) -> Double {
    let fallback = preset == .relbench ? relbench ?? standard : standard
    let text = take(name, "\(fallback)")
    guard let value = Double(text), range.contains(value) else {
      throw .notANumber(name, text, "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  public mutating func integers(
    _ name: String, _ standard: [Int], relbench: [Int]? = nil, count: ClosedRange<Int>,
    in range: ClosedRange<Int>
  ) throws(SettingsError) -> [Int] {
    let fallback = preset == .relbench ? relbench ?? standard : standard
    let text = take(name, fallback.map(String.init).joined(separator: ","))
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let values = parts.compactMap { Int($0) }
    guard values.count == parts.count, count.contains(values.count),
      values.allSatisfy(range.contains)
    else {
      throw .notANumber(
        name, text,
        "\(count.lowerBound) to \(count.upperBound) whole numbers from \(range.lowerBound) to "
          + "\(range.upperBound) with commas between, like \(fallback.map(String.init).joined(separator: ","))"
      )
    }
    return values
  }

  public mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ standard: Choice, relbench: Choice? = nil
  ) throws(SettingsError) -> Choice where Choice.RawValue == String {
    let fallback = preset == .relbench ? relbench ?? standard : standard
    let text = take(name, fallback.rawValue)
    guard let value = Choice(rawValue: text) else {
      throw .notOneOf(name, text, Choice.allCases.map(\.rawValue))
    }
    return value
  }

  /// `yes` or `no`.
  public mutating func flag(_ name: String, _ standard: Bool) throws(SettingsError) -> Bool {
    switch take(name, standard ? "yes" : "no") {
    case "yes": true
    case "no": false
    case let text: throw .notOneOf(name, text, ["yes", "no"])
    }
  }

  /// A text that others make sense of.
  public mutating func text(_ name: String, _ standard: String) -> String {
    take(name, standard)
  }

  /// A text that is kept only where it is given.
  public mutating func optionalText(_ name: String) -> String? {
    guard let text = given[name] else { return nil }
    resolved[name] = text
    return text
  }

  /// - Throws: ``SettingsError/unknown(_:known:)`` for a setting that nobody read.
  public func finish() throws(SettingsError) {
    let unread = given.keys.filter { resolved[$0] == nil }.sorted()
    if let name = unread.first { throw .unknown(name, known: resolved.keys.sorted()) }
  }

  private mutating func take(_ name: String, _ fallback: String) -> String {
    let text = given[name] ?? fallback
    resolved[name] = text
    return text
  }
}

/// A setting that cannot be used.
public enum SettingsError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknown(String, known: [String])
  case notANumber(String, String, String)
  case notOneOf(String, String, [String])

  public var description: String {
    switch self {
    case .unknown(let name, let known):
      "There is no setting \(name). Settings are: \(known.joined(separator: ", "))."
    case .notANumber(let name, let text, let expected):
      "Setting \(name) is \"\(text)\"; it must be \(expected)."
    case .notOneOf(let name, let text, let choices):
      "Setting \(name) is \"\(text)\"; it must be one of \(choices.joined(separator: ", "))."
    }
  }
}

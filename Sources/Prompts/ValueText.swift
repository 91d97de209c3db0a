import Foundation
import Relational

/// A cell as prompts write it: short, without keys, and with times told from where the reader stands.
public enum ValueText {
  /// Characters of a text that are written; what is beyond is cut off.
  public static let longest = 40

  /// The text of a cell; nil where there is nothing to say: NULL, blank text, bytes, not a number.
  ///
  /// - Parameter time: microseconds; the seed's time, from which times are told.
  public static func of(_ column: Column, row: Int, at time: Int64) -> String? {
    guard column.validity[row] else { return nil }
    switch column.values {
    case .integers(let values): return String(values[row])
    case .reals(let values): return number(values[row])
    case .booleans(let values): return values[row] ? "true" : "false"
    case .timestamps(let values): return ago(from: values[row], to: time)
    case .texts(let texts): return texts[row].flatMap(text)
    case .blobs: return nil
    }
  }

  /// A number with at most 4 significant digits, whole ones with all; nil when it is not finite.
  public static func number(_ value: Double) -> String? {
    guard value.isFinite else { return nil }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    let magnitude = abs(value)
    guard magnitude >= 1e-4, magnitude < 1e7 else {
      return String(format: "%.3e", value)
    }
    let decimals = max(0, 3 - Int(log10(magnitude).rounded(.down)))
    var text = String(format: "%.\(decimals)f", value)
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return text == "-0" ? "0" : text
  }

  /// How long before a time something was: `5 hours ago`, `12 days ago`, `3 months ago`, `31 years ago`.
  /// What is later, such as a planned date, is `in 12 days`.
  ///
  /// - Unit: microseconds.
  public static func ago(from then: Int64, to now: Int64) -> String {
    let (distance, isOverflow) = now.subtractingReportingOverflow(then)
    let hours = (isOverflow ? Int64.max : abs(distance)) / 3_600_000_000
    let days = hours / 24
    let (count, unit) =
      switch (hours, days) {
      case (..<48, _): (hours, "hour")
      case (_, ..<60): (days, "day")
      case (_, ..<731): (Int64(Double(days) / 30.44), "month")
      default: (Int64(Double(days) / 365.25), "year")
      }
    let span = "\(count) \(unit)\(count == 1 ? "" : "s")"
    return then > now ? "in \(span)" : "\(span) ago"
  }

  /// Text on one line, without control characters, cut to ``longest`` characters; nil where nothing
  /// is left.
  public static func text(_ text: String) -> String? {
    var line = ""
    var count = 0
    var isPending = false
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace {
        isPending = count > 0
        continue
      }
      guard scalar.properties.generalCategory != .control,
        scalar.properties.generalCategory != .format
      else { continue }
      if isPending {
        line.unicodeScalars.append(" ")
        count += 1
        isPending = false
      }
      guard count < longest else { break }
      line.unicodeScalars.append(scalar)
      count += 1
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return line.isEmpty ? nil : line
  }
}

import Inspection
import Foundation

/// Numbers as a person reads them at a glance. What is not known is `–`.
enum Figures {
  static let unknown = "–"

  /// `20,323`.
  static func count(_ value: Int?) -> String {
    guard let value else { return unknown }
    let digits = String(value.magnitude)
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// `3.2k`, `1.5M`; exact below 1000.
  static func compact(_ value: Int?) -> String {
    guard let value else { return unknown }
    let size = Double(value.magnitude)
    let sign = value < 0 ? "-" : ""
    for (limit, unit) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where size >= limit {
      let scaled = size / limit
      let text = scaled < 10 ? decimal(scaled, places: 1) : decimal(scaled, places: 0)
      return sign + (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + unit
    }
    return String(value)
  }

  /// Three significant figures: `.742`, `3.94`, `412`, `1.2e-5`.
  static func metric(_ value: Double?) -> String {
    guard let value else { return unknown }
    guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
    let size = abs(value)
    let sign = value < 0 ? "-" : ""
    if size == 0 { return "0" }
    if size < 0.001 || size >= 1e6 { return sign + scientific(size) }
    if size < 0.9995 { return sign + String(decimal(size, places: 3).dropFirst()) }
    if size < 9.995 { return sign + decimal(size, places: 2) }
    if size < 99.95 { return sign + decimal(size, places: 1) }
    return sign + decimal(size, places: 0)
  }

  /// A number on an axis: without the zeros at its end.
  static func tick(_ value: Double) -> String {
    var text = metric(value)
    guard text.contains("."), !text.contains("e") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// A change: `+.07`, `−.03`.
  static func change(_ value: Double) -> String {
    let text = metric(abs(value))
    return value < 0 ? "−" + text : "+" + text
  }

  /// A change to the thousandth: `+.071`, `−.000`.
  static func thousandths(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e6 else { return metric(value) }
    let text = decimal(abs(value), places: 3)
    return (value < 0 ? "−" : "+") + (text.hasPrefix("0.") ? String(text.dropFirst()) : text)
  }

  /// `0:06`, `1:23`, `2:03:07`.
  static func duration(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite, seconds >= 0, seconds < 1e9 else { return unknown }
    let whole = Int(seconds.rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if whole < 3600 { return "\(whole / 60):\(two(whole % 60))" }
    return "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
  }

  /// The name of a trivial guess, short enough to stand beside its number.
  static func baseline(_ name: String) -> String {
    Escaping.visible(name)
      .replacingOccurrences(of: " mean, new entity: global mean", with: " or global mean")
      .replacingOccurrences(of: " median, new entity: global median", with: " or global median")
  }

  /// `42%`; `<1%` for a share that would round to nothing.
  static func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return unknown }
    let share = Double(part) / Double(whole) * 100
    if part > 0, share < 1 { return "<1%" }
    if part < whole, share > 99 { return ">99%" }
    return decimal(share, places: 0) + "%"
  }

  /// The day of a time, without midnight.
  static func day(_ time: String?) -> String {
    guard let time else { return unknown }
    return String(time.prefix(10))
  }

  static func decimal(_ value: Double, places: Int) -> String {
    String(format: "%.\(places)f", value)
  }

  private static func scientific(_ value: Double) -> String {
    let text = String(format: "%.1e", value)
    let parts = text.split(separator: "e")
    guard parts.count == 2, let power = Int(parts[1]) else { return text }
    return "\(parts[0])e\(power)".replacingOccurrences(of: ".0e", with: "e")
  }
}

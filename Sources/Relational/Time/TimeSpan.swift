/// A length of time: a label window, an age.
///
/// - Unit: microseconds; may be negative.
public struct TimeSpan: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  public var microseconds: Int64

  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  public init(seconds: Int64) {
    self.init(microseconds: Timestamp(seconds: seconds).microseconds)
  }

  public static func days(_ count: Int64) -> TimeSpan { TimeSpan(seconds: count * 86_400) }

  /// The span in days, as a fraction.
  public var days: Double { Double(microseconds) / 86_400_000_000 }

  /// Reads what pandas prints for a `Timedelta`: `30 days 00:00:00`, `30 days`, `-1 days +23:00:00`,
  /// `1 day`, `12:00:00`, and also `6 hours`, `90 minutes`, `45 seconds`, `2 weeks`.
  public init?(parsing text: String) {
    var total: Int64 = 0
    var words = text.split(whereSeparator: { $0 == " " || $0 == "," })
    guard !words.isEmpty else { return nil }
    while !words.isEmpty {
      let word = words.removeFirst()
      if word.contains(":") {
        guard let clock = Self.clockMicroseconds(word), words.isEmpty else { return nil }
        total += clock
      } else {
        guard let count = Int64(word), let unit = words.first,
          let seconds = Self.secondsPerUnit[unit.lowercased()]
        else { return nil }
        words.removeFirst()
        let (product, overflow) = count.multipliedReportingOverflow(by: seconds * 1_000_000)
        guard !overflow else { return nil }
        total += product
      }
    }
    microseconds = total
  }

  private static let secondsPerUnit: [String: Int64] = [
    "second": 1, "seconds": 1, "minute": 60, "minutes": 60, "hour": 3600, "hours": 3600,
    "day": 86_400, "days": 86_400, "week": 604_800, "weeks": 604_800,
  ]

  /// `[±]H:MM:SS[.fraction]`.
  private static func clockMicroseconds(_ text: Substring) -> Int64? {
    let negative = text.hasPrefix("-")
    let digits = negative || text.hasPrefix("+") ? text.dropFirst() : text
    let parts = digits.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3,
      let hours = Int64(parts[0]), (0...100_000).contains(hours),
      let minutes = Int64(parts[1]), (0..<60).contains(minutes)
    else { return nil }
    var seconds = 0.0
    if parts.count == 3 {
      guard let read = Double(parts[2]), (0..<60).contains(read) else { return nil }
      seconds = read
    }
    let value = (hours * 3600 + minutes * 60) * 1_000_000 + Int64((seconds * 1e6).rounded())
    return negative ? -value : value
  }

  public static func < (left: TimeSpan, right: TimeSpan) -> Bool {
    left.microseconds < right.microseconds
  }

  /// `30 days`, `1 day`, `12:00:00`, `1 day 06:30:00`.
  public var description: String {
    let sign = microseconds < 0 ? "-" : ""
    let magnitude = microseconds.magnitude
    let days = magnitude / 86_400_000_000
    let rest = magnitude % 86_400_000_000 / 1_000_000
    let dayText = days == 0 ? "" : "\(days) day\(days == 1 ? "" : "s")"
    guard rest > 0 || days == 0 else { return sign + dayText }
    let clock = [rest / 3600, rest / 60 % 60, rest % 60]
      .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    return sign + (dayText.isEmpty ? clock : dayText + " " + clock)
  }
}

extension Timestamp {
  /// Sums beyond the range are clamped to it.
  public static func + (time: Timestamp, span: TimeSpan) -> Timestamp {
    let (sum, overflow) = time.microseconds.addingReportingOverflow(span.microseconds)
    return Timestamp(microseconds: overflow ? (span.microseconds < 0 ? .min + 1 : .max) : sum)
  }

  public static func - (time: Timestamp, span: TimeSpan) -> Timestamp {
    time + TimeSpan(microseconds: -span.microseconds)
  }
}

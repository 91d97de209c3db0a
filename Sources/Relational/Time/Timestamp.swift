/// A point in time in UTC, to the microsecond.
///
/// - Unit: microseconds since 1970-01-01 00:00:00 UTC; negative before.
public struct Timestamp: Comparable, Hashable, Codable, Sendable, CustomStringConvertible {
  public var microseconds: Int64

  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// Seconds beyond ±292,000 years are clamped to the range.
  public init(seconds: Int64) {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    microseconds = overflow ? (seconds < 0 ? .min + 1 : .max) : product
  }

  /// Whole seconds since 1970, rounded down.
  public var seconds: Int64 { floorDivide(microseconds, 1_000_000) }

  public var civil: CivilDateTime { CivilDateTime(microseconds: microseconds) }

  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.microseconds < right.microseconds
  }

  /// `2010-01-01` at midnight, else `2010-01-01 12:30:00`, with `.250000` where there is a fraction.
  public var description: String {
    let civil = self.civil
    var text: [UInt8] = []
    text.reserveCapacity(26)
    if civil.year < 0 { text.append(UInt8(ascii: "-")) }
    Self.append(abs(civil.year), digits: 4, to: &text)
    text.append(UInt8(ascii: "-"))
    Self.append(civil.month, digits: 2, to: &text)
    text.append(UInt8(ascii: "-"))
    Self.append(civil.day, digits: 2, to: &text)
    if civil.hour != 0 || civil.minute != 0 || civil.second != 0 || civil.microsecond != 0 {
      text.append(UInt8(ascii: " "))
      Self.append(civil.hour, digits: 2, to: &text)
      text.append(UInt8(ascii: ":"))
      Self.append(civil.minute, digits: 2, to: &text)
      text.append(UInt8(ascii: ":"))
      Self.append(civil.second, digits: 2, to: &text)
      if civil.microsecond != 0 {
        text.append(UInt8(ascii: "."))
        Self.append(civil.microsecond, digits: 6, to: &text)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func append(_ value: Int, digits: Int, to text: inout [UInt8]) {
    var divisor = 1
    for _ in 1..<digits { divisor *= 10 }
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      text.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }
}

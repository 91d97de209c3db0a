/// Times as a person types them: `2010-01-01`, `2010-01-01 12:30`, `now`, `-30d` (before the time set
/// now).
enum SeedTime {
  enum Parsed: Equatable {
    case at(String)
    /// All rows are shown.
    case unlimited
    case invalid(String)
  }

  static func parse(_ typed: String, relativeTo base: String?) -> Parsed {
    let text = typed.split(separator: " ").joined(separator: " ")
    if text.isEmpty || text == "now" || text == "none" { return .unlimited }
    if let days = relativeDays(text) {
      guard let base, let start = dayNumber(base) else {
        return .invalid("'\(text)' needs a time to count from: first type a date like 2010-01-01")
      }
      return .at(date(start + days))
    }
    guard let day = dayNumber(text) else {
      return .invalid("'\(text)' is no time: type 2010-01-01, 2010-01-01 12:30, now, or -30d")
    }
    let clock = text.dropFirst(10).dropFirst()
    if clock.isEmpty {
      return text.utf8.count == 10 ? .at(date(day)) : .invalid("'\(text)' is no time")
    }
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
    guard (2...3).contains(parts.count), (0..<24).contains(parts[0]),
      parts.dropFirst().allSatisfy({ (0..<60).contains($0) })
    else { return .invalid("'\(clock)' is no time of day: type 12:30 or 12:30:00") }
    let all = parts + (parts.count == 2 ? [0] : [])
    return .at(date(day) + " " + all.map { two($0) }.joined(separator: ":"))
  }

  /// `-30d`, `+7d`.
  private static func relativeDays(_ text: String) -> Int? {
    guard let sign = text.first, sign == "-" || sign == "+", text.last == "d",
      let count = Int(text.dropFirst().dropLast()), count >= 0, count < 1_000_000
    else { return nil }
    return sign == "-" ? -count : count
  }

  /// Days since 1970-01-01 of a text that starts with `YYYY-MM-DD`; nil where that is no date.
  static func dayNumber(_ text: String) -> Int? {
    let bytes = Array(text.utf8.prefix(10))
    guard bytes.count == 10, bytes[4] == 45, bytes[7] == 45 else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      bytes[range].reduce(Int?(0)) { sum, byte in
        guard let sum, (48...57).contains(byte) else { return nil }
        return sum * 10 + Int(byte - 48)
      }
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let count = days(year: year, month: month, day: day)
    return date(count) == String(decoding: bytes, as: UTF8.self) ? count : nil
  }

  /// Days from 1970-01-01 in the Gregorian calendar (Hinnant, "chrono-Compatible Low-Level Date
  /// Algorithms").
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func date(_ day: Int) -> String {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let digits = String(year)
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return "\(padded)-\(two(month))-\(two(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1))"
  }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

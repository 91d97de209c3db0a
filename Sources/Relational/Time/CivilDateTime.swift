/// A point in time written as people write it: year, month, day and time of day, in UTC.
///
/// The calendar is the proleptic Gregorian one, so dates before 1582 are extrapolated.
/// - Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms",
///   <https://howardhinnant.github.io/date_algorithms.html>
public struct CivilDateTime: Hashable, Sendable {
  public var year: Int
  /// 1–12.
  public var month: Int
  /// 1–31.
  public var day: Int
  /// Monday is 0, Sunday is 6.
  public var weekday: Int
  public var hour: Int
  public var minute: Int
  public var second: Int
  public var microsecond: Int

  /// The civil time of a number of microseconds since 1970-01-01 00:00:00 UTC.
  public init(microseconds: Int64) {
    let perDay: Int64 = 86_400_000_000
    let days = floorDivide(microseconds, perDay)
    var rest = floorModulo(microseconds, perDay)
    (year, month, day) = Self.date(daysSince1970: Int(days))
    // 1970-01-01 was a Thursday.
    weekday = Int(floorModulo(days + 3, 7))
    microsecond = Int(rest % 1_000_000)
    rest /= 1_000_000
    second = Int(rest % 60)
    minute = Int(rest / 60 % 60)
    hour = Int(rest / 3600)
  }

  /// Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
  static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  static func date(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  static func daysIn(month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
  let quotient = value / divisor
  return value % divisor < 0 ? quotient - 1 : quotient
}

func floorModulo(_ value: Int64, _ divisor: Int64) -> Int64 {
  let rest = value % divisor
  return rest < 0 ? rest + divisor : rest
}

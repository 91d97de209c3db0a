/// The two years of the shop, counted in days from 2024-01-01, and how times are written.
///
/// A time is a number of seconds since 1970-01-01 00:00:00 UTC.
enum Calendar {
  static let secondsPerDay = 86_400
  /// 2024-01-01, in days since 1970-01-01.
  static let firstDay = 19_723
  /// 2024-01-01 ... 2025-12-31.
  static let days = 731

  static func time(day: Int, second: Int = 0) -> Int {
    (firstDay + day) * secondsPerDay + second
  }

  /// The day of the shop on which the time falls; negative before 2024.
  static func day(of time: Int) -> Int {
    let days = time / secondsPerDay
    return (time % secondsPerDay < 0 ? days - 1 : days) - firstDay
  }

  /// Monday is 0; 2024-01-01 was one.
  static func weekday(_ day: Int) -> Int {
    ((day % 7) + 7) % 7
  }

  /// The date of a day, in the proleptic Gregorian calendar.
  ///
  /// - Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
  static func date(_ day: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = day + firstDay + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * ofYear + 2) / 153
    let date = ofYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    return (yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, date)
  }

  /// `YYYY-MM-DD`.
  static func dateText(_ day: Int) -> String {
    let date = date(day)
    return "\(date.year)-\(twoDigits(date.month))-\(twoDigits(date.day))"
  }

  /// `YYYY-MM-DD HH:MM:SS`.
  static func text(_ time: Int) -> String {
    let day = day(of: time)
    let second = time - (day + firstDay) * secondsPerDay
    return "\(dateText(day)) \(twoDigits(second / 3600)):\(twoDigits(second / 60 % 60)):"
      + twoDigits(second % 60)
  }

  private static func twoDigits(_ value: Int) -> String {
    value < 10 ? "0\(value)" : "\(value)"
  }
}

import Foundation
import Relational
import Testing

@Suite("Timestamp")
struct TimestampTests {
  @Test(
    "reads ISO dates and times",
    arguments: [
      ("1970-01-01", 0),
      ("1970-01-01 00:00:01", 1),
      ("1969-12-31 23:59:59", -1),
      ("2010-01-01", 1_262_304_000),
      ("2010-01-01T12:30", 1_262_349_000),
      ("2010-01-01T12:30:00Z", 1_262_349_000),
      ("2010-01-01 12:30:00 UTC", 1_262_349_000),
      // Two hours east of Greenwich it is later.
      ("2010-01-01T14:30:00+02:00", 1_262_349_000),
      ("2010-01-01 07:00:00-0530", 1_262_349_000),
      ("2010-01-01T02:00:00+14", 1_262_260_800),
      ("2000-02-29", 951_782_400),
      ("1896-12-28", -2_303_942_400),
      // The last second of June 2015 was a leap second.
      ("2015-06-30 23:59:60", 1_435_708_800),
      ("0001-01-01", -62_135_596_800),
      ("9999-12-31 23:59:59", 253_402_300_799),
    ] as [(String, Int64)])
  func reads(text: String, seconds: Int64) {
    #expect(Timestamp(parsing: text)?.seconds == seconds)
  }

  @Test(
    "refuses what is no date",
    arguments: [
      "", "2010", "2010-01", "2010-1-1", "2010-13-01", "2010-00-01", "2010-02-29", "1900-02-29",
      "2010-04-31", "2010-01-00", "0000-01-01", "2010/01/01", "01-01-2010", "2010-01-01 ",
      "2010-01-01 24:00:00", "2010-01-01 12", "2010-01-01 12:60", "2010-01-01 12:30:61",
      "2010-01-01 12:30:00.", "2010-01-01 12:30:00+", "2010-01-01 12:30:00+1", "2010-01-01x",
      "2010-01-01 12:30:00 PST", "\\N", "12:30:00", " 2010-01-01", "２０１０-01-01",
    ])
  func refuses(text: String) {
    #expect(Timestamp(parsing: text) == nil)
  }

  @Test("keeps microseconds, before 1970 as well")
  func fractions() {
    #expect(Timestamp(parsing: "1970-01-01 00:00:00.25")?.microseconds == 250_000)
    #expect(Timestamp(parsing: "1969-12-31 23:59:59.999999")?.microseconds == -1)
    #expect(Timestamp(parsing: "1970-01-01T00:00:00.1234567Z")?.microseconds == 123_456)
    #expect(Timestamp(microseconds: -1).seconds == -1)
    #expect(Timestamp(microseconds: -1).description == "1969-12-31 23:59:59.999999")
  }

  @Test("is written as a date at midnight, else with the time of day")
  func writes() {
    #expect(Timestamp(seconds: 1_262_304_000).description == "2010-01-01")
    #expect(Timestamp(seconds: 1_262_349_000).description == "2010-01-01 12:30:00")
    #expect(Timestamp(seconds: -62_135_596_800).description == "0001-01-01")
  }

  @Test("agrees with Foundation's calendar on every 97th day from 1600 to 2400")
  func calendar() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    let first: Int64 = -11_676_096_000
    for step in 0..<3012 {
      let seconds = first + Int64(step) * 97 * 86_400 + Int64(step)
      let parts = calendar.dateComponents(
        [.year, .month, .day, .weekday, .hour, .minute, .second],
        from: Date(timeIntervalSince1970: Double(seconds)))
      let civil = Timestamp(seconds: seconds).civil
      #expect(civil.year == parts.year && civil.month == parts.month && civil.day == parts.day)
      // Foundation counts from Sunday = 1, we from Monday = 0.
      #expect(civil.weekday == ((parts.weekday ?? 0) + 5) % 7)
      #expect(
        civil.hour == parts.hour && civil.minute == parts.minute && civil.second == parts.second)
      #expect(Timestamp(parsing: Timestamp(seconds: seconds).description)?.seconds == seconds)
    }
  }

  @Test("is clamped where it would overflow")
  func clamps() {
    #expect(Timestamp(seconds: .max).microseconds == .max)
    #expect(Timestamp(seconds: .min).microseconds == .min + 1)
    #expect(Timestamp(microseconds: .min).description == "-290308-12-21 19:59:05.224192")
    #expect(Timestamp(microseconds: .max).description == "294247-01-10 04:00:54.775807")
    #expect(Timestamp(microseconds: .max) + .days(1) == Timestamp(microseconds: .max))
  }

  @Test(
    "reads the spans that pandas prints",
    arguments: [
      ("30 days 00:00:00", 2_592_000, "30 days"), ("30 days", 2_592_000, "30 days"),
      ("1 day, 0:00:00", 86_400, "1 day"), ("365 days", 31_536_000, "365 days"),
      ("12:00:00", 43_200, "12:00:00"), ("1 days 06:30:00", 109_800, "1 day 06:30:00"),
      ("-1 days +23:00:00", -3600, "-01:00:00"), ("2 weeks", 1_209_600, "14 days"),
      ("6 hours", 21_600, "06:00:00"),
    ] as [(String, Int64, String)])
  func spans(text: String, seconds: Int64, written: String) throws {
    let span = try #require(TimeSpan(parsing: text))
    #expect(span == TimeSpan(seconds: seconds))
    #expect(span.description == written)
  }

  @Test(
    "refuses what is no span",
    arguments: ["", "30", "days", "30 apples", "1:2:3:4", "12:61", "12:00:00 1 day", "x days"])
  func refusesSpans(text: String) {
    #expect(TimeSpan(parsing: text) == nil)
  }
}

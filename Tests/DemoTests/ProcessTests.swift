import Foundation
import Randomness
import Testing

@testable import Demo

@Suite("Arithmetic and calendar of the demo")
struct ProcessTests {
  @Test("the exponential agrees with the C library's")
  func exponential() {
    #expect(Arithmetic.exp(0) == 1)
    for x in stride(from: -30.0, through: 30, by: 0.37) {
      #expect(abs(Arithmetic.exp(x) / Foundation.exp(x) - 1) < 1e-11)
    }
  }

  @Test("the cosine agrees with the C library's")
  func cosine() {
    for turns in stride(from: -3.0, through: 3, by: 0.017) {
      #expect(abs(Arithmetic.cosine(turns: turns) - Foundation.cos(2 * .pi * turns)) < 1e-6)
    }
  }

  @Test("the bell has mean 0 and deviation 1")
  func bell() {
    var stream = RandomStream(key: 1)
    let draws = (0..<20_000).map { _ in stream.bell() }
    let mean = draws.reduce(0, +) / 20_000
    let variance = draws.reduce(0) { $0 + $1 * $1 } / 20_000
    // Five standard errors: 5/√20,000 and 5·√(2/20,000).
    #expect(abs(mean) < 0.036)
    #expect(abs(variance - 1) < 0.05)
  }

  @Test("a place comes as often as its weight, and never without one")
  func weightedPlaces() {
    var stream = RandomStream(key: 2)
    var counts = [0, 0, 0, 0]
    for _ in 0..<10_000 { counts[stream.place(in: [0, 1, 3, 0])] += 1 }
    #expect(counts[0] == 0 && counts[3] == 0)
    // 2,500 expected, standard deviation 43.
    #expect(abs(counts[1] - 2500) < 215)
  }

  @Test("dates agree with Foundation's, before 1970 and over leap days too")
  func dates() throws {
    var gregorian = Foundation.Calendar(identifier: .gregorian)
    gregorian.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    for day in stride(from: -30_000, to: 3000, by: 13) {
      let date = Date(timeIntervalSince1970: Double(Calendar.time(day: day)))
      let parts = gregorian.dateComponents([.year, .month, .day, .weekday], from: date)
      let found = Calendar.date(day)
      #expect([found.year, found.month, found.day] == [parts.year, parts.month, parts.day])
      // Foundation counts from Sunday = 1.
      #expect(parts.weekday.map { ($0 + 5) % 7 } == Calendar.weekday(day))
    }
    #expect(Calendar.text(Calendar.time(day: 59, second: 86_399)) == "2024-02-29 23:59:59")
    #expect(Calendar.text(-1) == "1969-12-31 23:59:59")
    #expect(Calendar.dateText(Cutoffs.validation) == "2025-09-02")
    #expect(Calendar.dateText(Cutoffs.test) == "2025-11-01")
    #expect(Calendar.dateText(Calendar.days - 1) == "2025-12-31")
  }
}

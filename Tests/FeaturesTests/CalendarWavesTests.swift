import Foundation
import Relational
import Testing

@testable import Features

@Suite("Calendar waves")
struct CalendarWavesTests {
  private func waves(_ text: String, from first: Int, to last: Int) throws -> [Float] {
    let time = try #require(Timestamp(parsing: text))
    var waves = [Float](repeating: .nan, count: CalendarWaves.width)
    waves.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      CalendarWaves(minimumYear: first, maximumYear: last).write(time.microseconds, to: base)
    }
    return waves
  }

  @Test("are those of pytorch-frame's formula")
  func formula() throws {
    // 2021-03-15 is a Monday; two years after the first.
    let ours = try waves("2021-03-15 06:30:45", from: 2019, to: 2022)
    var expected = (0..<4).map { Float(sin(2 * pow(10_000.0, -2 * Double($0) / 8))) }
    expected += (0..<4).map { Float(cos(2 * pow(10_000.0, -2 * Double($0) / 8))) }
    for (value, count) in [(2, 12), (14, 31), (0, 7), (6, 24), (30, 60), (45, 60)] {
      let x = Double(value) / Double(count)
      expected += (1...4).map { Float(sin(Double($0) * .pi * x)) }
      expected += (1...4).map { Float(cos(Double($0) * 2 * .pi * x)) }
    }
    #expect(ours.count == expected.count)
    for (a, b) in zip(ours, expected) { #expect(abs(a - b) < 1e-6) }
  }

  @Test("read years outside the training range as its ends")
  func outside() throws {
    let early = try waves("1960-05-05", from: 1990, to: 2000)
    let first = try waves("1990-05-05", from: 1990, to: 2000)
    #expect(early[..<8] == first[..<8])
    let late = try waves("2030-05-05", from: 1990, to: 2000)
    let last = try waves("2000-05-05", from: 1990, to: 2000)
    #expect(late[..<8] == last[..<8])
  }
}

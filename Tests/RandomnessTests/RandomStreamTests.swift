import Foundation
import Randomness
import Testing

@Suite("A stream of draws")
struct RandomStreamTests {
  @Test("gives SplitMix64's published values")
  func publishedValues() {
    // Reference: splitmix64.c of S. Vigna for state 0, and Rosetta Code's table for 1234567.
    var zero = RandomStream(key: 0)
    #expect(
      (0..<3).map { _ in zero.next() } == [
        0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F,
      ])
    var other = RandomStream(key: 1_234_567)
    #expect(
      (0..<5).map { _ in other.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test("draws below a bound evenly")
  func belowIsEven() {
    var stream = RandomStream(key: 1)
    var counts = [Int](repeating: 0, count: 6)
    let draws = 60_000
    for _ in 0..<draws { counts[stream.below(6)] += 1 }
    // Chi-square with 5 degrees of freedom stays under 20.5 in 999 of 1,000 fair streams.
    #expect(chiSquare(counts, expected: Double(draws) / 6) < 20.5)
  }

  @Test("rejects the draws that would favor some numbers of a huge range")
  func belowRejects() {
    // 2⁶⁴ inputs onto 3·2⁶¹ numbers: floor(x·3/8) for x mod 8 gives remainders 0,0,0,1,1,1,2,2, so
    // without rejection a number ≡ 2 (mod 3) would come 2 times in 8 instead of 1 in 3.
    var stream = RandomStream(key: 2)
    let bound = 3 << 61
    var counts = [Int](repeating: 0, count: 3)
    let draws = 30_000
    var outside = 0
    for _ in 0..<draws {
      let value = stream.below(bound)
      if value < 0 || value >= bound { outside += 1 }
      counts[abs(value % 3)] += 1
    }
    #expect(outside == 0)
    // 2 degrees of freedom: 13.8 for 999 in 1,000. Without rejection it would be near 940.
    #expect(chiSquare(counts, expected: Double(draws) / 3) < 13.8)
  }

  @Test("knows only one number below one")
  func belowOne() {
    var stream = RandomStream(key: 3)
    for _ in 0..<100 { #expect(stream.below(1) == 0) }
  }

  @Test("draws uniform numbers in [0, 1) with the right mean and spread")
  func uniformMoments() {
    var stream = RandomStream(key: 4)
    let values = (0..<100_000).map { _ in stream.uniform() }
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    let (mean, variance) = moments(values)
    // Standard errors: 1/√(12·10⁵) = 0.0009 and 0.00024; five of them.
    #expect(abs(mean - 0.5) < 0.0046)
    #expect(abs(variance - 1.0 / 12) < 0.0012)
  }

  @Test("draws normal numbers with the right mean, spread, skew and tails")
  func normalMoments() {
    var stream = RandomStream(key: 5)
    let count = 100_000
    let values = (0..<count).map { _ in stream.normal() }
    #expect(values.allSatisfy { $0.isFinite })
    let (mean, variance) = moments(values)
    let third = values.reduce(0) { $0 + $1 * $1 * $1 } / Double(count)
    let fourth = values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(count)
    // Standard errors: √(1/n), √(2/n), √(15/n), √(96/n); five of them.
    #expect(abs(mean) < 0.016)
    #expect(abs(variance - 1) < 0.023)
    #expect(abs(third) < 0.062)
    #expect(abs(fourth - 3) < 0.155)
    let outside = Double(values.count { abs($0) > 1.959964 }) / Double(count)
    #expect(abs(outside - 0.05) < 0.0035)
  }

  @Test("permutes: every number once")
  func permutationIsAPermutation() {
    for count in [0, 1, 2, 3, 17, 1000] {
      var stream = RandomStream(key: UInt64(count))
      let order = stream.permutation(count)
      #expect(order.sorted() == (0..<Int32(count)).map { $0 })
    }
    var stream = RandomStream(key: 1)
    #expect(stream.permutation(1000) != (0..<1000).map { Int32($0) })
  }

  @Test("permutes evenly: all six orders of three come equally often")
  func permutationIsEven() {
    var stream = RandomStream(key: 6)
    var counts: [[Int32]: Int] = [:]
    for _ in 0..<60_000 { counts[stream.permutation(3), default: 0] += 1 }
    #expect(counts.count == 6)
    #expect(chiSquare(Array(counts.values), expected: 10_000) < 20.5)
  }

  private func chiSquare(_ counts: [Int], expected: Double) -> Double {
    counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }

  private func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count)
  }
}

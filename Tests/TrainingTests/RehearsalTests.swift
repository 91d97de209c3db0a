import FixtureSupport
import Foundation
import Randomness
import Relational
import Tasks
import Testing

@testable import Training

@Suite("Rehearsal of stale history")
struct RehearsalTests {
  private static let day: Int64 = 86_400_000_000
  private let cutoffs = Cutoffs(
    validation: Timestamp(microseconds: 100 * day), test: Timestamp(microseconds: 200 * day))

  private func seeds(_ days: [Int64]) -> [Seed] {
    days.enumerated().map { Seed(row: Int32($0.offset), time: $0.element * Self.day) }
  }

  private var rehearsal: Rehearsal {
    Rehearsal(
      cutoffs: cutoffs, testSeeds: seeds([200, 210, 230]), random: RandomSource(seed: 5))
  }

  @Test("a train row lags as far behind as some test row, anew in every epoch")
  func training() {
    let seeds = seeds((0..<200).map { 40 + $0 % 50 })
    let first = rehearsal.training(seeds, epoch: 1)
    #expect(first.map(\.time) == seeds.map(\.time))
    let lags = first.map { ($0.time - $0.horizon) / Self.day }
    #expect(Set(lags) == [0, 10, 30])
    #expect(rehearsal.training(seeds, epoch: 1) == first)
    #expect(rehearsal.training(seeds, epoch: 2) != first)
    // The draw belongs to the row, not to its place in a batch.
    #expect(rehearsal.training(seeds.reversed(), epoch: 1) == first.reversed())
  }

  @Test("a validation row sees no more than the validation cutoff lets it")
  func validation() {
    let asked = rehearsal.validation(seeds([100, 130]))
    #expect(asked.map { $0.latest / Self.day } == [100, 100])
    #expect(asked.map { $0.time / Self.day } == [100, 130])
  }

  @Test("without a rehearsal every row is asked as it is")
  func none() {
    let seeds = seeds([40, 130])
    let none = Rehearsal.none(RandomSource(seed: 5))
    #expect(none.training(seeds, epoch: 1) == seeds)
    #expect(none.validation(seeds) == seeds)
  }
}

import Randomness
import Relational
import Sampling
import Tasks

/// How stale history is under the `cut` policy, rehearsed before the test.
///
/// Under `cut` a test row at time t sees rows up to the test cutoff only: for the later test times that
/// is months or years before t. Train and validation rows see everything up to their own time, so a model
/// would meet stale history for the first time on the test split, and validation would choose an epoch
/// for a question that is not asked. The rehearsal closes the gap with what train and validation hold:
///
/// - a validation row sees rows up to the *validation* cutoff, as a test row will up to the test cutoff;
/// - each train row has its history ended earlier by a lag drawn anew every epoch, uniformly between 0 and
///   the longest lag of the validation rows.
///
/// Under `as-of` there is nothing to rehearse.
struct Staleness: Sendable, Equatable {
  /// Longest lag of a train row, in microseconds; 0 for none.
  let longestLag: Int64
  /// What validation rows see at most; nil for everything up to their own time.
  let validationHorizon: Int64?
  private let random: RandomSource

  /// History as it is: RelBench's way.
  static func none(_ random: RandomSource) -> Staleness {
    Staleness(longestLag: 0, validationHorizon: nil, random: random)
  }

  private init(longestLag: Int64, validationHorizon: Int64?, random: RandomSource) {
    self.longestLag = longestLag
    self.validationHorizon = validationHorizon
    self.random = random
  }

  /// - Parameters:
  ///   - cutoff: the validation cutoff of the database; without one nothing is rehearsed.
  ///   - seeds: the validation seeds.
  init(cutoff: Timestamp?, validation seeds: [Seed], random: RandomSource) {
    guard let cutoff = cutoff?.microseconds, let last = seeds.map(\.time).max() else {
      self = .none(random)
      return
    }
    self.init(
      longestLag: max(0, last - cutoff), validationHorizon: cutoff, random: random)
  }

  /// What is kept from train seeds in an epoch: a draw of its own for each.
  func withheld(from seeds: [Seed], epoch: Int) -> [Withheld] {
    guard longestLag > 0 else { return [] }
    return seeds.map { seed in
      var draws = random.stream(.staleness, epoch: epoch, row: seed.drawKey)
      return Withheld(after: seed.time - Int64(draws.uniform() * Double(longestLag)))
    }
  }

  /// What is kept from validation seeds.
  func withheld(fromValidation seeds: [Seed]) -> [Withheld] {
    guard let validationHorizon else { return [] }
    return [Withheld](repeating: Withheld(after: validationHorizon), count: seeds.count)
  }
}

extension RandomSource.Purpose {
  fileprivate static let staleness = RandomSource.Purpose("staleness")
}

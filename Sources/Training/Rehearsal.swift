import Randomness
import Relational
import Tasks

/// Stale history, rehearsed before the test.
///
/// Under the policy `cut` a test row at time t sees rows up to the test cutoff only: for the later test
/// times that is weeks, months or years before t. Train and validation rows that see everything up to
/// their own time ask another question; a model trained on it meets entities without recent rows for
/// the first time in the test, and validation chooses an epoch for a question that nobody will ask.
/// The rehearsal closes the gap with what train and validation hold:
///
/// - a validation row sees rows up to the *validation* cutoff, as a test row will up to the test cutoff;
/// - a train row has its history ended earlier by the lag of a test row (its time less the test cutoff),
///   drawn anew for every train row and epoch.
///
/// Under `as-of` history is never stale, and nothing is rehearsed.
struct Rehearsal: Sendable {
  /// How far each test row lies behind the test cutoff, in microseconds; empty: nothing is rehearsed.
  private let lags: [Int64]
  /// Where the history of validation rows ends.
  let validationHorizon: Timestamp?
  private let random: RandomSource

  /// History as it is: every row sees all up to its own time.
  static func none(_ random: RandomSource) -> Rehearsal {
    Rehearsal(lags: [], validationHorizon: nil, random: random)
  }

  private init(lags: [Int64], validationHorizon: Timestamp?, random: RandomSource) {
    self.lags = lags
    self.validationHorizon = validationHorizon
    self.random = random
  }

  /// - Parameter testSeeds: their times are read, never their labels.
  init(cutoffs: Cutoffs, testSeeds: [Seed], random: RandomSource) {
    let end = cutoffs.test?.microseconds ?? .max
    self.init(
      lags: testSeeds.map { max(0, $0.time - min(end, $0.time)) },
      validationHorizon: cutoffs.validation, random: random)
  }

  /// The train seeds as they are asked in an epoch.
  func training(_ seeds: [Seed], epoch: Int) -> [Seed] {
    guard !lags.isEmpty else { return seeds }
    return seeds.map { seed in
      var draws = random.stream(.staleness, epoch: epoch, row: seed.drawKey)
      var stale = seed
      stale.horizon = seed.time - lags[draws.below(lags.count)]
      return stale
    }
  }

  /// The validation seeds as they are asked.
  func validation(_ seeds: [Seed]) -> [Seed] {
    Self.validation(seeds, horizon: validationHorizon)
  }

  static func validation(_ seeds: [Seed], horizon: Timestamp?) -> [Seed] {
    guard let horizon else { return seeds }
    return seeds.map { Seed(row: $0.row, time: $0.time, horizon: horizon.microseconds) }
  }
}

extension RandomSource.Purpose {
  fileprivate static let staleness = RandomSource.Purpose("staleness")
}

import Relational
import Testing

@testable import Tasks

@Suite("Trivial guesses")
struct BaselineTests {
  // Entity 0: labels 1, 2, 6 at days 0, 1, 2. Entity 1: label 3 at day 1. Entity 2: 8 at day 4.
  static let day: Int64 = 86_400_000_000
  static let table = TaskTable(
    split: .train,
    seeds: [(0, 0), (0, 1), (0, 2), (1, 1), (2, 4)].map {
      Seed(row: Int32($0.0), time: Int64($0.1) * day)
    },
    targets: [1, 2, 6, 3, 8])

  func guess(_ baseline: Baseline, _ row: Int32, _ baselines: Baselines) -> Double {
    baselines.prediction(baseline, for: Seed(row: row, time: 100 * Self.day))
  }

  @Test("each guess for an entity that was seen and one that was not")
  func values() {
    let fitted = Baselines(fittedOn: [Self.table])
    #expect(guess(.globalZero, 0, fitted) == 0)
    #expect(guess(.globalMean, 0, fitted) == 4)
    #expect(guess(.globalMedian, 0, fitted) == 3)
    #expect(guess(.majority, 0, fitted) == 1)
    #expect(guess(.entityMean, 0, fitted) == 3)
    #expect(guess(.entityMedian, 0, fitted) == 2)
    #expect(guess(.entityMean, 9, fitted) == 0)
    #expect(guess(.entityMedian, 9, fitted) == 0)
    #expect(guess(.entityMeanElseGlobal, 0, fitted) == 3)
    #expect(guess(.entityMeanElseGlobal, 9, fitted) == 4)
  }

  @Test("the median of an even number is halfway, the majority of equals the smaller")
  func ties() {
    let table = TaskTable(
      split: .train, seeds: (0..<4).map { Seed(row: $0, time: 0) }, targets: [1, 0, 0, 1])
    let fitted = Baselines(fittedOn: [table])
    #expect(fitted.median == 0.5)
    #expect(fitted.majority == 0)
  }

  @Test("several tables are fitted together")
  func tables() {
    let fitted = Baselines(fittedOn: [Self.table, Self.table])
    #expect(fitted.mean == 4)
    #expect(Baselines(fittedOn: []).mean == 0)
  }

  @Test("only labels whose window has closed are known at a time")
  func knownAt() {
    // Windows of 2 days: at day 3 those of days 0 and 1 have closed.
    let window = TimeSpan(microseconds: 2 * Self.day)
    let fitted = Baselines(fittedOn: [Self.table], knownAt: 3 * Self.day, window: window)
    #expect(fitted.mean == 2)
    #expect(guess(.entityMean, 0, fitted) == 1.5)
    #expect(guess(.entityMean, 2, fitted) == 0)
    #expect(guess(.entityMeanElseGlobal, 2, fitted) == 2)
  }

  @Test("a seed's guesses come from labels known by its time")
  func forSeed() throws {
    let shop = try SmallShop()
    let task = try PredictionTask.read(
      folder: shop.task, database: Database.open(at: shop.database))
    // By 2020-02-01 the windows of the two labels of 2020-01-01 have closed: 0 and 1.
    let time = try #require(Timestamp(parsing: "2020-02-01")).microseconds
    let guesses = try task.baselines(for: Seed(row: 1, time: time))
    #expect(
      guesses.map(\.name) == [
        "majority", "global mean", "entity mean", "entity mean, new entity: global mean",
      ])
    #expect(guesses.map(\.value) == [0, 0.5, 1, 1])
  }
}

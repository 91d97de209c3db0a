import FixtureSupport
import Relational
import Testing

@testable import Tasks

/// Expected figures are those of the shared `data/README.md`.
@Suite(
  "The shared databases' tasks",
  .enabled(if: SharedFolder.isPresent, "the shared test databases are not on this machine"))
struct SharedTaskTests {
  /// Opened once for all tests.
  static let opened: [String: Database] = Dictionary(
    uniqueKeysWithValues: ["rel-f1", "online-retail"].compactMap { name in
      SharedFolder.path.flatMap { folder in
        try? Database.open(at: "\(folder)/data/\(name)/\(name).sqlite")
      }.map { (name, $0) }
    })

  func open(_ name: String) throws -> Database { try #require(Self.opened[name]) }

  static let counts: [String: [(task: String, train: Int, val: Int, test: Int)]] = [
    "rel-f1": [
      ("driver-dnf", 11_411, 566, 702), ("driver-top3", 1_353, 588, 726),
      ("driver-position", 7_453, 499, 760), ("results-position", 8_997, 1_400, 4_798),
      ("qualifying-position", 2_228, 1_854, 5_733),
    ],
    "online-retail": [
      ("customer-churn", 14_410, 1_892, 4_785), ("product-orders", 55_909, 5_877, 12_230),
    ],
  ]

  @Test("rows of each split", arguments: ["rel-f1", "online-retail"])
  func rows(name: String) throws {
    let database = try open(name)
    let counts = try #require(Self.counts[name])
    for (task, train, val, test) in counts {
      let task = try PredictionTask.named(task, beside: database, home: nil)
      let summary = task.summary
      #expect(summary.splits.map(\.rows) == [train, val, test], "\(task.name)")
      #expect(summary.problems == [], "\(task.name)")
    }
    let listed = PredictionTask.list(beside: database, home: nil).map(\.name)
    #expect(Set(listed).isSuperset(of: counts.map(\.task)))
    #expect(listed.count == (name == "rel-f1" ? 6 : 2))
  }

  typealias Line = (task: String, baseline: Baseline, val: String, test: String)
  static let baselines: [String: [Line]] = [
    "rel-f1": [
      ("driver-position", .globalZero, "11.083", "11.926"),
      ("driver-position", .globalMean, "4.334", "4.513"),
      ("driver-position", .globalMedian, "4.136", "4.399"),
      ("driver-position", .entityMean, "7.181", "8.501"),
      ("driver-position", .entityMedian, "7.114", "8.519"),
      ("driver-position", .entityMeanElseGlobal, "3.714", "4.061"),
      ("driver-dnf", .majority, "0.500", "0.500"),
      ("driver-dnf", .entityMean, "0.464", "0.447"),
      ("driver-dnf", .entityMeanElseGlobal, "0.591", "0.699"),
      ("driver-top3", .majority, "0.500", "0.500"),
      ("driver-top3", .entityMean, "0.626", "0.704"),
      ("driver-top3", .entityMeanElseGlobal, "0.561", "0.557"),
      ("results-position", .globalMean, "4.251", "4.822"),
      ("qualifying-position", .globalMean, "5.266", "5.358"),
    ],
    "online-retail": [
      ("customer-churn", .entityMean, "0.662", "0.568"),
      ("customer-churn", .entityMeanElseGlobal, "0.714", "0.676"),
      ("product-orders", .globalMedian, "7.208", "9.533"),
      ("product-orders", .entityMean, "4.140", "5.997"),
      ("product-orders", .entityMeanElseGlobal, "4.055", "5.925"),
    ],
  ]

  @Test("trivial baselines to three decimals", arguments: ["rel-f1", "online-retail"])
  func baselineTable(name: String) throws {
    let database = try open(name)
    var reports: [String: [String: [String: [String: Double]]]] = [:]
    for line in try #require(Self.baselines[name]) {
      let task = try PredictionTask.named(line.task, beside: database, home: nil)
      if reports[line.task] == nil {
        reports[line.task] = Dictionary(
          uniqueKeysWithValues: try task.baselineReport().map { ($0.name, $0.metrics) })
      }
      let metrics = try #require(reports[line.task]?[line.baseline.rawValue])
      let metric = try #require(task.metric).rawValue
      for (split, expected) in [("val", line.val), ("test", line.test)] {
        let value = try #require(metrics[split]?[metric])
        let published = try #require(Double(expected))
        #expect(
          abs(value - published) <= 0.0005 + 1e-9,
          "\(line.task), \(line.baseline.rawValue), \(split): \(value), not \(expected)")
      }
    }
  }
}

import EntityGraphs
import FixtureSupport
import Foundation
import Randomness
import Tasks
import Testing

@testable import Models

/// Which train rows are shown as examples of a question, and what is kept from being shown.
@Suite("Demonstrations")
struct DemonstrationsTests {
  /// Every question of the small shop's splits, as it is asked with all history and with stale history.
  private func queries(of task: PredictionTask) throws -> [Seed] {
    let seeds = try task.table(.train).seeds + task.table(.val).seeds + task.seeds(of: .test)
    return seeds
      + seeds.map { Seed(row: $0.row, time: $0.time, horizon: $0.time - 4 * 86_400_000_000) }
  }

  @Test(
    "examples are balanced train rows whose windows have closed when the question is asked",
    arguments: [HistoryPolicy.asOf, .cut])
  func known(_ history: HistoryPolicy) throws {
    let shop = try SmallShopContext("toys", history: history)
    let train = try shop.task.table(.train)
    let labels = Dictionary(uniqueKeysWithValues: zip(train.seeds, train.targets))
    let window = try #require(shop.task.window).microseconds
    var shown = 0
    for count in 1...5 {
      let demonstrations = try #require(try Demonstrations(count, of: shop.context))
      for query in try queries(of: shop.task) {
        let examples = demonstrations.examples(for: query)
        #expect(examples.count <= count)
        #expect(Set(examples.map(\.seed)).count == examples.count)
        for example in examples {
          #expect(labels[example.seed] == example.label)
          #expect(example.seed.time + window <= query.latest)
        }
        // Any number of the last ones too: a limit of tokens takes the first.
        for first in examples.indices {
          let yes = examples[first...].count { $0.label > 0.5 }
          #expect(abs(2 * yes - examples[first...].count) <= 1)
        }
        #expect(examples == demonstrations.examples(for: query))
        shown += examples.count
      }
      for query in try shop.task.table(.val).seeds {
        #expect(demonstrations.examples(for: query).count == count)
      }
    }
    #expect(shown > 1000)
  }

  @Test("numbers are shown from all over the past, other rows for other questions")
  func numbers() throws {
    let shop = try SmallShopContext("spend")
    let demonstrations = try #require(try Demonstrations(3, of: shop.context))
    let drawn = try shop.task.table(.val).seeds.map { demonstrations.examples(for: $0) }
    #expect(drawn.allSatisfy { $0.count == 3 })
    #expect(Set(drawn.joined().map(\.seed)).count > 10)
  }

  @Test("the labels of validation and test are not there to be read")
  func otherSplits() throws {
    let shop = try SmallShopContext("toys")
    let bare = try SmallShopContext("toys") { folder in
      for split in ["val", "test"] {
        try FileManager.default.removeItem(atPath: folder.file("tasks/toys/\(split).csv"))
      }
    }
    let queries = SmallShopContext.seeds(onDay: 40)
    let (all, without) = (
      try #require(try Demonstrations(4, of: shop.context)),
      try #require(try Demonstrations(4, of: bare.context))
    )
    #expect(queries.map(all.examples) == queries.map(without.examples))
    // Nothing of the models opens another split: here they take examples from, and Rel-LLM the scale of labels.
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Models")
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var opening: [String] = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      let calls = text.matches(of: /\.table\(\.(train|val|test)\)|sealedLabels/).map {
        "\(file.lastPathComponent) \($0.output.0)"
      }
      opening += calls
    }
    #expect(
      opening.sorted() == [
        "Demonstrations.swift .table(.train)", "RelLLM+Settings.swift .table(.train)",
      ])
  }

  @Test("a question whose label is known at once is no example of its own")
  func own() {
    let seeds = (0..<6).map { Seed(row: $0, time: 10) }
    let train = TaskTable(split: .train, seeds: seeds, targets: [0, 1, 0, 1, 0, 1])
    let demonstrations = Demonstrations(
      6, of: train, window: 0, isBinary: false,
      rule: TemporalRule(history: .asOf, testCutoff: nil), random: RandomSource(seed: 1))
    for seed in seeds {
      let shown = demonstrations.examples(for: seed).map(\.seed)
      #expect(shown.count == 5)
      #expect(!shown.contains(seed))
    }
  }
}

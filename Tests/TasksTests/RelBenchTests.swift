import FixtureSupport
import Foundation
import Relational
import Testing

@testable import Tasks

private let relBench = PythonPeer(variable: "RELZERO_RELBENCH_PYTHON", script: "relbench/check.py")

/// RelBench's own check of a submission beside ours (`Fixtures/relbench/check.py`).
@Suite(
  "RelBench",
  .enabled(
    if: SharedFolder.isPresent && relBench.python != nil,
    "needs ../shared and RELZERO_RELBENCH_PYTHON, a Python with relbench"))
struct RelBenchTests {
  @Test(
    "takes predictions as they are written, and scores them alike",
    arguments: ["driver-top3", "driver-dnf", "driver-position"])
  func submission(name: String) throws {
    let dataset = try #require(SharedFolder.path) + "/data/rel-f1"
    let database = try Database.open(at: dataset + "/rel-f1.sqlite")
    let task = try PredictionTask.named(name, beside: database, home: nil)
    let seeds = try task.seeds(of: .test)
    let predictions = seeds.indices.map { index in
      let share = Double(index % 37) / 37
      return task.isBinary ? share : 1 + 20 * share
    }
    let folder = try TemporaryFolder()
    let path = folder.file("predictions.csv")
    try task.csv(of: predictions, for: seeds).write(
      toFile: path, atomically: true, encoding: .utf8)

    let theirs = try relBench.run([dataset, name, path], as: [String: Double].self)

    let ours = try #require(try task.score(each: [predictions], on: .test).each.first)
    #expect(!theirs.isEmpty)
    for (metric, value) in theirs {
      let found = try #require(ours[metric], "\(metric) is not among ours")
      #expect(abs(found - value) < 1e-9, "\(metric)")
    }
  }
}

import FixtureSupport
import Foundation
import Relational
import Testing

@testable import Tasks

/// A Python with RelBench, if the environment names one.
enum RelBench {
  static let python = ProcessInfo.processInfo.environment["RELZERO_RELBENCH_PYTHON"]
  static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/relbench/check.py").path
}

/// RelBench's own check of a submission beside ours (`Fixtures/relbench/check.py`).
@Suite(
  "RelBench",
  .enabled(
    if: SharedFolder.isPresent && RelBench.python != nil,
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

    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(RelBench.python))
    process.arguments = [RelBench.script, dataset, name, path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let theirs = try JSONDecoder().decode([String: Double].self, from: data)

    let ours = try #require(try task.score(each: [predictions], on: .test).each.first)
    #expect(!theirs.isEmpty)
    for (metric, value) in theirs {
      let found = try #require(ours[metric], "\(metric) is not among ours")
      #expect(abs(found - value) < 1e-9, "\(metric)")
    }
  }
}

import FixtureSupport
import Relational
import RunLogs
import Synchronization
import Tasks
import Testing

@testable import Training

/// Runs of the model that learns without gradients.
@Suite("Runs of boosted trees")
struct TreesRunTests {
  private struct Run {
    let report: FinishedReport
    let epochs: Int
    let checkpoint: String
  }

  private static let settings = ["text_width": "8", "leaf_rows": "2", "rounds": "30"]

  private func run(
    _ task: String, _ database: Database, in folder: TemporaryFolder,
    _ more: [String: String] = [:]
  ) throws -> Run {
    let project = Project(database: database, home: folder.file("home"))
    let log = try RunLog(home: project.home)
    let experiment = try Experiment(
      TrainingRequest(
        task: task, model: "trees", settings: Self.settings.merging(more) { $1 }),
      project: project, log: log)
    let run = try experiment.create()
    let heard = Mutex<(FinishedReport?, Int)>((nil, 0))
    try experiment.run(run, steering: RunSteering()) { report in
      heard.withLock {
        switch report {
        case .epoch(let epoch):
          $0.1 += 1
          // No step, no loss of one.
          #expect(epoch.trainLoss == nil)
        case .finished(let report): $0.0 = report
        }
      }
    }
    let (report, epochs) = heard.withLock { $0 }
    return Run(
      report: try #require(report), epochs: epochs,
      checkpoint: project.checkpointFolder(of: "\(run)"))
  }

  private func answers(_ checkpoint: String, _ database: Database, in folder: TemporaryFolder)
    throws
    -> [Double]
  {
    let project = Project(database: database, home: folder.file("home"))
    let time = (SmallShop.start + 41 * 86_400) * 1_000_000
    return try Predictor(checkpoint: checkpoint, project: project)
      .answers(to: (0..<Int32(SmallShop.buyers)).map { Seed(row: $0, time: time) })
  }

  @Test("end after one epoch, twice in the same bits", arguments: ["toys", "spend"])
  func twice(task: String) throws {
    let folder = try TemporaryFolder()
    try SmallShopTasks.write(in: folder)
    let database = try SmallShop.open(in: folder)
    let (one, two) = (try run(task, database, in: folder), try run(task, database, in: folder))
    #expect(one.epochs == 1)
    #expect(one.report.parameters == two.report.parameters)
    #expect(one.report.metrics == two.report.metrics)
    // Not all alike: something was learned.
    #expect(Set(try answers(one.checkpoint, database, in: folder)).count > 1)
  }

  @Test("see nothing after a seed's time, and keep what they learned in their checkpoint")
  func canary() throws {
    let folder = try TemporaryFolder()
    try SmallShopTasks.write(in: folder)
    func shop(_ name: String, from day: Int, to end: Int) throws -> Database {
      try SmallShop.open(
        SmallShop.purchases.map { purchase in
          guard (day...end).contains(purchase.day ?? -1) else { return purchase }
          var changed = purchase
          (changed.buyer, changed.price, changed.kind) = (purchase.id % 2, 7_777, "cup")
          return changed
        }, in: folder, name: name)
    }
    let database = try SmallShop.open(in: folder)
    let trained = try run("spend", database, in: folder, ["history": "as-of"])
    let before = try answers(trained.checkpoint, database, in: folder)
    let future = try answers(trained.checkpoint, shop("future", from: 42, to: 999), in: folder)
    #expect(before == future)
    let past = try answers(trained.checkpoint, shop("past", from: 20, to: 41), in: folder)
    #expect(before != past)
  }
}

import EntityGraphs
import FixtureSupport
import Foundation
import Randomness
import Relational
import RunLogs
import Tasks
import Testing

@testable import Training

/// The canary of time honesty: whatever happens after a seed's time, its answer keeps its bits.
@Suite("Future-shuffle canary")
struct FutureCanaryTests {
  /// The purchases with everything later than a day dealt out anew: other buyers, shops, prices, days.
  private func shuffled(after day: Int) -> [SmallShop.Purchase] {
    var draws = RandomStream(key: 77)
    return SmallShop.purchases.map { purchase in
      guard (purchase.day ?? 0) > day else { return purchase }
      var changed = purchase
      changed.buyer = draws.below(SmallShop.buyers)
      changed.shop = draws.below(SmallShop.shops)
      changed.price = Double(draws.below(10_000))
      changed.day = day + 1 + draws.below(30)
      return changed
    }
  }

  @Test(
    "a trained model answers with the same bits when the future is shuffled",
    arguments: ["uniform", "last"])
  func model(strategy: String) throws {
    let folder = try TemporaryFolder()
    try SmallShopTasks.write(in: folder)
    let project = Project(
      database: try SmallShop.open(in: folder), home: folder.file("home"))
    let log = try RunLog(home: project.home)
    var settings = ExperimentTests.settings
    settings["strategy"] = strategy
    settings["history"] = "as-of"
    let experiment = try Experiment(
      TrainingRequest(task: "spend", settings: settings), project: project, log: log)
    let run = try experiment.create()
    try experiment.run(run, steering: RunSteering()) { _ in }

    let day = 41
    let time = (SmallShop.start + Int64(day) * 86_400) * 1_000_000
    let seeds = (0..<Int32(SmallShop.buyers)).map { Seed(row: $0, time: time) }
    let other = Project(
      database: try SmallShop.open(shuffled(after: day), in: folder, name: "shuffled"),
      home: project.home)
    #expect(other.database.fingerprint != project.database.fingerprint)
    let folderOfRun = project.checkpointFolder(of: "\(run)")
    let before = try Predictor(checkpoint: folderOfRun, project: project)
    let after = try Predictor(checkpoint: folderOfRun, project: other)
    #expect(before.answers(to: seeds) == after.answers(to: seeds))

    // The canary can die: other prices in the days before the seed change an answer.
    let past = shuffled(after: day).map { purchase in
      var changed = purchase
      if (30...day).contains(purchase.day ?? 0) { changed.price = 1e4 }
      return changed
    }
    let changed = Project(
      database: try SmallShop.open(past, in: folder, name: "changed"), home: project.home)
    let moved = try Predictor(checkpoint: folderOfRun, project: changed)
    #expect(before.answers(to: seeds) != moved.answers(to: seeds))
  }

  @Test("training itself does not see the future of its seeds")
  func training() throws {
    // Everything after the validation rows' label windows is dealt out anew; the run, up to the choice
    // of its epoch, must not notice. (Test answers may not either: under `cut` they see rows up to the
    // test cutoff only.)
    var parameters: [String] = []
    for (index, purchases) in [SmallShop.purchases, shuffled(after: SmallShopTasks.testDay)]
      .enumerated()
    {
      let folder = try TemporaryFolder()
      try SmallShopTasks.write(in: folder)
      let database = try SmallShop.open(purchases, in: folder, name: "shop\(index)")
      let project = Project(database: database, home: folder.file("home"))
      let log = try RunLog(home: project.home)
      let experiment = try Experiment(
        TrainingRequest(task: "spend", settings: ExperimentTests.settings), project: project,
        log: log)
      try experiment.run(try experiment.create(), steering: RunSteering()) { report in
        if case .finished(let finished) = report { parameters.append(finished.parameters) }
      }
    }
    #expect(parameters.count == 2)
    #expect(parameters.first == parameters.last)
  }
}

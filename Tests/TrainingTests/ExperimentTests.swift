import FixtureSupport
import Foundation
import Relational
import RunLogs
import Synchronization
import Testing

@testable import Training

/// Small runs on the small shop: what a run leaves behind, and that it can be trusted.
@Suite("Experiment")
struct ExperimentTests {
  static let settings = [
    "epochs": "3", "batch_size": "16", "channels": "8", "blocks": "2", "fanout": "4,3",
    "text_width": "8",
  ]
  let shop: ShopProject
  private var project: Project { shop.project }
  private var log: RunLog { shop.log }

  init() throws {
    shop = try ShopProject()
  }

  private func experiment(_ task: String = "toys", settings: [String: String] = settings) throws
    -> Experiment
  {
    try Experiment(
      TrainingRequest(task: task, seed: 3, settings: settings), project: project, log: log)
  }

  @Test("told to stop or to wait while it is scored, it does, and ends in the same bits")
  func scoring() throws {
    let whole = try shop.finish(experiment())
    let right = try #require(whole.report)
    let asked = try experiment()
    let id = try asked.create()
    // Asked by another process, as the log has it, after the last epoch: all steps are done.
    var request: Int64 = 0
    let ending = try asked.run(id, steering: RunSteering(), didStep: { _ in }) { report in
      guard case .epoch(let epoch) = report, epoch.epoch == 3 else { return }
      request = (try? log.ask(.stop, of: id)) ?? 0
      Thread.sleep(forTimeInterval: 0.45)
    }
    #expect(ending == .stopped)
    let stopped = try log.run(id)
    #expect(stopped.status == .stopped && stopped.results.isEmpty)
    #expect(stopped.message.hasSuffix("before the last measurement"))
    // Acknowledged within a second, ended within five.
    let control = try #require(try log.request(request))
    #expect(try #require(control.acknowledged) - control.asked <= 1)
    #expect(try #require(stopped.ended) - control.asked <= 5)
    let resumed = try shop.finish(experiment(), id).report
    #expect(resumed?.parameters == right.parameters && resumed?.metrics == right.metrics)

    let steering = RunSteering()
    let waiting = try asked.create()
    let thread = Thread {
      let start = Date()
      while (try? log.run(waiting).status) != .paused, Date().timeIntervalSince(start) < 60 {
        Thread.sleep(forTimeInterval: 0.01)
      }
      steering.resume()
    }
    thread.start()
    let paused = Mutex<FinishedReport?>(nil)
    try asked.run(waiting, steering: steering, didStep: { _ in }) { report in
      if case .epoch(let epoch) = report, epoch.epoch == 3 { steering.pause() }
      if case .finished(let report) = report { paused.withLock { $0 = report } }
    }
    #expect(try log.events(of: waiting).contains { $0.message == "paused" })
    #expect(paused.withLock { $0 }?.metrics == right.metrics)
    #expect(try log.run(whole.id).results == log.run(waiting).results)
  }

  @Test("goes from rows to a test metric, twice, bit for bit", arguments: ["toys", "spend"])
  func twice(task: String) throws {
    let run = try shop.finish(experiment(task))
    let one = try #require(run.report)
    let two = try #require(try shop.finish(experiment(task)).report)
    #expect(one.parameters == two.parameters)
    #expect(one.metrics == two.metrics)
    #expect(run.epochs.count == 3)
    #expect(one.metrics["test"]?[task == "toys" ? "accuracy" : "mae"] != nil)
    #expect(one.baselines["entity mean"]?["test"] != nil)
    let kept = try log.run(run.id)
    #expect(kept.status == .finished)
    #expect(kept.results["val"] == one.metrics["val"])
    #expect(kept.results["test"] == one.metrics["test"])
    let curve = try log.curve(of: run.id, split: "train", name: "loss")
    #expect(curve.map(\.step) == Array(1...(3 * 5)), "77 train rows in batches of 16: 5 steps")
  }

  @Test("waits for memory beside another run, never alone", arguments: [true, false])
  func room(isThere: Bool) throws {
    let queue = RunQueue(limit: 2, hasRoom: { isThere })
    let experiments = [try experiment(), try experiment()]
    let runs = try experiments.map { try queue.start($0) }
    #expect(queue.waiting == (isThere ? [] : [runs[1]]))
    #expect(try log.run(runs[1]).message.contains("waits for memory") != isThere)
    while !queue.live.isEmpty { Thread.sleep(forTimeInterval: 0.01) }
    for run in runs { #expect(try log.run(run).status == .finished) }
  }

  @Test(
    "is named among those that a crash leaves behind while it trains or waits, not paused or stopped"
  )
  func leftBehind() throws {
    let heard = Mutex<[[RunID]]>([])
    let queue = RunQueue(
      limit: 1, changed: { running, waiting in heard.withLock { $0 = [running, waiting] } })
    var settings = Self.settings
    settings["epochs"] = "10000"
    let runs = try (0..<2).map { _ in try queue.start(experiment(settings: settings)) }
    func named() -> [[RunID]] { heard.withLock { $0 } }
    #expect(named() == [[runs[0]], [runs[1]]])
    queue.pause(runs[0])
    #expect(named() == [[runs[1]], []])
    queue.steering(of: runs[0])?.resume()
    #expect(named() == [runs, []])
    // As another process asks, once the run hears.
    try wait { try log.run(runs[1]).step > 0 }
    _ = try log.ask(.stop, of: runs[1])
    try wait { named() == [[runs[0]], []] }
    queue.close()
    #expect(named() == [[], []])
  }

  private func wait(for condition: () throws -> Bool) throws {
    let start = Date()
    while try !condition() {
      try #require(Date().timeIntervalSince(start) < 300, "it does not come")
      Thread.sleep(forTimeInterval: 0.01)
    }
  }

  @Test("ends in the same bits with a second run beside it as alone")
  func together() throws {
    let alone = try shop.finish(experiment()).report
    let finished = Mutex<[FinishedReport]>([])
    let queue = RunQueue(limit: 2) { _, report in
      if case .finished(let report) = report { finished.withLock { $0.append(report) } }
    }
    for _ in 0..<2 { _ = try queue.start(experiment()) }
    while !queue.live.isEmpty { Thread.sleep(forTimeInterval: 0.01) }
    let reports = finished.withLock { $0 }
    #expect(reports.count == 2)
    for report in reports {
      #expect(report.parameters == alone?.parameters)
      #expect(report.metrics == alone?.metrics)
    }
  }

  @Test("notes for each epoch what waited for batches and how much memory was used")
  func machine() throws {
    let run = try shop.finish(experiment())
    let waiting = try log.curve(of: run.id, split: "machine", name: "waiting_share")
    #expect(waiting.count == 3)
    #expect(waiting.allSatisfy { (0...1).contains($0.value) })
    let peak = try #require(try log.last(of: run.id, split: "machine")["peak_memory_mib"])
    #expect(peak > 1)
    #expect(try #require(run.report?.peakMemory) >= peak)
  }

  @Test("gives other bits for another seed")
  func seeds() throws {
    let one = try shop.finish(experiment()).report
    let other = try Experiment(
      TrainingRequest(task: "toys", seed: 4, settings: Self.settings), project: project, log: log)
    let two = try shop.finish(other).report
    #expect(one?.parameters != two?.parameters)
  }

  @Test(
    "stopped at any step and resumed, ends in the bits of a run that never stopped",
    arguments: [1, 5, 7, 12])
  func resume(stop: Int) throws {
    let whole = try shop.finish(experiment("spend"))
    let id = try shop.finish(experiment("spend"), stoppingAt: stop).id
    #expect(try log.curve(of: id, split: "train", name: "loss").count == stop)
    #expect(try log.run(id).status == .stopped)
    let resumed = try shop.finish(experiment("spend"), id).report
    #expect(resumed?.parameters == whole.report?.parameters)
    #expect(resumed?.metrics == whole.report?.metrics)
    let losses = try log.curve(of: id, split: "train", name: "loss")
    #expect(losses.map(\.step) == Array(1...15), "no step is missing, none stands twice")
    let expected = try log.curve(of: whole.id, split: "train", name: "loss")
    #expect(losses.map(\.value) == expected.map(\.value))
    #expect(Set(losses.map(\.value)).count > 10)
  }

  @Test("refuses what cannot be trained, before a run exists")
  func refusals() throws {
    #expect(throws: TrainingError.self) { try experiment("nothing") }
    #expect(throws: TrainingError.model(.settings(.unknown("chanels", known: [])))) {
      do { _ = try experiment(settings: ["chanels": "8"]) } catch let error as TrainingError {
        guard case .model(.settings(.unknown(let name, _))) = error else { throw error }
        throw TrainingError.model(.settings(.unknown(name, known: [])))
      }
    }
    #expect(
      throws: TrainingError.model(
        .settings(.notANumber("epochs", "many", "a whole number from 1 to 10000")))
    ) { try experiment(settings: ["epochs": "many"]) }
    #expect(
      throws: TrainingError.model(
        .unknownModel("oracle", known: ["rdl", "trees", "rel-llm", "icl", "relzero"]))
    ) {
      try Experiment(TrainingRequest(task: "toys", model: "oracle"), project: project, log: log)
    }
    let train = shop.folder.file("tasks/toys/train.csv")
    try "time,id,label\n2020-01-07 00:00:00,1,1\n2020-01-07 00:00:00,2,1\n"
      .write(toFile: train, atomically: true, encoding: .utf8)
    #expect(throws: TrainingError.self) { try experiment() }
    #expect(try log.runs().isEmpty)
  }
}

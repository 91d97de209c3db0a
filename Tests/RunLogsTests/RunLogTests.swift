import Foundation
import Testing

@testable import RunLogs

@Suite("The run log keeps what a run says")
struct RunLogTests {
  let home = try! TemporaryHome()
  let clock = Clock()
  func log() throws -> RunLog { try RunLog(home: home.path, clock: clock.read) }

  @Test("a run comes back as it was described, under a name that is never used twice")
  func description() throws {
    let log = try log()
    let first = try log.create(.sample(seed: .max))
    let second = try log.create(.sample())
    #expect("\(first) \(second)" == "r0001 r0002")
    #expect(try log.run(first).setup == .sample(seed: .max))
    #expect(try log.run(first).status == .queued)
    try log.setStatus(.finished, of: second)
    try log.trash([second])
    _ = try log.emptyTrash(olderThan: 0)
    #expect(try "\(log.create(.sample()))" == "r0003")
    #expect(try log.brokenRules() == [])
  }

  @Test("points are committed on their own within a second, where another reader sees them")
  func commits() throws {
    let log = try RunLog(home: home.path)
    let run = try log.create(.sample())
    log.append([.val(0.5, step: 1), .val(.nan, step: 2), .val(.infinity, step: 3)], to: run)
    let reader = try RunLog.readOnly(home: home.path)
    let deadline = Date().addingTimeInterval(5)
    let asked = Date()
    while try reader.metrics(of: run).isEmpty, Date() < deadline {
      Thread.sleep(forTimeInterval: 0.02)
    }
    #expect(Date().timeIntervalSince(asked) < 1)
    let points = try reader.metrics(of: run)
    #expect(points.map(\.step) == [1, 2, 3])
    #expect(points[1].value.isNaN)
    #expect(points[2].value == .infinity)
    #expect(log.waiting == 0)
  }

  @Test("closing commits what was gathered, and so does letting the log go")
  func closing() throws {
    var log: RunLog? = try log()
    let run = try #require(try log?.create(.sample()))
    log?.append([.val(0.5, step: 1)], to: run)
    log = nil
    let again = try self.log()
    #expect(try again.metrics(of: run).count == 1)
    again.append([.val(0.6, step: 2)], to: run)
    try again.close()
    try again.close()
    #expect(try RunLog.readOnly(home: home.path).metrics(of: run).count == 2)
  }

  @Test("a follower asks for the points after the last it saw")
  func following() throws {
    let log = try log()
    let run = try log.create(.sample())
    let other = try log.create(.sample())
    log.append([.val(0.5, step: 1)], to: run)
    log.append([.val(0.9, step: 1)], to: other)
    log.append([.val(0.6, step: 2)], to: run)
    try log.flush()
    let seen = try log.metrics(of: run)
    #expect(seen.map(\.value) == [0.5, 0.6])
    let last = try #require(seen.last).id
    #expect(try log.metrics(of: run, after: last) == [])
    #expect(try log.newest().point == last)
    log.append([.val(0.7, step: 3)], to: run)
    try log.flush()
    #expect(try log.metrics(of: run, after: last).map(\.step) == [3])
  }

  @Test("the best value is the first of the highest, or of the lowest where less is better")
  func best() throws {
    let log = try log()
    let up = try log.create(.sample())
    let down = try log.create(.sample(metric: "mae", higherIsBetter: false))
    for (step, value) in [0.6, 0.8, .nan, 0.8, 0.7].enumerated() {
      log.append([.val(value, step: step + 1, epoch: step)], to: up)
      log.append([.val(value, step: step + 1, epoch: step, name: "mae")], to: down)
    }
    try log.flush()
    let highest = try log.run(up)
    #expect(highest.best == 0.8)
    #expect(highest.bestStep == 2)
    #expect(highest.bestEpoch == 1)
    #expect(highest.last == 0.7)
    #expect(highest.step == 5)
    #expect(highest.curve == [0.6, 0.8, 0.8, 0.7])
    let lowest = try log.run(down)
    #expect(lowest.best == 0.6)
    #expect(lowest.bestStep == 1)
    #expect(try log.brokenRules() == [])
  }

  @Test("a resume takes back points, checkpoints and results past the checkpoint's step")
  func truncation() throws {
    let log = try log()
    let run = try log.create(.sample())
    for step in 1...6 {
      log.append([.val(Double(step) / 10, step: step, epoch: step / 2)], to: run)
    }
    for step in [3, 6] {
      try log.add(
        RunCheckpoint(
          step: step, epoch: step / 2, kind: .resume, path: "c\(step)", bytes: 10, time: 0),
        to: run)
    }
    try log.setResults(["roc_auc": 0.7], split: "test", of: run)
    let last = try #require(try log.metrics(of: run).last).id
    try log.truncate(run, afterStep: 3)
    let summary = try log.run(run)
    #expect(summary.best == 0.3)
    #expect(summary.bestStep == 3)
    #expect(summary.step == 3)
    #expect(summary.epoch == 1)
    #expect(summary.results == [:])
    #expect(summary.revision == 1)
    #expect(summary.curve == [0.1, 0.2, 0.3])
    #expect(try log.checkpoints(of: run).map(\.step) == [3])
    log.append([.val(0.9, step: 4)], to: run)
    try log.flush()
    #expect(try #require(try log.metrics(of: run, after: last).first).step == 4)
    #expect(try log.brokenRules() == [])
  }

  @Test("seconds count while a run is running, not while it is paused")
  func seconds() throws {
    let log = try log()
    let run = try log.create(.sample())
    clock.advance(100)
    try log.setStatus(.running, of: run)
    clock.advance(10)
    #expect(try log.run(run).seconds == 10)
    try log.setStatus(.paused, of: run)
    clock.advance(50)
    try log.setStatus(.running, of: run)
    clock.advance(5)
    try log.setStatus(.failed, of: run, message: "loss is NaN at step 212")
    clock.advance(1_000)
    let summary = try log.run(run)
    #expect(summary.seconds == 15)
    #expect(summary.started == 1_100)
    #expect(summary.ended == 1_165)
    #expect(summary.message == "loss is NaN at step 212")
    #expect(
      try log.events(of: run).map(\.message)
        == ["running", "paused", "running", "failed: loss is NaN at step 212"])
  }

  @Test("one curve comes in order of steps")
  func curve() throws {
    let log = try log()
    let run = try log.create(.sample())
    log.append([.val(0.3, step: 3), .val(0.1, step: 1), .val(9, step: 1, name: "loss")], to: run)
    try log.flush()
    #expect(try log.curve(of: run, split: "val", name: "roc_auc").map(\.value) == [0.1, 0.3])
  }

  @Test("requests reach the run and are acknowledged")
  func control() throws {
    let log = try log()
    let run = try log.create(.sample())
    let pause = try log.ask(.pause, of: run)
    try log.ask(.stop, of: run)
    #expect(try log.requests(to: run).map(\.verb) == [.pause, .stop])
    clock.advance(1)
    try log.acknowledge(pause)
    #expect(try log.requests(to: run).map(\.verb) == [.stop])
    #expect(try log.request(pause)?.acknowledged == 1_001)
  }

  @Test("of old checkpoints only the newest are kept, and the others' paths are given back")
  func checkpoints() throws {
    let log = try log()
    let run = try log.create(.sample())
    for step in 1...4 {
      try log.add(
        RunCheckpoint(step: step, epoch: 0, kind: .resume, path: "c\(step)", bytes: 1, time: 0),
        to: run)
    }
    try log.add(
      RunCheckpoint(step: 2, epoch: 0, kind: .best, path: "best", bytes: 1, time: 0), to: run)
    #expect(try log.keepNewest(2, .resume, of: run).map(\.path) == ["c1", "c2"])
    #expect(try log.checkpoints(of: run).map(\.path) == ["best", "c3", "c4"])
    #expect(try log.checkpoints(of: run, kind: .best).map(\.step) == [2])
    try log.add(RunArtifact(name: "report", kind: "text", path: "r.txt", time: 5), to: run)
    #expect(try log.artifacts(of: run).map(\.path) == ["r.txt"])
  }

  @Test("tags, notes and the trash, with undo")
  func curating() throws {
    let log = try log()
    let runs = try (0..<3).map { _ in try log.create(.sample()) }
    for run in runs { try log.setStatus(.finished, of: run) }
    try log.tag(runs[0], "best")
    try log.tag(runs[0], "best")
    try log.tag(runs[0], "a")
    try log.note(runs[0], "no\nsparsity")
    #expect(try log.run(runs[0]).tags == ["a", "best"])
    #expect(try log.run(runs[0]).text.contains("no␊sparsity"))
    try log.untag(runs[0], "a")
    #expect(try log.run(runs[0]).tags == ["best"])

    try log.trash([runs[0]])
    clock.advance(10)
    try log.trash([runs[1], runs[2]])
    #expect(try log.runs() == [])
    #expect(try log.runs(inTrash: true).count == 3)
    #expect(try log.undoDelete() == [runs[1], runs[2]])
    #expect(try log.runs().map(\.id) == [runs[2], runs[1]])
    try log.restore([runs[0]])
    #expect(try log.undoDelete() == [])
    #expect(try log.runs().count == 3)
  }

  @Test("emptying the trash removes old runs with all their rows and names their files")
  func emptyingTheTrash() throws {
    let log = try log()
    let old = try log.create(.sample())
    let new = try log.create(.sample())
    for run in [old, new] {
      log.append([.val(0.5, step: 1)], to: run)
      try log.add(
        RunCheckpoint(step: 1, epoch: 0, kind: .best, path: "\(run)", bytes: 1, time: 0), to: run)
      try log.setStatus(.finished, of: run)
    }
    try log.trash([old])
    clock.advance(RunLog.trashTime)
    try log.trash([new])
    #expect(try log.emptyTrash() == ["r0001"])
    #expect(try log.runs(inTrash: true).map(\.id) == [new])
    #expect(try log.metrics(of: old) == [])
    log.append([.val(0.5, step: 2)], to: old)
    try log.flush()
    #expect(try log.brokenRules() == [])
  }
}

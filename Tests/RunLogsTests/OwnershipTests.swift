import Foundation
import Testing

@testable import RunLogs

@Suite("A run belongs to a living process")
struct OwnershipTests {
  let home = try! TemporaryHome()
  let clock = Clock()

  /// A process that can own runs.
  private func sleeper() throws -> Process {
    let sleeper = Process()
    sleeper.executableURL = URL(fileURLWithPath: "/bin/sleep")
    sleeper.arguments = ["60"]
    try sleeper.run()
    return sleeper
  }

  @Test(
    "a run whose process was killed is interrupted, with its seconds up to the last sign of life")
  func killed() throws {
    let sleeper = try sleeper()
    defer { sleeper.terminate() }
    let owner = ProcessIdentity(of: sleeper.processIdentifier)
    let theirs = try RunLog(home: home.path, clock: clock.read, process: owner)
    let run = try theirs.create(.sample())
    try theirs.setStatus(.running, of: run)
    clock.advance(20)
    theirs.heartbeat(run)
    try theirs.flush()
    clock.advance(300)

    let ours = try RunLog(home: home.path, clock: clock.read)
    #expect(try ours.run(run).status == .running)
    #expect(throws: RunLogError.runIsLive(run, asked: "deleted")) { try ours.trash([run]) }

    kill(sleeper.processIdentifier, SIGKILL)
    sleeper.waitUntilExit()
    let dead = try ours.run(run)
    #expect(dead.status == .interrupted)
    #expect(dead.seconds == 20)
    #expect(dead.ended == 1_020)
    #expect(
      dead.message == "its process \(owner.pid) is gone, how it ended nobody saw; it was running")
    // Whoever waited for it wrote down how it ended; what is told of another process is not its end.
    let file = RunLog.endingFile(of: run, home: home.path)
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    for (written, words) in [
      (
        "\(owner.pid) 137\n",
        "ended by signal 9 (SIGKILL, as when memory ran out or somebody killed it)"
      ),
      ("\(owner.pid) 3\n", "ended with exit code 3"), ("\(owner.pid) 163\n", "ended by signal 35"),
      ("\(owner.pid + 1) 137\n", "how it ended nobody saw"), ("no", "how it ended nobody saw"),
    ] {
      try written.write(toFile: file, atomically: true, encoding: .utf8)
      #expect(
        try ours.run(run).message
          == "its process \(owner.pid) is gone, \(words); it was running")
    }

    try ours.setStatus(.running, of: run)
    clock.advance(5)
    let resumed = try ours.run(run)
    #expect(resumed.status == .running)
    #expect(resumed.seconds == 25)
    #expect(resumed.process == Int(getpid()))
  }

  @Test(
    "a run on its way is inherited from a process that crashed, once, and only when that is gone")
  func inherited() throws {
    let sleeper = try sleeper()
    defer { sleeper.terminate() }
    let owner = ProcessIdentity(of: sleeper.processIdentifier)
    let theirs = try RunLog(home: home.path, clock: clock.read, process: owner)
    let runs = try [RunStatus.running, .queued, .paused, .finished].map { status in
      let run = try theirs.create(.sample())
      try theirs.setStatus(status, of: run)
      return run
    }
    let ours = try RunLog(home: home.path, clock: clock.read)
    let ending = try #require(ProcessEnding("\(owner.pid) 139"))
    func inherit(_ run: RunID) throws -> Bool {
      try ours.inherit(run, after: ending, message: "starting")
    }
    #expect(try ours.isOwned(runs[0], by: owner.pid))
    #expect(try runs.map(inherit) == [false, false, false, false])

    kill(sleeper.processIdentifier, SIGKILL)
    sleeper.waitUntilExit()
    #expect(try !ours.isOwned(runs[0], by: owner.pid))
    let other = try #require(ProcessEnding("\(owner.pid + 1) 139"))
    #expect(try !ours.inherit(runs[0], after: other, message: "starting"))
    #expect(try runs.map(inherit) == [true, true, false, false])
    #expect(try ours.run(runs[0]).status == .queued)
    #expect(try ours.run(runs[0]).message == "starting")
    #expect(try ours.run(runs[0]).process == Int(getpid()))
    let words = try runs.map { try ours.events(of: $0).last { $0.kind != "status" }?.message }
    let crash = "its process \(owner.pid) ended by signal 11 (SIGSEGV, a crash); "
    #expect(words[0] == crash + "it goes on in a process of its own")
    #expect(words[2] == crash + "it was paused")
    #expect(words[3] == nil)

    // It goes on in a workbench, which crashes too: twice is no accident.
    try theirs.setStatus(.running, of: runs[0])
    #expect(try !inherit(runs[0]))
    #expect(
      try ours.events(of: runs[0]).last?.message
        == crash + "it does not go on by itself a second time")
    // Unless a person said that it should.
    try theirs.setStatus(.queued, of: runs[0], message: RunLog.resuming)
    try theirs.setStatus(.running, of: runs[0])
    #expect(try inherit(runs[0]))
  }

  @Test("a process number that was given to another process does not keep a run alive")
  func reusedNumber() throws {
    var owner = ProcessIdentity.current
    owner.started = "long ago"
    let log = try RunLog(home: home.path, clock: clock.read, process: owner)
    let run = try log.create(.sample())
    #expect(try log.run(run).status == .interrupted)
  }

  @Test("a run on another machine is interrupted after a minute of silence")
  func otherMachine() throws {
    let owner = ProcessIdentity(pid: 1, started: "", host: "elsewhere.example")
    let theirs = try RunLog(home: home.path, clock: clock.read, process: owner)
    let run = try theirs.create(.sample())
    try theirs.setStatus(.running, of: run)
    let ours = try RunLog(home: home.path, clock: clock.read)
    clock.advance(59)
    #expect(try ours.run(run).status == .running)
    clock.advance(2)
    #expect(try ours.run(run).status == .interrupted)
  }
}

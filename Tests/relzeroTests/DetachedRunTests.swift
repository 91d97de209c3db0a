import FixtureSupport
import Foundation
import RunLogs
import Testing

@testable import relzero

/// Runs that outlive the workbench, tried with the built program from end to end.
@Suite("Runs without the screen", .serialized)
struct DetachedRunTests {
  /// Small, but long enough to be left while it lives.
  private static let run =
    ":train churn model=rdl epochs=200 max_steps_per_epoch=2 channels=8 blocks=1 batch_size=16 patience=0"

  private func started(_ more: String = "", awaitsCheckpoint: Bool = true) throws -> PtyProgram {
    let terminal = try PtyProgram(type: "xterm-256color", columns: 80, rows: 24)
    try terminal.waitForDatabase()
    terminal.type("4")
    try terminal.wait(for: "roc_auc")
    terminal.type(Self.run + more + "\r")
    try terminal.wait(for: "r0001")
    // Past its first checkpoint, so that there is something to go on from.
    try terminal.wait(for: "running", in: "runs", "list")
    if awaitsCheckpoint { try terminal.wait(for: "checkpoint", in: "runs", "show", "r0001") }
    return terminal
  }

  @Test(
    "a run that is kept goes on in a process of its own; the next workbench takes it up and stops it"
  )
  func kept() throws {
    let first = try started()
    first.type("q")
    try first.wait(for: "keep training without the screen")
    first.type("k")
    #expect(try first.end() == 0)
    #expect(!first.screen.isAlternate)
    // The workbench is gone: whoever trains now is another process.
    let kept = try first.wait(for: "running", in: "runs", "list")
    let step = Self.step(kept)
    let second = try PtyProgram(type: "xterm-256color", columns: 80, rows: 24, home: first.home)
    try second.waitForDatabase()
    second.type("5")
    try second.wait(for: "r0001")
    try second.wait(for: "●")
    // It learns further while two programs look at it.
    let start = Date()
    while Self.step(try second.output(of: ["runs", "list"])) <= step {
      try #require(Date().timeIntervalSince(start) < 300, "the run does not go on")
    }
    second.type("X")
    try second.wait(for: "Stop r0001")
    second.type("y")
    try second.wait(for: "stopped", in: "runs", "list")
    // While the screen still has the run as running it would ask what to do with it.
    try second.wait(for: "■")
    let shown = try second.output(of: ["runs", "show", "r0001"])
    #expect(shown.contains("checkpoint resume"))
    second.type("q")
    #expect(try second.end() == 0)
  }

  @Test(
    "a workbench that is killed takes the run on its threads with it, and the run goes on from its checkpoint"
  )
  func killed() throws {
    let first = try started()
    first.send(SIGKILL)
    _ = try first.end()
    let listed = try first.wait(for: "interrupted", in: "runs", "list")
    let step = Self.step(listed)
    let second = try PtyProgram(type: "xterm-256color", columns: 80, rows: 24, home: first.home)
    try second.waitForDatabase()
    second.type("5")
    try second.wait(for: "interrupted")
    second.type("p")
    try second.wait(for: "running", in: "runs", "list")
    let start = Date()
    while Self.step(try second.output(of: ["runs", "list"])) <= step {
      try #require(Date().timeIntervalSince(start) < 300, "the run does not go on")
    }
    second.type("q")
    try second.wait(for: "stop with a checkpoint")
    second.type("s")
    #expect(try second.end() == 0)
    #expect(try second.output(of: ["runs", "list"]).contains("stopped"))
  }

  @Test("a run in a process of its own goes on when the workbench is killed")
  func apart() throws {
    let first = try started(" process=own", awaitsCheckpoint: false)
    first.send(SIGKILL)
    _ = try first.end()
    let step = Self.step(try first.output(of: ["runs", "list"]))
    let start = Date()
    while Self.step(try first.output(of: ["runs", "list"])) <= step + 1 {
      try #require(Date().timeIntervalSince(start) < 300, "the run does not go on")
    }
    #expect(try first.output(of: ["runs", "list"]).contains("running"))
    _ = try first.output(of: ["runs", "ask", "r0001", "stop"])
    try first.wait(for: "stopped", in: "runs", "list")
    #expect(try first.output(of: ["runs", "show", "r0001"]).contains("checkpoint resume"))
  }

  @Test("whoever waits for a run's process writes down how it ended")
  func ending() throws {
    let home = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: home.file("logs"), withIntermediateDirectories: true)
    let program = home.file("it's a program")
    try "#!/bin/sh\n[ $3 = r0001 ] && kill -9 $$\nexit 3\n"
      .write(toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let runs = [RunID(number: 1), RunID(number: 2)]
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c", DetachedRuns.script(for: runs, program: program, home: home.path),
    ]
    shell.standardError = FileHandle.nullDevice
    try shell.run()
    shell.waitUntilExit()
    let statuses = try runs.map { run in
      try String(contentsOfFile: RunLog.endingFile(of: run, home: home.path), encoding: .utf8)
        .split(whereSeparator: \.isWhitespace).map { Int($0) ?? -1 }
    }
    #expect(statuses.map(\.last) == [137, 3])
    #expect(statuses.allSatisfy { $0.count == 2 && $0[0] > 1 })
  }

  /// The step in a line of `runs list`.
  private static func step(_ text: String) -> Int {
    let words = text.split(separator: " ")
    guard let place = words.firstIndex(of: "step"), place + 1 < words.count else { return -1 }
    return Int(words[place + 1]) ?? -1
  }
}

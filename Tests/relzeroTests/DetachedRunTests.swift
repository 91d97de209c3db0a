import FixtureSupport
import Foundation
import RunLogs
import Testing

@testable import relzero

/// Runs that outlive the workbench, tried with the built program from end to end.
@Suite("Runs without the screen", .serialized)
struct DetachedRunTests {
  /// Small, but long enough to be left while it lives.
  private static func settings(epochs: Int) -> [String] {
    [
      "epochs=\(epochs)", "max_steps_per_epoch=2", "channels=8", "blocks=1", "batch_size=16",
      "patience=0",
    ]
  }

  private func started(
    _ more: String = "", epochs: Int = 200, awaitsCheckpoint: Bool = true
  ) throws -> PtyProgram {
    let terminal = try PtyProgram(type: "xterm-256color", columns: 80, rows: 24)
    try terminal.waitForDatabase()
    terminal.type("4")
    try terminal.wait(for: "roc_auc")
    let settings = Self.settings(epochs: epochs).joined(separator: " ")
    terminal.type(":train churn model=rdl \(settings)\(more)\r")
    try terminal.wait(for: "r0001")
    try terminal.wait(for: "running", in: "runs", "list")
    guard awaitsCheckpoint else { return terminal }
    // Past a checkpoint, so that there is something to go on from.
    try terminal.wait(for: "val: roc_auc", in: "runs", "logs", "r0001")
    _ = try terminal.output(of: ["runs", "ask", "r0001", "checkpoint"])
    try terminal.wait(for: "checkpoint resume", in: "runs", "show", "r0001")
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
    // Wide enough for the whole reason on one line.
    let second = try PtyProgram(type: "xterm-256color", columns: 140, rows: 24, home: first.home)
    try second.wait(for: "r0001 was interrupted: p on Train goes on")
    try second.waitForDatabase()
    second.type("5")
    try second.wait(for: "p goes on from its last checkpoint")
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

  @Test("a run of a workbench that crashes goes on in another process, and ends in the same bits")
  func crashed() throws {
    let first = try started(epochs: 40)
    first.send(SIGSEGV)
    #expect(try first.end() == 128 + SIGSEGV)
    #expect(first.bytes.contains("r0001 goes on in a process of its own"))
    let report = try String(contentsOfFile: first.home + "/crash.txt", encoding: .utf8)
    #expect(report.contains("\nhanded over r0001\n"))
    #expect(report.hasPrefix("signal 11\n"))
    // The next workbench says what happened, whether the run is over by then or not.
    let second = try PtyProgram(type: "xterm-256color", columns: 140, rows: 24, home: first.home)
    try second.wait(for: "in a process of its own")
    try first.wait(for: "finished", in: "runs", "list")
    let shown = try first.output(of: ["runs", "show", "r0001"])
    #expect(shown.contains("ended by signal 11 (SIGSEGV, a crash); it goes on in a process"))
    // It went on, rather than began anew.
    #expect(shown.contains("resume  back to step"))
    second.send(SIGTERM)
    _ = try second.end()

    let settings = Self.settings(epochs: 40).flatMap { ["--set", $0] }
    _ = try first.output(of: ["train", "demo", "--task", "churn", "--model", "rdl"] + settings)
    let (own, other) = (try curves("r0001", of: first), try curves("r0002", of: first))
    #expect(own.count > 60)
    #expect(own == other)
    let scores = try ["r0001", "r0002"].map { run in
      let text = try first.output(of: ["runs", "show", run])
      return text.split(separator: "\n").first?.split(separator: "  ").dropFirst(3) ?? []
    }
    #expect(scores[0].contains { $0.contains("test roc_auc") })
    #expect(scores[0] == scores[1])
  }

  /// What a run measured, all digits of it, but for what depends on the machine and the clock.
  private func curves(_ run: String, of program: PtyProgram) throws -> Set<[Substring]> {
    let lines = try program.output(of: ["runs", "export", run]).split(separator: "\n").dropFirst()
    return Set(
      lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        .filter { $0[3] != "machine" }.map { Array($0[1...5]) })
  }

  @Test("a run that was over when the workbench crashed is not started again")
  func crashedAfterwards() throws {
    let first = try started(epochs: 1, awaitsCheckpoint: false)
    try first.wait(for: "finished", in: "runs", "list")
    first.type("6")
    try first.settle()
    first.send(SIGABRT)
    #expect(try first.end() == 128 + SIGABRT)
    let report = try String(contentsOfFile: first.home + "/crash.txt", encoding: .utf8)
    #expect(!report.contains("handed over"))
    #expect(!FileManager.default.fileExists(atPath: first.home + "/logs/r0001.log"))
  }

  @Test("a run goes on without the screen when the terminal is gone, and nobody could be asked")
  func hungUp() throws {
    let first = try started()
    // A shell whose terminal goes sends it too, and again: while the run's checkpoint is written.
    for _ in 0..<40 {
      first.send(SIGHUP)
      Thread.sleep(forTimeInterval: 0.002)
    }
    #expect(try first.end() == 130)
    let kept = try first.wait(for: "running", in: "runs", "list")
    let step = Self.step(kept)
    let start = Date()
    while Self.step(try first.output(of: ["runs", "list"])) <= step {
      try #require(Date().timeIntervalSince(start) < 300, "the run does not go on")
    }
    _ = try first.output(of: ["runs", "ask", "r0001", "stop"])
    try first.wait(for: "stopped", in: "runs", "list")
  }

  @Test("the end of the terminal is not heard where nohup has it ignored")
  func ignored() throws {
    let program = try PtyProgram(
      type: "xterm-256color", columns: 80, rows: 24, after: "trap '' HUP")
    try program.waitForDatabase()
    program.send(SIGHUP)
    program.type("2")
    try program.wait(for: "customers")
    program.type("q")
    #expect(try program.end() == 0)
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

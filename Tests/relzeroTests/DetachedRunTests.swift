import Foundation
import Testing

/// Runs that outlive the workbench, tried with the built program from end to end.
@Suite("Runs without the screen", .serialized)
struct DetachedRunTests {
  /// Small, but long enough to be left while it lives.
  private static let run =
    ":train churn model=rdl epochs=200 max_steps_per_epoch=2 channels=8 blocks=1 batch_size=16 patience=0\r"

  private func started() throws -> PtyProgram {
    let terminal = try PtyProgram(type: "xterm-256color", columns: 80, rows: 24)
    try terminal.waitForDatabase()
    terminal.type("4")
    try terminal.wait(for: "roc_auc")
    terminal.type(Self.run)
    try terminal.wait(for: "r0001")
    // Past its first checkpoint, so that there is something to go on from.
    try terminal.wait(for: "running", in: "runs", "list")
    try terminal.wait(for: "checkpoint", in: "runs", "show", "r0001")
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

  /// The step in a line of `runs list`.
  private static func step(_ text: String) -> Int {
    let words = text.split(separator: " ")
    guard let place = words.firstIndex(of: "step"), place + 1 < words.count else { return -1 }
    return Int(words[place + 1]) ?? -1
  }
}

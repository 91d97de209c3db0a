import Testing

@testable import RunLogs

@Suite("Scores on test rows")
struct TestScoreTests {
  let home = try! TemporaryHome()

  @Test("that a run already has are found, of the same task and run alone")
  func earlier() throws {
    let log = try RunLog(home: home.path)
    defer { try? log.close() }
    let run = try log.create(.sample())
    let other = try log.create(.sample())
    log.event("note", "dnf: not a score", of: run)
    #expect(try log.noteTest(of: "dnf", scores: ["roc_auc": 0.71239, "f1": 1], by: run).isEmpty)
    #expect(try log.noteTest(of: "dnf-2", scores: [:], by: run).isEmpty)
    #expect(try log.noteTest(of: "dnf", scores: ["roc_auc": 0.6], by: other).isEmpty)
    let again = try log.noteTest(of: "dnf", scores: ["roc_auc": 0.8], by: run)
    #expect(again.map(\.message) == ["dnf: f1 1.0  roc_auc 0.7124"])
    let third = try log.noteTest(of: "dnf", scores: ["roc_auc": 0.8], by: run)
    #expect(third.map(\.message) == again.map(\.message) + ["dnf: roc_auc 0.8"])
  }
}

import FixtureSupport
import Foundation
import RunLogs
import Testing

@testable import relzero

@Suite("The list of runs")
struct KnownRunsTests {
  @Test("is read again only when something was written, or while a run lives")
  func reading() throws {
    let home = try TemporaryFolder()
    let log = try RunLog(home: home.path)
    defer { try? log.close() }
    let run = try log.create(
      RunDescription(
        model: "rdl", task: "t", database: "d", databasePath: "d.sqlite", fingerprint: "0",
        seed: 0, history: "cut", metric: "mae", higherIsBetter: false))
    var known = KnownRuns()
    var reads = 0
    func list() throws -> [RunSummary] {
      try known.runs(KnownRuns.Stamp(home: home.path)) {
        reads += 1
        return try log.listing(after: $0)
      }
    }
    // Waiting for its turn, it may change at any time.
    #expect(try list().map(\.status) == [.queued])
    _ = try list()
    #expect(reads == 2)
    try log.setStatus(.running, of: run)
    try log.setStatus(.finished, of: run)
    #expect(try list().map(\.status) == [.finished])
    #expect(reads == 3)
    _ = try list()
    #expect(reads == 3)
    try log.tag(run, "good")
    #expect(try list().map(\.tags) == [["good"]])
    #expect(reads == 4)
  }
}

import Foundation
import Testing

@testable import RunLogs

@Suite("The list of runs, read again")
struct ListingTests {
  let home = try! TemporaryHome()

  @Test("only what changed is read, and the list is what reading all of it gives")
  func changes() throws {
    let log = try RunLog(home: home.path)
    let runs = try (0..<40).map { _ in
      let run = try log.create(.sample())
      try log.setStatus(.finished, of: run)
      return run
    }
    let live = try log.create(.sample())
    try log.setStatus(.running, of: live)
    var listing = try log.listing()
    #expect(listing.read == 41)
    /// Reads again after something was done; the same as the whole list, but for the clock of a live run.
    func again(_ read: Int, after act: () throws -> Void) throws {
      try act()
      try log.flush()
      listing = try log.listing(after: listing)
      #expect(listing.read == read)
      func settled(_ runs: [RunSummary]) -> [RunSummary] {
        runs.map { run in
          var run = run
          if run.status.isLive { run.seconds = 0 }
          return run
        }
      }
      #expect(settled(listing.runs) == settled(try log.runs()))
    }
    // While a run lives, it alone is looked at again.
    try again(1) {}
    try again(1) { log.append([.val(0.7, step: 3)], to: live) }
    try again(2) { try log.tag(runs[3], "good") }
    // A tag that was there already was ignored by the database; so may the change be.
    try again(2) { try log.tag(runs[4], "good") }
    try again(2) { try log.rename(runs[5], "the wide one") }
    try again(2) { try log.note(runs[6], "a note") }
    try again(2) { try log.setResults(["mae": 1], split: "test", of: runs[7]) }
    try again(1) { try log.trash([runs[8]]) }
    try again(2) { try log.restore([runs[8]]) }
    try again(2) { _ = try log.create(.sample()) }
    try again(2) { try log.setStatus(.finished, of: live) }
    // What another process of another version writes is numbered as well: the file does it.
    let other = try RunLog(home: home.path)
    try again(2) { try other.untag(runs[3], "good") }
    #expect(listing.runs.count == 42)
  }

  @Test("a log without numbers, and another log in its place, are read whole")
  func otherLog() throws {
    let log = try RunLog(home: home.path)
    for _ in 0..<3 { try log.setStatus(.finished, of: try log.create(.sample())) }
    let known = try log.listing()
    let elsewhere = try TemporaryHome()
    let young = try RunLog(home: elsewhere.path)
    try young.setStatus(.finished, of: try young.create(.sample(seed: 9)))
    let found = try young.listing(after: known)
    #expect(found.read == 1 && found.runs.map(\.seed) == [9])
    try young.write("forget the numbers") {
      try $0.execute(sql: "DROP TABLE names; DROP TABLE changes")
    }
    for table in ["runs", "configuration", "baselines", "results", "tags", "heartbeat"] {
      for act in ["insert", "update", "delete"] {
        try young.write("forget") {
          try $0.execute(sql: "DROP TRIGGER IF EXISTS \(table)_\(act)_changes")
        }
      }
    }
    #expect(try young.listing(after: found).read == 1)
    // Opened for writing it has them again.
    try young.close()
    let opened = try RunLog(home: elsewhere.path)
    let whole = try opened.listing(after: found)
    #expect(whole.read == 1)
    try opened.note(whole.runs[0].id, "seen")
    #expect(try opened.listing(after: whole).runs[0].note == "seen")
  }
}

import Foundation
import GRDB
import Testing

@testable import RunLogs

@Suite("The run log says what is wrong")
struct TroubleTests {
  let home = try! TemporaryHome()
  var file: String { home.path + "/runs.sqlite" }

  func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing was wrong"
    } catch {
      return "\(error)"
    }
  }

  @Test("the home is the flag, else RELZERO_HOME, else XDG_DATA_HOME, else the user's own")
  func resolution() throws {
    let all = ["RELZERO_HOME": "/a", "XDG_DATA_HOME": "/b", "HOME": "/c"]
    #expect(try Home.resolve(flag: "/f", environment: all) == "/f")
    #expect(try Home.resolve(flag: "~/f", environment: all) == "/c/f")
    #expect(try Home.resolve(environment: all) == "/a")
    #expect(try Home.resolve(environment: ["XDG_DATA_HOME": "/b", "HOME": "/c"]) == "/b/relzero")
    #expect(
      try Home.resolve(environment: ["XDG_DATA_HOME": "b", "HOME": "/c"])
        == "/c/.local/share/relzero")
    #expect(
      try Home.resolve(environment: ["RELZERO_HOME": "", "HOME": "/c/"])
        == "/c/.local/share/relzero")
    #expect(throws: RunLogError.noHome) { try Home.resolve(environment: [:]) }
    #expect(try Home.resolve(flag: "here", environment: [:]).hasSuffix("/here"))
  }

  @Test("no log yet")
  func missing() {
    #expect(throws: RunLogError.missing(path: file)) { try RunLog.readOnly(home: home.path) }
    #expect(RunLogError.missing(path: "/h/runs.sqlite").description.contains("--home"))
  }

  @Test("a file where the home should be")
  func fileInTheWay() throws {
    try Data().write(to: URL(fileURLWithPath: home.path + "/x"))
    let path = home.path + "/x"
    #expect(
      throws: RunLogError.homeNotMade(path: path, reason: "a file of that name is in the way")
    ) { try RunLog(home: path) }
    let below = message { _ = try RunLog(home: path + "/y") }
    #expect(below.hasPrefix("Cannot make the home folder \(path)/y: "))
  }

  @Test("a file that is no log, or another program's database")
  func notALog() throws {
    try Data(repeating: 65, count: 4_096).write(to: URL(fileURLWithPath: file))
    #expect(message { _ = try RunLog(home: home.path) }.contains("is no run log"))
    try FileManager.default.removeItem(atPath: file)
    let other = try DatabaseQueue(path: file)
    try other.write { try $0.execute(sql: "CREATE TABLE mine (a)") }
    try other.close()
    #expect(
      throws: RunLogError.notALog(path: file, reason: "it holds other tables")
    ) { try RunLog(home: home.path) }
    #expect(
      throws: RunLogError.notALog(path: file, reason: "it holds other tables")
    ) { try RunLog.readOnly(home: home.path) }
  }

  @Test("a log of a newer program")
  func newer() throws {
    try RunLog(home: home.path).close()
    let queue = try DatabaseQueue(path: file)
    try queue.write { try $0.execute(sql: "PRAGMA user_version = 9") }
    try queue.close()
    #expect(throws: RunLogError.newer(path: file, version: 9, known: 1)) {
      try RunLog(home: home.path)
    }
  }

  @Test("a run that is not there")
  func unknownRun() throws {
    let log = try RunLog(home: home.path)
    let run = try #require(RunID("r0042"))
    let error = RunLogError.unknownRun(run, path: file)
    #expect(throws: error) { try log.run(run) }
    #expect(throws: error) { try log.setStatus(.running, of: run) }
    #expect(throws: error) { try log.tag(run, "x") }
    #expect(throws: error) { try log.truncate(run, afterStep: 0) }
    #expect(throws: error) { try log.export([run], layout: .long, format: .csv) }
    #expect("\(error)".hasPrefix("There is no run r0042 in "))
  }

  @Test("names of runs are read with or without the r")
  func names() {
    #expect(RunID("r0042") == RunID(number: 42))
    #expect(RunID("42") == RunID(number: 42))
    #expect(RunID("r12345")?.description == "r12345")
    for text in ["", "r", "x1", "r-1", "r1x", "٤٢", "99999999999999999999"] {
      #expect(RunID(text) == nil, "\(text)")
    }
  }

  @Test("a log opened for reading refuses to write")
  func reading() throws {
    try RunLog(home: home.path).close()
    let reader = try RunLog.readOnly(home: home.path)
    #expect(throws: RunLogError.readOnly(path: file)) { try reader.create(.sample()) }
  }

  @Test("a full file says so, keeps the points, and writes them when there is room")
  func full() throws {
    let log = try RunLog(home: home.path)
    let run = try log.create(.sample())
    let writer = try #require(log.writer)
    let pages = try writer.read { try Int.fetchOne($0, sql: "PRAGMA page_count") } ?? 0
    try writer.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
    }
    log.append((1...5_000).map { .val(0.5, step: $0) }, to: run)
    #expect(throws: RunLogError.full(path: file)) { try log.flush() }
    #expect(log.trouble == .full(path: file))
    #expect(log.waiting == 1)
    #expect(try log.metrics(of: run).isEmpty)
    try writer.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA max_page_count = 1000000")
    }
    try log.flush()
    #expect(log.trouble == nil)
    #expect(try log.metrics(of: run).count == 5_000)
    #expect(try log.brokenRules() == [])
  }

  @Test("two writers of different runs, opened at once, both write")
  func twoWriters() throws {
    let path = home.path
    let writers = 4
    let failures = Failures()
    DispatchQueue.concurrentPerform(iterations: writers) { _ in
      do {
        let log = try RunLog(home: path)
        let run = try log.create(.sample())
        for step in 1...20 {
          log.append([.val(0.5, step: step)], to: run)
          try log.flush()
        }
        try log.close()
      } catch {
        failures.add("\(error)")
      }
    }
    #expect(failures.all == [])
    let log = try RunLog(home: path)
    #expect(try log.runs().map(\.step) == [20, 20, 20, 20])
    #expect(try log.brokenRules() == [])
  }

  @Test(
    "a log on a read-only medium can be read, and writing says that it cannot",
    .enabled(if: getuid() != 0, "the superuser may write everywhere"))
  func readOnlyHome() throws {
    let log = try RunLog(home: home.path)
    let run = try log.create(.sample())
    try log.close()
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: home.path)
    #expect(try RunLog.readOnly(home: home.path).run(run).id == run)
    #expect(throws: RunLogError.readOnly(path: file)) { try RunLog(home: home.path) }
  }
}

private final class Failures: @unchecked Sendable {
  private let lock = NSLock()  // guards `messages`
  private var messages: [String] = []
  func add(_ message: String) { lock.withLock { messages.append(message) } }
  var all: [String] { lock.withLock { messages } }
}

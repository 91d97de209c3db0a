import GRDB
import Testing

@testable import RunLogs

@Suite("Names of runs")
struct NameTests {
  let home = try! TemporaryHome()

  @Test("a run is given a name, another, none; a run that is not there cannot be named")
  func rename() throws {
    let log = try RunLog(home: home.path)
    defer { try? log.close() }
    let run = try log.create(.sample())
    let other = try log.create(.sample())
    #expect(try log.run(run).name.isEmpty)
    try log.rename(run, "wide")
    #expect(try log.run(run).name == "wide")
    #expect(try log.run(run).text.contains("“wide”"))
    #expect(try log.run(other).name.isEmpty)
    try log.rename(run, "wider")
    #expect(try log.runs().map(\.name) == ["", "wider"])
    try log.rename(run, "")
    #expect(try log.run(run).name.isEmpty)
    #expect(throws: RunLogError.self) { try log.rename(RunID(number: 99), "x") }
  }

  @Test("two runs do not have one name, and none has what looks like a number of a run")
  func taken() throws {
    let log = try RunLog(home: home.path)
    defer { try? log.close() }
    let run = try log.create(.sample())
    let other = try log.create(.sample())
    try log.rename(run, "wide")
    try log.rename(run, "wide")
    #expect(throws: RunLogError.nameTaken("wide", by: run)) { try log.rename(other, "wide") }
    try log.rename(other, "narrow")
    #expect(throws: RunLogError.nameTaken("wide", by: run)) { try log.rename(other, "wide") }
    #expect(try log.run(other).name == "narrow")
    #expect(throws: RunLogError.self) { try log.rename(other, "r0009") }
  }

  @Test(
    "a log from before there were names is read as it is, and takes names once it is written to")
  func older() throws {
    do {
      let log = try RunLog(home: home.path)
      _ = try log.create(.sample())
      try log.close()
    }
    let file = try DatabaseQueue(path: home.path + "/runs.sqlite")
    try file.write { try $0.execute(sql: "DROP TABLE names") }
    try file.close()
    let reader = try RunLog.readOnly(home: home.path)
    #expect(try reader.runs().map(\.name) == [""])
    let log = try RunLog(home: home.path)
    defer { try? log.close() }
    let run = try #require(try log.runs().first?.id)
    try log.rename(run, "first")
    #expect(try log.run(run).name == "first")
  }
}

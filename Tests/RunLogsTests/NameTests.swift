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

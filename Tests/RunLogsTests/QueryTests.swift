import Inspection
import Testing

@testable import RunLogs

@Suite("Questions to the run log")
struct QueryTests {
  let home = try! TemporaryHome()

  private func log() throws -> RunLog {
    let log = try RunLog(home: home.path)
    for seed in 0..<5 { _ = try log.create(.sample(seed: UInt64(seed))) }
    return log
  }

  @Test("a SELECT is answered with its columns and values, cut where asked")
  func select() throws {
    let log = try log()
    defer { try? log.close() }
    let answer = try RunLog.query(
      "SELECT model, count(*) AS n, NULL FROM runs", home: home.path)
    #expect(answer.columns == ["model", "n", "NULL"])
    #expect(answer.rows == [[.text("rdl"), .integer(5), .null]])
    #expect(!answer.isCut)
    let cut = try RunLog.query("SELECT id FROM runs", home: home.path, limit: 3)
    #expect(cut.rows.count == 3)
    #expect(cut.isCut)
    #expect(try RunLog.query("SELECT 1; ", home: home.path).rows == [[.integer(1)]])
    #expect(try !RunLog.query("SELECT id FROM runs", home: home.path, limit: 5).isCut)
  }

  @Test(
    "what would write is refused, and what is no SQL is said in SQLite's words",
    arguments: [
      "DELETE FROM runs", "UPDATE runs SET note = 'x'", "DROP TABLE runs",
      "INSERT INTO tags VALUES (1, 'a')", "CREATE TABLE x (y)", "PRAGMA user_version = 9",
      "SELEC 1", "SELECT * FROM nothing", "", "  ", "SELECT 1; SELECT 2",
      "SELECT 1; DELETE FROM runs", "DELETE FROM runs; SELECT 1",
    ])
  func refused(_ sql: String) throws {
    let log = try log()
    defer { try? log.close() }
    let error = #expect(throws: RunLogError.self) { try RunLog.query(sql, home: home.path) }
    // Words for a person, not for who writes programs.
    #expect(error?.description.contains("allStatements") == false)
    #expect(try log.runs().count == 5)
    #expect(try log.runs().allSatisfy { $0.note.isEmpty })
  }
}

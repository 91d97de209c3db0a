import FixtureSupport
import Inspection
import Relational
import Testing

@Suite("Watching a database being read")
struct OpeningTests {
  private func path() throws -> String {
    try TemporaryFolder().database(
      """
      CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
      INSERT INTO people VALUES (1, 'a'), (2, 'b'), (9, 'c');
      CREATE TABLE codes (code TEXT PRIMARY KEY) WITHOUT ROWID;
      INSERT INTO codes VALUES ('x');
      """)
  }

  @Test("names and columns are known before the rows, then how many are read")
  func progress() throws {
    var heard: [OpeningSummary] = []
    let database = try Database.open(at: try path()) {
      heard.append($0)
      return true
    }
    #expect(database.rowCount == 4)
    // The greatest row number is the most rows that there can be; such a table alone has one.
    #expect(heard.first?.tables.map(\.rows) == [9, nil])
    #expect(heard.first?.tables.map(\.columns) == [["id", "name"], ["code"]])
    #expect(heard.first?.read == 0)
    #expect(heard.last?.phase == .linking)
    #expect(heard.last?.tables.map(\.read) == [3, 1])
  }

  @Test("it ends as soon as nobody wants it any more")
  func stopping() throws {
    let path = try path()
    var calls = 0
    #expect(throws: DatabaseError.stopped(path: path)) {
      try Database.open(at: path) { _ in
        calls += 1
        return calls < 2
      }
    }
    #expect(calls == 2)
  }
}

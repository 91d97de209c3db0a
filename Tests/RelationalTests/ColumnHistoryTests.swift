import FixtureSupport
import Inspection
import Relational
import Testing

@Suite("A column over time")
struct ColumnHistoryTests {
  private static let sql = """
    CREATE TABLE sales (id INTEGER PRIMARY KEY, amount INTEGER, note TEXT, sold_at DATETIME);
    INSERT INTO sales VALUES
      (1, 0, 'x', '2019-11-30'), (2, 8, 'x', '2020-01-01'), (3, 16, NULL, '2020-01-31 23:59:59'),
      (4, NULL, 'y', '2020-02-01'), (5, 15, 'x', '2020-02-10'), (6, 3, 'x', NULL);
    CREATE TABLE shops (id INTEGER PRIMARY KEY, name TEXT);
    INSERT INTO shops VALUES (1, 'a');
    """

  private func database() throws -> Database {
    try Database.open(at: try TemporaryFolder().database(Self.sql))
  }

  @Test("counts rows, NULL and values per month, in the same bins throughout")
  func months() throws {
    let history = try #require(try database().history(ofColumn: 1, in: 0))
    #expect(history.timeColumn == "sold_at" && history.untimed == 1 && history.later == 0)
    // 72 days are more than 24, 11 weeks are not.
    #expect(history.unit == "7 days")
    #expect(history.periods.reduce(0) { $0 + $1.rows } == 5)
    #expect(history.periods.reduce(0) { $0 + $1.nulls } == 1)
    // 0, 8, 16, 15 in eight bins of width 2: the rows with a time alone.
    let sums = (0..<8).map { bin in history.periods.reduce(0) { $0 + $1.histogram[bin] } }
    #expect(sums == [1, 0, 0, 0, 1, 0, 0, 2])
    #expect(history.periods.first?.mean == 0)
    #expect(history.bins.first == "0" && history.bins[1] == "2")
  }

  @Test("texts are told apart by name, the most frequent first")
  func texts() throws {
    let history = try #require(try database().history(ofColumn: 2, in: 0))
    #expect(history.bins == ["x", "y"] && history.isByValue)
    #expect(history.periods.allSatisfy { $0.mean == nil })
    #expect(history.periods.reduce(0) { $0 + $1.histogram[0] } == 3)
  }

  @Test("rows after the as-of time are left out and counted")
  func asOf() throws {
    let time = try #require(Timestamp(parsing: "2020-01-31"))
    let history = try #require(
      try database().history(ofColumn: 1, in: 0, asOf: time.microseconds))
    #expect(history.later == 3)
    #expect(history.periods.reduce(0) { $0 + $1.rows } == 2)
  }

  @Test("says how far it is, and ends when told to")
  func watched() throws {
    let database = try database()
    var shares: [Double] = []
    _ = try database.history(ofColumn: 1, in: 0) { share in
      shares.append(share)
      return true
    }
    #expect(shares == [0, 1.0 / 3, 2.0 / 3])
    for end in shares {
      #expect(throws: DatabaseError.stopped(path: database.path)) {
        try database.history(ofColumn: 1, in: 0) { $0 < end }
      }
    }
  }

  @Test("a table without times has no history")
  func timeless() throws {
    #expect(try database().history(ofColumn: 1, in: 1) == nil)
  }

  @Test("long spans are put into years or more, never into more than 24 periods")
  func years() throws {
    let rows = (0..<74).map { "(\($0), '\(1950 + $0)-05-13')" }.joined(separator: ", ")
    let database = try Database.open(
      at: try TemporaryFolder().database(
        "CREATE TABLE races (id INTEGER PRIMARY KEY, date DATETIME); INSERT INTO races VALUES \(rows);"
      ))
    let history = try #require(try database.history(ofColumn: 0, in: 0))
    // 74 years: 37 periods of two, 15 of five.
    #expect(history.unit == "5 years" && history.periods.count == 15)
    #expect(history.periods.first?.label == "1950" && history.periods.last?.label == "2020")
    #expect(history.periods.map(\.rows) == Array(repeating: 5, count: 14) + [4])
  }
}

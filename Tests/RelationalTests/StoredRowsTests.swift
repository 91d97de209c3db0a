import FixtureSupport
import Foundation
import Inspection
import Relational
import Testing

@Suite("Pages of a table in its file")
struct StoredRowsTests {
  /// Numbers from 1 to 400.
  private static let numbers =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400)"

  struct Shape: Sendable, CustomTestStringConvertible {
    var name: String
    var sql: String
    var table = "t"
    var testDescription: String { name }
  }

  static let shapes: [Shape] = [
    Shape(
      name: "dense",
      sql: "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT);"
        + "\(numbers) INSERT INTO t SELECT i, 'v' || i FROM n"),
    Shape(
      name: "gaps",
      sql: "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT);"
        + "\(numbers) INSERT INTO t SELECT i * i * i, 'v' || i FROM n"),
    Shape(
      name: "negative and huge row numbers",
      sql: "CREATE TABLE t(id INTEGER PRIMARY KEY, v INTEGER);"
        + "\(numbers) INSERT INTO t SELECT (i - 200) * 40000000000000000, i FROM n;"
        + "INSERT INTO t VALUES (-9223372036854775808, -1), (9223372036854775807, -2)"),
    Shape(
      name: "no key, rows deleted",
      sql: "CREATE TABLE t(a INTEGER, b TEXT);"
        + "\(numbers) INSERT INTO t SELECT 400 - i, 'b' || (i % 7) FROM n;"
        + "DELETE FROM t WHERE a % 3 = 0"),
    Shape(
      name: "an index that holds all columns",
      sql: "CREATE TABLE t(a INTEGER, b INTEGER, PRIMARY KEY(a, b)) WITHOUT ROWID;"
        + "CREATE INDEX other ON t(b, a);"
        + "\(numbers) INSERT INTO t SELECT i % 3, i FROM n"),
    Shape(
      name: "text keys",
      sql: "CREATE TABLE t(code TEXT PRIMARY KEY, v INTEGER) WITHOUT ROWID;"
        + "\(numbers) INSERT INTO t SELECT 'k' || (i * 7919 % 400), i FROM n;"
        + "INSERT INTO t VALUES ('', 0), ('佐藤', -1), ('''\"%', -2)"),
    Shape(
      name: "texts that are none",
      sql: "CREATE TABLE t(code TEXT PRIMARY KEY, v INTEGER) WITHOUT ROWID;"
        // Bytes that are no UTF-8, and a zero in the middle: 500 keys, many alike once repaired.
        + "\(numbers) INSERT INTO t SELECT CAST(x'ff' || CAST(char(i % 128) AS BLOB) || x'fe' "
        + "|| CAST(i AS TEXT) AS TEXT), i FROM n"),
    Shape(
      name: "a key of several columns and kinds",
      sql: "CREATE TABLE t(a, b REAL, c BLOB, v INTEGER, PRIMARY KEY(a, b DESC, c)) WITHOUT ROWID;"
        + "\(numbers) INSERT INTO t SELECT 'a' || (i % 2), i % 5 + 0.5, randomblob(8), i FROM n"),
    Shape(
      name: "a key that ignores case",
      sql: "CREATE TABLE t(code TEXT COLLATE NOCASE PRIMARY KEY, v INTEGER) WITHOUT ROWID;"
        + "\(numbers) INSERT INTO t SELECT char(65 + i % 2 * 32 + i % 23) || i, i FROM n"),
    Shape(
      name: "names that are no words",
      sql: "CREATE TABLE \"a \"\"b\"\" [c]\"(rowid TEXT, \"_rowid_\" TEXT, \"se lect\" INTEGER);"
        + "\(numbers) INSERT INTO \"a \"\"b\"\" [c]\" SELECT 'x' || i, 'y', i FROM n",
      table: "a \"b\" [c]"),
    Shape(name: "one row", sql: "CREATE TABLE t(v TEXT); INSERT INTO t VALUES ('only')"),
    Shape(name: "empty", sql: "CREATE TABLE t(v TEXT)"),
  ]

  /// A table in its file beside the same one in memory.
  private struct Both {
    let stored: StoredRows
    let table: String
    let cells: [[CellValue]]

    init(_ shape: Shape, in folder: TemporaryFolder) throws {
      let path = try folder.database(shape.sql)
      table = shape.table
      stored = StoredRows(path: path)
      let read = try #require(try Database.open(at: path).table(named: shape.table))
      cells = (0..<read.rowCount).map { row in
        read.columns.indices.map { read.cell(row: row, column: $0) }
      }
    }

    func page(_ limit: Int, _ place: StoredPlace) throws -> RowPageSummary {
      try stored.page(of: table, limit: limit, at: place)
    }

    /// Every row of a page is the one that its place says.
    func check(_ page: RowPageSummary, _ words: String) {
      guard let stretch = page.stretch else {
        #expect(cells.isEmpty && page.rows.isEmpty, "\(words)")
        return
      }
      #expect(page.rows.map(\.row) == Array(stretch.places), "\(words)")
      #expect(page.visibleRows == stretch.total && page.offset == stretch.places.lowerBound)
      #expect(
        page.rows.map(\.cells)
          == page.rows.map { cells[stretch.row(at: $0.row, of: cells.count)] }, "\(words)")
      #expect(stretch.certainty != .exact || stretch.total == cells.count, "\(words)")
      #expect(stretch.certainty != .atMost || stretch.total >= cells.count, "\(words)")
    }
  }

  @Test(
    "from the first page on every row comes once, in the order of the reading", arguments: shapes)
  func forward(_ shape: Shape) throws {
    let both = try Both(shape, in: TemporaryFolder())
    for limit in [1, 7, 100, 400, 1000] where limit > 1 || both.cells.count < 5 {
      var page = try both.page(limit, .first)
      var seen = page.rows.map(\.cells)
      while let stretch = page.stretch {
        page = try both.page(limit, .at(stretch.places.upperBound, near: stretch))
        both.check(page, "from \(stretch.places)")
        let next = page.rows.filter { $0.row >= stretch.places.upperBound }
        if next.isEmpty { break }
        #expect(next.first?.row == stretch.places.upperBound)
        seen += next.map(\.cells)
      }
      #expect(seen == both.cells, "\(limit) at a time")
      #expect(page.visibleRows == both.cells.count)
    }
  }

  @Test("from the last page back every row comes once, and the first is at 0", arguments: shapes)
  func backward(_ shape: Shape) throws {
    let both = try Both(shape, in: TemporaryFolder())
    for limit in [7, 100, 400, 1000] {
      var page = try both.page(limit, .last)
      var seen = page.rows.map(\.cells)
      #expect(seen == Array(both.cells.suffix(limit)))
      while let stretch = page.stretch, stretch.places.lowerBound > 0 {
        page = try both.page(limit, .at(max(0, stretch.places.lowerBound - limit), near: stretch))
        both.check(page, "back from \(stretch.places)")
        let here = try #require(page.stretch)
        let before = page.rows.filter { $0.row < stretch.places.lowerBound + here.shift }
        try #require(!before.isEmpty)
        seen = before.map(\.cells) + seen
      }
      #expect(seen == both.cells, "\(limit) at a time")
      #expect(page.offset == 0 && page.visibleRows == both.cells.count)
    }
  }

  @Test("wherever one goes, a row is where its place says, also after a shift", arguments: shapes)
  func wandering(_ shape: Shape) throws {
    let both = try Both(shape, in: TemporaryFolder())
    let limit = 60
    var place = StoredPlace.last
    var before: StoredStretch?
    var random = SystemRandomNumberGenerator()
    for step in 0..<60 {
      let page = try both.page(limit, place)
      both.check(page, "step \(step): \(place)")
      guard let here = page.stretch else { return }
      if let before {
        let moved = before.places.lowerBound + here.shift
        if here.places.contains(moved) {
          #expect(
            here.row(at: moved, of: both.cells.count)
              == before.row(at: before.places.lowerBound, of: both.cells.count),
            "step \(step): \(place)")
        }
      }
      before = here
      switch Int.random(in: 0..<12, using: &random) {
      case 0:
        place = .first
        before = nil
      case 1:
        place = .last
        before = nil
      default:
        let from = here.places.lowerBound - 2 * limit
        let to = here.places.upperBound + 2 * limit
        place = .at(max(0, Int.random(in: from...to, using: &random)), near: here)
      }
    }
  }

  @Test("columns are marked as their declarations say, cells are shown as they are stored")
  func cells() throws {
    let path = try TemporaryFolder().database(
      """
      CREATE TABLE p(id BLOB PRIMARY KEY);
      CREATE TABLE t(id INTEGER PRIMARY KEY, p BLOB REFERENCES p, at DATETIME, mixed, body BLOB);
      INSERT INTO t VALUES (3, x'0aff', '2020-01-05', 1.5, x'0aff'), (4, NULL, 17, '', '');
      INSERT INTO t VALUES (5, 'p', '', char(27) || '[31m', zeroblob(70));
      """)
    let page = try StoredRows(path: path).page(of: "t", limit: 9, at: .first)
    #expect(
      page.columns.map(\.role) == [
        .key, .foreignKey(table: "p"), .feature, .feature, .feature,
      ])
    #expect(
      page.rows.map(\.cells) == [
        [.integer(3), .text("0aff"), .text("2020-01-05"), .real(1.5), .blob(byteCount: 2)],
        [.integer(4), .null, .integer(17), .text(""), .text("")],
        [.integer(5), .text("p"), .text(""), .text("\u{1B}[31m"), .blob(byteCount: 70)],
      ])
  }

  @Test("a writer beside it changes no place of the rows that stay, and is not held up")
  func writer() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("w.sqlite")
    let writer = try OtherProgram(path)
    try writer.execute("PRAGMA journal_mode = WAL; CREATE TABLE t(id INTEGER PRIMARY KEY)")
    try writer.execute("\(Self.numbers) INSERT INTO t SELECT i * 10 FROM n")
    let stored = StoredRows(path: path)
    func ids(_ page: RowPageSummary) -> [CellValue] { page.rows.map { $0.cells[0] } }
    let first = try stored.page(of: "t", limit: 5, at: .first)
    #expect(ids(first) == [10, 20, 30, 40, 50].map(CellValue.integer))
    try writer.execute("BEGIN IMMEDIATE; INSERT INTO t VALUES (5), (15), (55)")
    try writer.execute("DELETE FROM t WHERE id IN (30, 50, 70)")
    let stretch = try #require(first.stretch)
    // What is not committed is not there.
    #expect(
      ids(try stored.page(of: "t", limit: 3, at: .at(5, near: stretch)))
        == [60, 70, 80].map(CellValue.integer))
    try writer.execute("COMMIT")
    // The last row of the page is gone: what is behind it comes next.
    #expect(
      ids(try stored.page(of: "t", limit: 3, at: .at(5, near: stretch)))
        == [55, 60, 80].map(CellValue.integer))
    let back = try stored.page(of: "t", limit: 3, at: .at(0, near: stretch))
    #expect(back.rows.first?.cells == [.integer(10)])
    // Rows are added behind the last: what was the last is two before it now.
    let last = try #require(try stored.page(of: "t", limit: 5, at: .last).stretch)
    try writer.execute("INSERT INTO t VALUES (4010), (4020)")
    let later = try stored.page(of: "t", limit: 5, at: .at(last.places.lowerBound + 3, near: last))
    #expect(ids(later) == [3980, 3990, 4000, 4010, 4020].map(CellValue.integer))
    let shift = try #require(later.stretch?.shift)
    #expect(later.rows[2].row == last.places.upperBound - 1 + shift)
    #expect(later.rows[4].row == last.total - 1)
    try writer.close()
    #expect(try folder.contents == ["w.sqlite"])
    #expect(ids(try stored.page(of: "t", limit: 1, at: .first)) == [.integer(5)])
    #expect(try folder.contents == ["w.sqlite"])
  }

  @Test("what has no pages says so")
  func errors() throws {
    let path = try TemporaryFolder().database(
      "CREATE TABLE t(a); CREATE VIEW v AS SELECT a FROM t;"
        + "CREATE VIRTUAL TABLE f USING fts5(body)")
    let stored = StoredRows(path: path)
    #expect(throws: DatabaseError.notInPages(table: "v")) {
      try stored.page(of: "v", limit: 5, at: .first)
    }
    #expect(throws: DatabaseError.notInPages(table: "f")) {
      try stored.page(of: "f", limit: 5, at: .last)
    }
    #expect(throws: DatabaseError.unknownTable("T2")) {
      try stored.page(of: "T2", limit: 5, at: .first)
    }
    #expect(throws: DatabaseError.missing(path: path + "x")) {
      try StoredRows(path: path + "x").page(of: "t", limit: 5, at: .first)
    }
  }
}

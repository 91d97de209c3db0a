import FixtureSupport
import Inspection
import Relational
import Testing

/// One database with everything that real ones have and textbooks do not.
private let dirt = """
  CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, manager_id INTEGER REFERENCES people(id));
  INSERT INTO people VALUES (1, 'root', NULL), (2, 'b', 1), (3, 'c', 99), (10, 'd', 2);

  CREATE TABLE "order" ("select" TEXT PRIMARY KEY, "two words" TEXT, "a""quote" INTEGER,
    "🏎" REAL, "" TEXT) WITHOUT ROWID;
  INSERT INTO "order" VALUES ('z', 'x', 1, 0.5, ''), ('a', NULL, NULL, NULL, 'y');

  CREATE TABLE games (
    home TEXT REFERENCES "order", away TEXT REFERENCES "order" ("select"),
    season INTEGER, round INTEGER, PRIMARY KEY (season, round));
  INSERT INTO games VALUES ('z', 'a', 2020, 1), ('z', 'nobody', 2020, 2), (NULL, 'z', 2021, 1);

  CREATE TABLE goals (goal_id INTEGER PRIMARY KEY, season INTEGER, round INTEGER, minute INTEGER,
    FOREIGN KEY (season, round) REFERENCES games (season, round));
  INSERT INTO goals VALUES (1, 2020, 2, 5), (2, 2021, 1, 7), (3, 2021, 9, 8), (4, NULL, 1, 9);

  CREATE TABLE "types" (id INTEGER PRIMARY KEY, mixed, big INTEGER, number, csv INTEGER,
    flag BOOLEAN, data BLOB, "nothing", lossy NUMERIC);
  INSERT INTO "types" VALUES
    (1, 1, 9007199254740993, 1, '', 1, x'0102', NULL, 9007199254740993),
    (2, 'two', 9223372036854775807, 2.5, 7, 0, x'', NULL, 0.5),
    (3, 3.5, -9223372036854775808, 3, '', NULL, NULL, NULL, NULL),
    (4, x'ff', NULL, NULL, 8, 1, x'00', NULL, 2);

  CREATE TABLE times (id INTEGER PRIMARY KEY, iso TEXT, born DATE, created_at INTEGER,
    ms TIMESTAMP, early DATETIME, almost DATETIME, clock TEXT, compact DATE, year DATE);
  INSERT INTO times VALUES
    (1, '1969-12-31', '1896-12-28', 1262304000, 1262304000000, -1, '2010-01-01', '12:30', 20100101, 2010),
    (2, '2010-01-01 12:30:00', '', 1262304001, 1262304000500, 0, 'n/a', '13:30', 20101231, 2011),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

  CREATE TABLE "nothing" (id INTEGER PRIMARY KEY, x REAL, at DATETIME);
  CREATE TABLE loose (word TEXT, weight REAL);
  INSERT INTO loose VALUES ('same', 1.5), ('same', 1.5);
  CREATE VIEW young AS SELECT id, name FROM people WHERE id > 2;
  CREATE VIEW broken AS SELECT * FROM people;
  CREATE TABLE orphan (id INTEGER PRIMARY KEY, x INTEGER REFERENCES gone(id));
  CREATE TABLE tokens (token BLOB PRIMARY KEY, up BLOB REFERENCES tokens);
  INSERT INTO tokens VALUES (x'00ff', NULL), (x'abcd', x'00ff');
  CREATE TABLE accents (word TEXT PRIMARY KEY);
  INSERT INTO accents VALUES (char(233)), ('e' || char(769)), ('with' || char(0) || 'nul');
  CREATE TABLE loans (id INTEGER PRIMARY KEY, person TEXT REFERENCES people(id));
  INSERT INTO loans VALUES (1, '10'), (2, '010'), (3, 'x');
  CREATE VIRTUAL TABLE search USING fts5(body);
  INSERT INTO search VALUES ('found');
  DROP VIEW broken;
  CREATE VIEW broken AS SELECT * FROM gone_too;
  """

@Suite("A dirty database")
struct DirtyDatabaseTests {
  let database: Database

  init() throws {
    database = try Database.open(at: try TemporaryFolder().database(dirt))
  }

  private func table(_ name: String) throws -> Table { try #require(database.table(named: name)) }

  private func column(_ table: String, _ name: String) throws -> Column {
    let table = try self.table(table)
    return table.columns[try #require(table.schema.index(ofColumn: name))]
  }

  private func cells(_ table: String, _ name: String) throws -> [CellValue] {
    let column = try column(table, name)
    return (0..<column.rowCount).map { column.cell(row: $0) }
  }

  private func parents(_ label: String) throws -> [Int32] {
    let index = try #require(
      database.schema.relations.firstIndex { database.schema.label(of: $0) == label })
    return database.parentRows(of: index)
  }

  private func warns(_ part: String) -> Bool {
    database.schema.warnings.contains { $0.message.contains(part) }
  }

  @Test("tables come in the order of their creation, without SQLite's own")
  func order() {
    #expect(
      database.tables.map(\.name) == [
        "people", "order", "games", "goals", "types", "times", "nothing", "loose", "young",
        "orphan", "tokens", "accents", "loans", "search",
      ])
  }

  @Test("a self reference, with NULL and dangling keys")
  func selfReference() throws {
    #expect(try parents("people.manager_id → people.id") == [-1, 0, -1, 1])
  }

  @Test("reserved, quoted, empty and pictured names, without rowid, in the key's order")
  func names() throws {
    let table = try table("order")
    #expect(table.schema.columns.map(\.name) == ["select", "two words", "a\"quote", "🏎", ""])
    #expect(try cells("order", "select") == [.text("a"), .text("z")])
    #expect(try cells("order", "🏎") == [.null, .real(0.5)])
    #expect(try cells("order", "") == [.text("y"), .text("")])
    #expect(table.row(forKey: "z") == 1)
    #expect(table.row(forKey: "nobody") == nil)
  }

  @Test("two text keys to one table, one of them without naming the column")
  func twoKeys() throws {
    #expect(try parents("games.home → order.select") == [1, 1, -1])
    #expect(try parents("games.away → order.select") == [0, -1, 1])
  }

  @Test("composite keys, NULL in one part of them")
  func composite() throws {
    #expect(try parents("goals.season, round → games.season, round") == [1, 2, -1, -1])
    let games = try table("games")
    #expect(games.keyText(row: 1) == "2020, 2")
    #expect(games.row(forKey: "2020, 2") == 1)
    #expect(games.row(forKey: "2020,2") == 1)
    #expect(games.row(forKey: " 2020 ,  2") == 1)
    #expect(games.row(forKey: "2020, 3") == nil)
  }

  @Test("values of several types in one column become text, and the schema says so")
  func mixed() throws {
    #expect(
      try cells("types", "mixed") == [.text("1"), .text("two"), .text("3.5"), .text("⟨1 B⟩")])
    #expect(warns("types.mixed mixes 1 integers, 1 reals, 1 texts, 1 blobs: read as text"))
  }

  @Test("integers beyond 2^53 keep every digit; among reals their loss is told")
  func bigIntegers() throws {
    #expect(
      try cells("types", "big") == [
        .integer(9_007_199_254_740_993), .integer(.max), .integer(.min), .null,
      ])
    #expect(try column("types", "lossy").schema.storage == .real)
    #expect(warns("types.lossy: 1 integers beyond 2^53 lose digits"))
  }

  @Test("integers among reals are reals; empty text among numbers is missing")
  func numbers() throws {
    #expect(try cells("types", "number") == [.real(1), .real(2.5), .real(3), .null])
    #expect(try cells("types", "csv") == [.null, .integer(7), .null, .integer(8)])
    #expect(try column("types", "csv").nullCount == 2)
    #expect(warns("types.csv: 2 empty texts among numbers read as missing"))
  }

  @Test("booleans, blobs and columns without any value")
  func otherTypes() throws {
    #expect(try cells("types", "flag") == [.boolean(true), .boolean(false), .null, .boolean(true)])
    #expect(
      try cells("types", "data") == [
        .blob(byteCount: 2), .blob(byteCount: 0), .null, .blob(byteCount: 1),
      ])
    #expect(try cells("types", "nothing") == [.null, .null, .null, .null])
  }

  @Test("times as ISO text, unix seconds, milliseconds, compact dates, before 1970")
  func times() throws {
    #expect(
      try cells("times", "iso") == [.time("1969-12-31"), .time("2010-01-01 12:30:00"), .null])
    #expect(try cells("times", "born") == [.time("1896-12-28"), .null, .null])
    #expect(
      try cells("times", "created_at") == [
        .time("2010-01-01"), .time("2010-01-01 00:00:01"), .null,
      ]
    )
    #expect(
      try cells("times", "ms") == [.time("2010-01-01"), .time("2010-01-01 00:00:00.500000"), .null])
    #expect(
      try cells("times", "early") == [.time("1969-12-31 23:59:59"), .time("1970-01-01"), .null])
    #expect(try cells("times", "compact") == [.time("2010-01-01"), .time("2010-12-31"), .null])
    #expect(try cells("times", "year") == [.integer(2010), .integer(2011), .null])
    #expect(try cells("times", "clock") == [.text("12:30"), .text("13:30"), .null])
    let created = try table("times")
    #expect(created.times == [1_262_304_000_000_000, 1_262_304_001_000_000, Table.noTime])
    #expect(warns("times.created_at is NULL in 1 rows: rows without a time are visible"))
  }

  @Test("one value that is no time keeps the column text, and the schema says so")
  func almostTimes() throws {
    #expect(try cells("times", "almost") == [.text("2010-01-01"), .text("n/a"), .null])
    #expect(warns("almost looks like a time, but 1 of 2 distinct values are not (first: \"n/a\")"))
  }

  @Test("an empty table has its declared types")
  func emptyTable() throws {
    let table = try table("nothing")
    #expect(table.rowCount == 0)
    #expect(table.columns.map(\.schema.storage) == [.integer, .real, .timestamp])
    #expect(table.row(forKey: "1") == nil)
  }

  @Test("a table without a key works by row numbers, with a warning")
  func noKey() throws {
    let table = try table("loose")
    #expect(table.schema.primaryKey.isEmpty)
    #expect(table.keyText(row: 1) == "1")
    #expect(table.row(forKey: "1") == 1)
    #expect(table.row(forKey: "2") == nil)
    #expect(warns("loose has no primary key"))
  }

  @Test("views are shown, virtual tables too, and a broken view is left out with its reason")
  func views() throws {
    #expect(try table("young").schema.isView)
    #expect(try cells("young", "name") == [.text("c"), .text("d")])
    #expect(try cells("search", "body") == [.text("found")])
    #expect(database.table(named: "broken") == nil)
    #expect(warns("view broken cannot be read and is left out"))
  }

  @Test("a foreign key to a table that is gone is not followed, with a warning")
  func orphan() {
    #expect(warns("orphan.x → gone: there is no table gone; not followed"))
  }

  @Test("keys of bytes are matched by their hexadecimal digits")
  func blobKeys() throws {
    #expect(try parents("tokens.up → tokens.token") == [-1, 0])
    #expect(try table("tokens").row(forKey: "abcd") == 1)
  }

  @Test("texts are equal when their bytes are, and keep NUL")
  func bytes() throws {
    let table = try table("accents")
    #expect(table.rowCount == 3)
    #expect(Set((0..<3).compactMap { table.row(forKey: table.keyText(row: $0)) }).count == 3)
    #expect(table.row(forKey: "with\0nul") == table.rowCount - 1)
  }

  @Test("a text key finds an integer key of the same digits, as in SQLite")
  func affinity() throws {
    #expect(try parents("loans.person → people.id").first == 3)
    #expect(try parents("loans.person → people.id").last == -1)
  }
}

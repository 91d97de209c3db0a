import EntityGraphs
import FixtureSupport
import Foundation
import Inspection
import Relational
import Testing

/// A table that is read alone shows what it shows among the others.
@Suite("A table read alone")
struct LoneTableTests {
  private static let declared = """
    CREATE TABLE drivers (id INTEGER PRIMARY KEY, surname TEXT, born, ident BLOB UNIQUE);
    INSERT INTO drivers VALUES (4, 'Alonso', '1981-07-29', x'01ff'), (2, 'Pérez', '', x'02'),
      (3, NULL, '1990-01-26 10:00:00', NULL), (1, 'Senna', NULL, x'0304');
    CREATE TABLE tracks (code TEXT PRIMARY KEY, name, open BOOLEAN) WITHOUT ROWID;
    INSERT INTO tracks VALUES ('NEW', 'Vegas', 1), ('MON', 'Monza', 0), ('SPA', 7, NULL);
    CREATE TABLE laps (id INTEGER PRIMARY KEY, driver_id INTEGER REFERENCES drivers,
      track TEXT REFERENCES tracks(code), who BLOB REFERENCES drivers(ident), lap_time, at DATETIME);
    INSERT INTO laps VALUES (10, 1, 'MON', x'02', 80.5, '2010-05-01 12:00:00'),
      (11, 2, 'MON', NULL, 81, '2010-05-02'), (12, 1, 'NEW', x'01ff', NULL, '2010-06-01'),
      (13, NULL, 'MON', x'02', '', '2009-01-01'), (14, 99, NULL, NULL, -80.5, NULL);
    CREATE INDEX other ON laps(track, at, id, driver_id, who, lap_time);
    """

  private struct Question: Sendable {
    var filter = ""
    var sort: [RowSort] = []
    var asOf: String?
    var offset = 0
    var limit = 3
  }

  private static let questions = [
    Question(), Question(limit: .max), Question(offset: 2), Question(offset: 99),
    Question(filter: "a !senna"), Question(filter: "/n/"), Question(filter: "~mna"),
    Question(sort: [RowSort(column: "ID", descending: true)], limit: 9),
    Question(filter: "lap_time>=80", sort: [RowSort(column: "track"), RowSort(column: "at")]),
    Question(asOf: "2010-05-01 12:00:00", limit: 9), Question(filter: "mon", asOf: "2009-12-31"),
    Question(filter: "who=02"), Question(filter: "born<1985"), Question(filter: "nothing>5"),
  ]

  /// What both say: the page in all its forms, or what is wrong with the question.
  private func expectEqual(_ table: String, of path: String) throws {
    let graph = EntityGraph(try Database.open(at: path))
    let lone = try #require(try LoneTable(table, of: path))
    for question in Self.questions {
      let asOf = question.asOf.flatMap { Timestamp(parsing: $0) }
      let whole = Result { () throws(EntityGraphError) in
        try graph.page(
          table: table, offset: question.offset, limit: question.limit, filter: question.filter,
          sort: question.sort, asOf: asOf)
      }
      let alone = Result { () throws(EntityGraphError) in
        try lone.page(
          offset: question.offset, limit: question.limit, filter: question.filter,
          sort: question.sort, asOf: asOf)
      }
      switch (whole, alone) {
      case (.success(let whole), .success(let alone)):
        #expect(alone.text == whole.text, "\(table) \(question)")
        #expect(alone.csv == whole.csv, "\(table) \(question)")
        #expect(alone.hiddenRows == whole.hiddenRows)
        if lone.roles != nil { #expect(try alone.json() == whole.json(), "\(table) \(question)") }
      case (.failure(let whole), .failure(let alone)):
        #expect("\(alone)" == "\(whole)", "\(table) \(question)")
      default: Issue.record("\(table) \(question): \(whole) and \(alone)")
      }
    }
  }

  @Test("every page is the same: filtered, sorted, as of a time, wrongly asked for")
  func pages() throws {
    let path = try TemporaryFolder().database(Self.declared)
    for table in ["drivers", "tracks", "laps"] { try expectEqual(table, of: path) }
    #expect(try LoneTable("laps", of: path)?.roles?[1] == .foreignKey(table: "drivers"))
  }

  @Test("a manifest settles what each column is for, and which one is the time")
  func manifest() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database(
      """
      CREATE TABLE owners (no INTEGER, name TEXT); INSERT INTO owners VALUES (7, 'a'), (8, 'b');
      CREATE TABLE cars (no INTEGER, owner INTEGER, sold INTEGER, seen TEXT);
      INSERT INTO cars VALUES (1, 7, 1262304000, '2011-01-01'), (2, 8, 1293840000, '2010-01-01');
      """)
    try folder.write(
      """
      tables:
        owners: {pkey: no, time_col: null, fkeys: {}}
        cars: {pkey: no, time_col: sold, fkeys: {owner: owners}}
      """, to: "manifest.yaml")
    for table in ["owners", "cars"] { try expectEqual(table, of: path) }
    #expect(
      try LoneTable("cars", of: path)?.roles == [
        .key, .foreignKey(table: "owners"), .time, .feature,
      ])
  }

  @Test(
    "where keys are guessed from the rows of other tables, it does not say what a column is for")
  func guessed() throws {
    let path = try TemporaryFolder().database(
      """
      CREATE TABLE customers (customer_id INTEGER, name TEXT);
      INSERT INTO customers VALUES (1, 'a'), (2, 'b');
      CREATE TABLE orders (order_id INTEGER, customer_id INTEGER, placed TEXT);
      INSERT INTO orders VALUES (1, 1, '2020-01-01'), (2, 2, '2020-01-02'), (3, 2, '2020-01-03');
      CREATE TABLE notes (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers);
      CREATE VIEW late AS SELECT * FROM orders WHERE placed > '2020-01-01';
      """)
    for table in ["customers", "orders", "notes"] {
      try expectEqual(table, of: path)
      #expect(try LoneTable(table, of: path)?.roles == nil)
    }
    #expect(try LoneTable("late", of: path) == nil)
    #expect(try LoneTable("nobody", of: path) == nil)
  }

  @Test(
    "of the real database too",
    .enabled(if: SharedFolder.isPresent, "the shared data is not beside the checkout"),
    arguments: ["races", "drivers", "constructor_results"])
  func real(_ table: String) throws {
    try expectEqual(table, of: SharedFolder.file("data/rel-f1"))
  }
}

import FixtureSupport
import Inspection
import Relational
import Testing

@Suite("Summary of a database")
struct SummaryTests {
  /// Shops 1 to 4; sales of shops 1 (three), 2 (one), 9 (dangling, one) and NULL (one).
  private static let sql = """
    CREATE TABLE shops (id INTEGER PRIMARY KEY, name TEXT, opened DATE, country TEXT);
    INSERT INTO shops VALUES (1, 'a', '2020-01-01', 'IT'), (2, 'b', '2020-01-05', 'IT'),
      (3, 'c', '2020-01-01', 'IT'), (4, 'd', '2020-01-01', 'IT');
    CREATE TABLE sales (id INTEGER PRIMARY KEY, shop_id INTEGER REFERENCES shops, amount INTEGER,
      price REAL, paid BOOLEAN, note TEXT, rare TEXT, sold_at DATETIME);
    INSERT INTO sales VALUES
      (1, 1, 0, 1.5, 1, 'x', NULL, '2020-01-02'), (2, 1, 8, 2.5, 0, 'x', NULL, '2020-01-03'),
      (3, 1, 16, NULL, 1, 'y', NULL, '2020-01-04'), (4, 2, 15, 1.5, 1, '', 'z', '2020-01-04'),
      (5, 9, 3, -1.0, NULL, 'x', NULL, '2020-01-06'), (6, NULL, 3, 0.0, 1, 'q', NULL, '2020-01-10');
    """

  private let summary: SchemaSummary

  init() throws {
    summary = try Database.open(at: try TemporaryFolder().database(Self.sql)).summary
  }

  private func column(_ name: String) throws -> ColumnSummary {
    let sales = try #require(summary.tables.first { $0.name == "sales" })
    return try #require(sales.columns.first { $0.name == name })
  }

  @Test("as of a time later rows are nowhere counted: not in columns, not in keys")
  func asOf() throws {
    // What is later is not missing.
    let sql = """
      CREATE TABLE a (id INTEGER PRIMARY KEY, at TEXT);
      INSERT INTO a VALUES (1, '2020-01-01'), (2, '2021-01-01');
      CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a, at TEXT);
      INSERT INTO b VALUES (1, 1, '2020-01-01'), (2, 2, '2020-01-01');
      """
    let early = try Database.open(at: try TemporaryFolder().database("early.sqlite", sql))
    let known = early.asOf(try #require(Timestamp(parsing: "2020-06-01"))).summary.warnings
    #expect(known.contains { $0.message.contains("match no row that is known by 2020-06-01") })
    let database = try Database.open(at: try TemporaryFolder().database(Self.sql))
    let then = database.asOf(try #require(Timestamp(parsing: "2020-01-04"))).summary
    #expect(then.tables.map(\.rows) == [3, 4])
    #expect(then.tables[1].lastTime == "2020-01-04")
    let columns = Dictionary(uniqueKeysWithValues: then.tables[1].columns.map { ($0.name, $0) })
    // Of the notes x, x, y and the empty text; of the amounts 0, 8, 16, 15; one price is NULL.
    #expect(columns["note"]?.distinct == 3 && columns["note"]?.maximum == .text("y"))
    #expect(columns["amount"]?.minimum == .integer(0) && columns["amount"]?.maximum == .integer(16))
    #expect(columns["price"]?.nulls == 1 && columns["rare"]?.nulls == 3)
    // Shop 2 was opened on the day after: the sale in it leads to no shop yet.
    let key = then.relations[0]
    #expect(key.matched == 3 && key.dangling == 1 && key.nulls == 0 && key.maximumChildren == 3)
    #expect(then.fingerprint == database.fingerprint)
    #expect(
      database.asOf(try #require(Timestamp(parsing: "2030-01-01"))).summary == database.summary)
  }

  @Test("counts rows, spans of time and keys")
  func tables() throws {
    let shops = summary.tables[0]
    #expect(shops.rows == 4 && shops.primaryKey == ["id"] && shops.timeColumn == "opened")
    let sales = summary.tables[1]
    #expect(sales.firstTime == "2020-01-02" && sales.lastTime == "2020-01-10")
    #expect(sales.primaryKeyEvidence == "declared")
    #expect(sales.timeColumnEvidence == "inferred: sold_at is a time in 6 of 6 rows")
    #expect(try column("shop_id").role == .foreignKey(table: "shops"))
    #expect(try column("id").role == .key)
    #expect(try column("sold_at").role == .time)
    #expect(try column("amount").role == .feature)
  }

  @Test("describes numbers: distinct values, ends, eight equal bins")
  func numbers() throws {
    let amount = try column("amount")
    // 0, 3, 3, 8, 15, 16 in bins of width 2; 16 belongs to the last.
    #expect(amount.histogram == [1, 2, 0, 0, 1, 0, 0, 2])
    #expect(amount.distinct == 5 && amount.nulls == 0 && amount.values == nil)
    #expect(amount.minimum == .integer(0) && amount.maximum == .integer(16))
    let price = try column("price")
    #expect(price.nulls == 1 && price.distinct == 4)
    #expect(price.minimum == .real(-1) && price.maximum == .real(2.5))
  }

  @Test("describes texts by their most frequent values, booleans by false and true")
  func others() throws {
    let note = try column("note")
    #expect(note.histogram == [3, 1, 1, 1] && note.distinct == 4)
    #expect(note.values == ["x", "y", "", "q"])
    #expect(note.minimum == .text("") && note.maximum == .text("y"))
    #expect(try column("paid").histogram == [1, 4])
    #expect(try column("paid").values == ["false", "true"])
    #expect(try column("sold_at").minimum == .time("2020-01-02"))
  }

  @Test(
    "measures each foreign key: matches, danglers, children per parent, parents that come later")
  func relations() throws {
    let relation = try #require(summary.relations.first)
    #expect(relation.matched == 4 && relation.dangling == 1 && relation.nulls == 1)
    #expect(relation.firstDangling == "9")
    // Two shops have sales: one has one, the other three.
    #expect(relation.minimumChildren == 1 && relation.medianChildren == 1)
    #expect(relation.maximumChildren == 3)
    #expect(relation.histogram == [1, 0, 0, 0, 0, 0, 0, 1])
    // Sale 4 of 4 January is earlier than the opening of its shop.
    #expect(relation.parentLater == 1)
  }

  @Test("warns of danglers, parents that come later, constant and empty columns")
  func warnings() {
    let messages = summary.warnings.map(\.message)
    #expect(
      messages.contains(
        "sales.shop_id → shops.id: 1 of 5 values match no row (first: 9, row 4); those edges are "
          + "left out"))
    #expect(messages.contains { $0.contains("1 of 4 rows are earlier than their parent") })
    #expect(messages.contains("shops.country is the same in all rows: IT"))
    #expect(messages.contains("sales.rare is NULL in 5 of 6 rows"))
    #expect(messages.count == 4)
  }

  @Test("is text and JSON that say the same twice")
  func twice() throws {
    #expect(summary.text.contains("sales  6 rows  time sold_at  2020-01-02 … 2020-01-10"))
    #expect(try summary.json() == summary.json())
  }

  @Test("an empty table and infinite numbers do no harm")
  func edges() throws {
    let path = try TemporaryFolder().database(
      """
      CREATE TABLE e (id INTEGER PRIMARY KEY, x REAL);
      CREATE TABLE f (id INTEGER PRIMARY KEY, x REAL);
      INSERT INTO f VALUES (1, 9e999), (2, -9e999), (3, 0.5), (4, 1.7e308), (5, -1.7e308);
      """)
    let summary = try Database.open(at: path).summary
    #expect(summary.tables[0].columns[1].histogram == [])
    #expect(summary.tables[0].columns[1].minimum == .null)
    #expect(summary.tables[1].columns[1].histogram.reduce(0, +) == 5)
    #expect(summary.tables[1].columns[1].maximum == .real(.infinity))
  }
}

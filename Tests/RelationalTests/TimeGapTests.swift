import FixtureSupport
import Relational
import Testing

/// Rows that would be seen before they are known are never shown without a word.
@Suite("Tables without a time")
struct TimeGapTests {
  private func messages(_ sql: String, manifest: Manifest? = nil) throws -> [String] {
    let path = try TemporaryFolder().database("gaps.sqlite", sql)
    return try Database.open(at: path, manifest: manifest).summary.warnings.map(\.message)
  }

  @Test(
    "dates in another form than ISO's are text, and it is said",
    arguments: [
      "03/14/2020", "14.03.2020", "2020/3/14", "14-03-2020", "3/14/20", "03/14/2020 12:30",
    ])
  func otherDates(text: String) throws {
    let messages = try messages(
      """
      CREATE TABLE visits (id INTEGER PRIMARY KEY, happened TEXT);
      INSERT INTO visits VALUES (1, NULL), (2, '\(text)'), (3, '\(text)'), (4, '01/02/2021');
      """)
    #expect(
      messages.contains {
        $0.hasPrefix("visits.happened holds dates like \(text): read as text")
      }, "\(messages)")
  }

  @Test(
    "what only resembles a date is let be",
    arguments: [
      "1.2.20", "555-12-1234", "10.0.0.1", "2020/44/50", "12/2020", "3/4/5/6", "14:03:20",
    ])
  func noDates(text: String) throws {
    let messages = try messages(
      """
      CREATE TABLE parts (id INTEGER PRIMARY KEY, version TEXT);
      INSERT INTO parts VALUES (1, '\(text)'), (2, '\(text)');
      """)
    #expect(!messages.contains { $0.contains("holds dates") }, "\(messages)")
  }

  @Test("a time that was not taken is named, unless a manifest says that there is none")
  func unusedTimes() throws {
    let sql = """
      CREATE TABLE trips (id INTEGER PRIMARY KEY, ended TEXT, distance REAL);
      INSERT INTO trips VALUES (1, '2020-01-01', 2), (2, '2020-01-02', 3);
      CREATE TABLE people (id INTEGER PRIMARY KEY, birth_date TEXT);
      INSERT INTO people VALUES (1, '1980-01-01'), (2, '1981-01-01');
      """
    let part = "trips has times (ended), but none was taken"
    let found = try messages(sql)
    #expect(found.contains { $0.hasPrefix(part) }, "\(found)")
    #expect(!found.contains { $0.hasPrefix("people") }, "\(found)")
    let manifest = Manifest(tables: ["trips": TableManifest(stated: [.timeColumn])])
    #expect(try !messages(sql, manifest: manifest).contains { $0.hasPrefix(part) })
  }

  @Test("rows without a time that refer to rows with one are named")
  func datedParents() throws {
    let sql = """
      CREATE TABLE orders (id INTEGER PRIMARY KEY, ordered_at TEXT);
      INSERT INTO orders VALUES (1, '2020-01-01'), (2, '2020-01-02');
      CREATE TABLE lines (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders, amount REAL);
      INSERT INTO lines VALUES (1, 1, 2), (2, 2, 3);
      CREATE TABLE payments (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders, paid_at TEXT);
      INSERT INTO payments VALUES (1, 1, '2020-01-03'), (2, 2, '2020-01-04');
      """
    let found = try messages(sql)
    #expect(
      found.filter { $0.contains("has no time, but") } == [
        "lines has no time, but orders, which it refers to, has: its rows are visible before "
          + "theirs; give lines a time column"
      ], "\(found)")
  }

  @Test("blobs of one size are not said to be the same")
  func blobs() throws {
    let found = try messages(
      """
      CREATE TABLE pictures (id INTEGER PRIMARY KEY, bytes BLOB);
      INSERT INTO pictures VALUES (1, x'0102'), (2, x'0304');
      """)
    #expect(!found.contains { $0.contains("is the same in all rows") }, "\(found)")
  }
}

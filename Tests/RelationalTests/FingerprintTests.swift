import FixtureSupport
import Relational
import Testing

@Suite("Fingerprint")
struct FingerprintTests {
  private static let schema = """
    CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT, weight REAL);
    CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a, at DATETIME);
    """
  private static let rows = """
    INSERT INTO a VALUES (1, 'one', 0.5), (2, 'two', NULL), (3, NULL, 2.5);
    INSERT INTO b VALUES (1, 1, '2020-01-01'), (2, NULL, NULL);
    """

  private func fingerprint(_ sql: String, manifest: Manifest? = nil) throws -> String {
    try Database.open(at: try TemporaryFolder().database(sql), manifest: manifest).fingerprint
  }

  @Test("is the same for the same contents, wherever and however they lie in the file")
  func same() throws {
    let first = try fingerprint(Self.schema + Self.rows)
    #expect(first.count == 16)
    #expect(try fingerprint(Self.schema + Self.rows) == first)
    let rewritten = "PRAGMA page_size = 512;" + Self.schema + Self.rows
    #expect(try fingerprint(rewritten + "CREATE INDEX i ON a(name); VACUUM;") == first)
  }

  @Test(
    "is another for a changed value, name, type or key",
    arguments: [
      "UPDATE a SET weight = 0.25 WHERE id = 1", "UPDATE a SET name = NULL WHERE id = 1",
      "UPDATE a SET name = '' WHERE id = 3", "UPDATE a SET name = 'on' WHERE id = 1",
      "UPDATE b SET at = '2020-01-02' WHERE id = 1", "DELETE FROM b WHERE id = 2",
      "UPDATE b SET a_id = 2 WHERE id = 1", "ALTER TABLE a RENAME COLUMN weight TO height",
      "ALTER TABLE a RENAME TO c", "ALTER TABLE a ADD COLUMN more INTEGER",
      "CREATE TABLE c (id INTEGER)",
    ])
  func different(change: String) throws {
    let first = try fingerprint(Self.schema + Self.rows)
    #expect(try fingerprint(Self.schema + Self.rows + change) != first)
  }

  @Test("is another for other cutoffs and another time column")
  func manifest() throws {
    let first = try fingerprint(Self.schema + Self.rows)
    let cutoff = Manifest(testCutoff: Timestamp(parsing: "2020-01-01"))
    #expect(try fingerprint(Self.schema + Self.rows, manifest: cutoff) != first)
    let timeless = Manifest(tables: ["b": TableManifest(stated: [.timeColumn])])
    #expect(try fingerprint(Self.schema + Self.rows, manifest: timeless) != first)
  }
}

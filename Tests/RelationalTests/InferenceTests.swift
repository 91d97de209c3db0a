import FixtureSupport
import Relational
import Testing

/// A shop exported without a single declared key.
private let shop = """
  CREATE TABLE customers (id, email TEXT, birth_date TEXT, signup_date TEXT);
  CREATE TABLE addresses (address_id INTEGER, city TEXT);
  CREATE TABLE products (sku TEXT, productCode TEXT, price REAL, category_id INTEGER);
  CREATE TABLE categories (id INTEGER, name TEXT, parent_id INTEGER);
  CREATE TABLE orders (orderId INTEGER, customer_id INTEGER, billing_address_id INTEGER,
    shipping_address_id INTEGER, ordered_at INTEGER, delivered_at INTEGER);
  CREATE TABLE order_lines (orderId INTEGER, line INTEGER, productCode TEXT, quantity INTEGER);
  CREATE TABLE line_notes (orderId INTEGER, line INTEGER, note TEXT);
  CREATE TABLE visits (visitor TEXT, pages INTEGER, at TEXT);
  CREATE VIEW big_orders AS SELECT * FROM orders WHERE orderId > 3;

  INSERT INTO customers VALUES (1, 'a@x', '1980-02-01', '2020-01-01'),
    (2, 'b@x', '1990-02-01', '2020-01-02'), (3, 'c@x', NULL, '2020-01-03');
  INSERT INTO addresses VALUES (10, 'Rome'), (11, 'Oslo'), (12, 'Rome');
  INSERT INTO products VALUES ('s1', 'P-1', 1.5, 1), ('s2', 'P-2', 2.5, 2), ('s2', 'P-3', 2.5, 2);
  INSERT INTO categories VALUES (1, 'all', NULL), (2, 'sub', 1), (3, 'subsub', 2);
  INSERT INTO orders VALUES (1, 1, 10, 11, 1600000000, 1600100000),
    (2, 1, 10, 10, 1600000500, NULL), (3, 2, 12, 11, 1600000900, NULL),
    (4, 3, 11, 11, 1600001000, NULL), (5, 3, 10, 12, 1600002000, NULL);
  INSERT INTO order_lines VALUES (1, 1, 'P-1', 2), (1, 2, 'P-2', 1), (2, 1, 'P-1', 1),
    (3, 1, 'P-3', 4), (4, 1, 'P-1', 1), (5, 1, 'P-2', 9);
  INSERT INTO line_notes VALUES (1, 2, 'gift'), (1, 2, 'fragile'), (5, 1, 'late');
  INSERT INTO visits VALUES ('v', 3, '2020-05-01 10:00:00'), ('v', 3, '2020-05-01 11:00:00'),
    ('w', 1, '2020-05-02 10:00:00');
  """

@Suite("Inferring keys and times")
struct InferenceTests {
  private func open(manifest: Manifest? = nil) throws -> Database {
    try Database.open(at: try TemporaryFolder().database("shop.sqlite", shop), manifest: manifest)
  }

  private func primaryKeys(_ schema: Schema) -> [String: [String]] {
    Dictionary(
      uniqueKeysWithValues: schema.tables.map { table in
        (table.name, table.primaryKey.map { table.columns[$0].name })
      })
  }

  @Test("finds primary keys by name and uniqueness, pairs where no column is unique")
  func primaryKeysFound() throws {
    let schema = try open().schema
    #expect(
      primaryKeys(schema) == [
        "customers": ["id"], "addresses": ["address_id"], "products": ["productCode"],
        "categories": ["id"], "orders": ["orderId"], "order_lines": ["orderId", "line"],
        "line_notes": [], "visits": [], "big_orders": ["orderId"],
      ])
    let orders = try #require(schema.tables.first { $0.name == "orders" })
    #expect(
      orders.primaryKeyEvidence == .inferred("orderId is unique and never NULL in 5 rows"))
  }

  @Test("finds foreign keys: by name, two to one table, to itself, composite; none from views")
  func foreignKeysFound() throws {
    let schema = try open().schema
    #expect(
      schema.relations.map(schema.label) == [
        "products.category_id → categories.id", "categories.parent_id → categories.id",
        "orders.customer_id → customers.id",
        "orders.billing_address_id → addresses.address_id",
        "orders.shipping_address_id → addresses.address_id",
        "order_lines.orderId → orders.orderId",
        "order_lines.productCode → products.productCode",
        "line_notes.orderId, line → order_lines.orderId, line",
      ])
    #expect(
      schema.relations[2].evidence
        == .inferred("by name, and 5 of 5 values are keys of customers"))
  }

  @Test("finds the time a row became known, not birthdays and not deliveries")
  func timesFound() throws {
    let schema = try open().schema
    let times = Dictionary(
      uniqueKeysWithValues: schema.tables.map { table in
        (table.name, table.timeColumn.map { table.columns[$0].name })
      })
    #expect(times["customers"] == "signup_date")
    #expect(times["orders"] == "ordered_at")
    #expect(times["visits"] == "at")
    #expect(times["addresses"] == .some(nil))
  }

  @Test("a value that matches no key rules out a weak name, and dangling a strong one only if many")
  func containment() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database(
      """
      CREATE TABLE teams (id INTEGER PRIMARY KEY);
      CREATE TABLE games (id INTEGER PRIMARY KEY, team_id INTEGER, other_team_id INTEGER, grid INTEGER);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10)
      INSERT INTO teams SELECT i FROM n;
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10)
      INSERT INTO games SELECT i, CASE i WHEN 1 THEN 77 ELSE i END, CASE i WHEN 1 THEN 77 ELSE i END, i FROM n;
      """)
    let schema = try Database.open(at: path).schema
    #expect(schema.relations.map(schema.label) == ["games.team_id → teams.id"])
    #expect(
      schema.relations[0].evidence == .inferred("by name, and 9 of 10 values are keys of teams"))
  }

  @Test("what a person corrects in a manifest wins, and the rest stays inferred")
  func correction() throws {
    let manifest = Manifest(
      name: "corrected", testCutoff: Timestamp(parsing: "2020-09-13"),
      tables: [
        "customers": TableManifest(primaryKey: ["email"], stated: [.primaryKey]),
        "orders": TableManifest(
          timeColumn: "delivered_at",
          foreignKeys: [
            ForeignKeyManifest(
              columns: ["customer_id"], parentTable: "customers", parentColumns: ["id"])
          ], stated: [.timeColumn, .foreignKeys]),
        "visits": TableManifest(timeColumn: nil),
      ])
    let database = try open(manifest: manifest)
    let schema = database.schema
    #expect(database.name == "corrected")
    #expect(schema.testCutoff == Timestamp(parsing: "2020-09-13"))
    #expect(primaryKeys(schema)["customers"] == ["email"])
    #expect(primaryKeys(schema)["orders"] == ["orderId"])
    #expect(
      schema.relations.filter { schema.tables[$0.childTable].name == "orders" }.map(schema.label)
        == ["orders.customer_id → customers.id"])
    let orders = try #require(database.table(named: "orders"))
    #expect(orders.times?[1] == Table.noTime)
    #expect(database.table(named: "visits")?.times == nil)
  }

  @Test("the inferred schema, saved as a manifest, opens to the same schema")
  func saved() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database("shop.sqlite", shop)
    let first = try Database.open(at: path)
    try first.schema.manifest(name: "shop").write(folder.file("manifest.yaml"))
    let second = try Database.open(at: path)
    #expect(second.schema.tables.map(\.primaryKey) == first.schema.tables.map(\.primaryKey))
    #expect(second.schema.tables.map(\.timeColumn) == first.schema.tables.map(\.timeColumn))
    #expect(
      second.schema.relations.map(second.schema.label)
        == first.schema.relations.map(first.schema.label))
    #expect(second.schema.relations.allSatisfy { $0.evidence == .manifest })
    #expect(second.fingerprint == first.fingerprint)
  }

  @Test("a manifest about another database in the same folder is not used, with a warning")
  func otherManifest() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database("shop.sqlite", shop)
    _ = try folder.database("other.sqlite", "CREATE TABLE t(id INTEGER PRIMARY KEY)")
    try folder.write("name: other\ntables: {t: {pkey: id}}\n", to: "manifest.yaml")
    let database = try Database.open(at: path)
    #expect(database.schema.warnings.contains { $0.message.contains("is about \"other\"") })
    try folder.write(
      "tables: {visits: {time_col: null}}\n", to: "shop.manifest.yaml")
    #expect(try Database.open(at: path).table(named: "visits")?.times == nil)
  }

  @Test("a year named as time column counts from its first day")
  func years() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, year INTEGER); INSERT INTO t VALUES (1, 2010)")
    #expect(try Database.open(at: path).tables[0].times == nil)
    let manifest = Manifest(
      tables: ["t": TableManifest(timeColumn: "year", stated: [.timeColumn])])
    #expect(
      try Database.open(at: path, manifest: manifest).tables[0].times == [1_262_304_000_000_000])
  }
}

/// A real database with its declarations taken away comes back as its manifest says.
@Suite("Inferring what was declared", .enabled(if: SharedFolder.isPresent, "no shared data"))
struct InferredAgainTests {
  @Test("rel-f1 without keys")
  func stripped() throws {
    let folder = try TemporaryFolder()
    let declared = try Database.open(at: SharedFolder.database("rel-f1"))
    var sql = "ATTACH 'file:\(SharedFolder.database("rel-f1"))?mode=ro' AS source;"
    for table in declared.tables {
      sql += "CREATE TABLE \(table.name) AS SELECT * FROM source.\(table.name);"
    }
    let inferred = try Database.open(at: try folder.database("stripped.sqlite", sql))
    #expect(inferred.schema.tables.map(\.primaryKey) == declared.schema.tables.map(\.primaryKey))
    #expect(inferred.schema.tables.map(\.timeColumn) == declared.schema.tables.map(\.timeColumn))
    #expect(
      inferred.schema.relations.map(inferred.schema.label)
        == declared.schema.relations.map(declared.schema.label))
  }
}

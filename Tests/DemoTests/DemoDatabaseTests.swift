import Demo
import Foundation
import Testing

@Suite("The demo database")
struct DemoDatabaseTests {
  private var demo: WrittenDemo {
    get throws { try WrittenDemo.shared.get() }
  }

  @Test("is the same bytes each time, with nothing left lying about")
  func sameBytes() throws {
    let first = try demo.files()
    let second = try WrittenDemo()
    defer { try? FileManager.default.removeItem(at: second.folder) }
    #expect(try second.files() == first)
    let tasks = DemoDatabase.taskNames.flatMap { name in
      ["manifest.yaml", "train.csv", "val.csv", "test.csv"].map { "tasks/\(name)/\($0)" }
    }
    #expect(Set(first.keys) == Set(["demo.sqlite", "manifest.yaml"] + tasks))
    #expect(DemoDatabase.isComplete(at: try demo.path))
  }

  @Test("has the contents that version 1 has, on every machine")
  func pinnedContents() throws {
    // FNV-1a over the task tables and every cell. When the contents change on purpose, raise
    // `DemoDatabase.version` and put the new value here.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ text: String) {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }
    for (path, data) in try demo.files().sorted(by: { $0.key < $1.key })
    where path.hasSuffix(".csv") {
      add(path)
      add(String(decoding: data, as: UTF8.self))
    }
    let columns = [
      "categories": "category_id, name, quote(parent_id)",
      "customers":
        "customer_id, name, quote(born_on), quote(country), source, newsletter, joined_at",
      "deliveries": "delivery_id, order_id, days_late, delivered_at",
      "order_lines": "line_id, order_id, sku, quantity, CAST(round(unit_price * 100) AS INT)",
      "orders": "order_id, customer_id, channel, quote(coupon), carrier, placed_at",
      "products": "sku, category_id, name, details, quote(round(price * 100)), launched_at",
      "reviews": "review_id, customer_id, sku, quote(stars), hex(quote(body)), written_at",
      "visits":
        "visit_id, quote(customer_id), quote(sku), device, pages, quote(seconds), started_at",
    ]
    for (table, columns) in columns.sorted(by: { $0.key < $1.key }) {
      let row = columns.replacing(", ", with: " || '|' || ")
      for text in try demo.strings("SELECT \(row) FROM \(table) ORDER BY rowid") { add(text) }
    }
    #expect(DemoDatabase.version == 1)
    #expect(String(hash, radix: 16) == "9bf5d966e80f821b")
  }

  @Test("holds two years in eight tables and more than 50,000 rows")
  func size() throws {
    let tables = try demo.strings("SELECT name FROM sqlite_master WHERE type = 'table'")
    #expect(
      Set(tables) == [
        "categories", "products", "customers", "orders", "order_lines", "deliveries", "reviews",
        "visits",
      ])
    let rows = try tables.reduce(0) { try $0 + demo.count("SELECT COUNT(*) FROM \($1)") }
    #expect(rows >= 50_000)
    #expect(try demo.strings("SELECT date(MIN(placed_at)) FROM orders") == ["2024-01-01"])
    #expect(try demo.strings("SELECT date(MAX(placed_at)) FROM orders") == ["2025-12-31"])
    #expect(try demo.strings("PRAGMA integrity_check") == ["ok"])
  }

  @Test("numbers its rows in order of time")
  func keysFollowTime() throws {
    for (table, key, time) in [
      ("orders", "order_id", "placed_at"), ("order_lines", "line_id", "placed_at"),
      ("deliveries", "delivery_id", "delivered_at"), ("reviews", "review_id", "written_at"),
      ("visits", "visit_id", "started_at"),
    ] {
      let backward = try demo.count(
        """
        SELECT COUNT(*) FROM (
          SELECT \(time) < LAG(\(time)) OVER (ORDER BY \(key)) AS isBackward FROM \(table)
        ) WHERE isBackward
        """)
      #expect(backward == 0, "\(table)")
    }
  }

  @Test("lets nothing happen before its causes")
  func causesComeFirst() throws {
    for (what, sql) in [
      (
        "an order before its customer",
        "orders c JOIN customers p USING (customer_id) WHERE placed_at < joined_at"
      ),
      (
        "a line before its product",
        "order_lines c JOIN products p USING (sku) WHERE placed_at < launched_at"
      ),
      (
        "a line not with its order",
        "order_lines c JOIN orders p USING (order_id) WHERE c.placed_at <> p.placed_at"
      ),
      (
        "a parcel before its order",
        "deliveries c JOIN orders p USING (order_id) WHERE delivered_at <= placed_at"
      ),
      (
        "a visit before its product",
        "visits c JOIN products p USING (sku) WHERE started_at < launched_at"
      ),
      (
        "a review before the product was bought",
        """
        reviews r JOIN customers USING (customer_id) LEFT JOIN (
          SELECT customer_id, l.sku, MIN(o.placed_at) AS bought
          FROM orders o JOIN order_lines l USING (order_id) GROUP BY customer_id, l.sku
        ) b ON b.customer_id = r.customer_id AND b.sku = r.sku
        WHERE bought IS NULL OR bought >= written_at
        """
      ),
    ] {
      #expect(try demo.count("SELECT COUNT(*) FROM \(sql)") == 0, "\(what)")
    }
  }

  @Test("has seasons: more on Saturdays than Tuesdays, more before Christmas, bulbs in spring")
  func seasons() throws {
    func orders(_ condition: String) throws -> Double {
      Double(try demo.count("SELECT COUNT(*) FROM orders WHERE \(condition)"))
    }
    #expect(
      try orders("strftime('%w', placed_at) = '6'")
        > 1.1 * orders("strftime('%w', placed_at) = '2'"))
    #expect(
      try orders("strftime('%m-%d', placed_at) BETWEEN '12-01' AND '12-19'")
        > 1.2 * orders("strftime('%m-%d', placed_at) BETWEEN '10-01' AND '10-19'"))
    func share(ofSeedsIn month: String) throws -> Double {
      let lines = "order_lines WHERE strftime('%m', placed_at) = '\(month)'"
      return try Double(demo.count("SELECT COUNT(*) FROM \(lines) AND sku LIKE 'SED-%'"))
        / Double(demo.count("SELECT COUNT(*) FROM \(lines)"))
    }
    #expect(try share(ofSeedsIn: "04") > 2 * share(ofSeedsIn: "10"))
  }

  @Test("has the dirt that real databases have")
  func dirt() throws {
    for (what, sql) in [
      (
        "customers without orders",
        "customers WHERE customer_id NOT IN (SELECT customer_id FROM orders)"
      ),
      ("products never sold", "products WHERE sku NOT IN (SELECT sku FROM order_lines)"),
      ("categories without products", "categories WHERE name = 'Archive'"),
      ("unknown birthdays", "customers WHERE born_on IS NULL"),
      ("birthdays before 1970", "customers WHERE born_on < '1970-01-01'"),
      ("unknown countries", "customers WHERE country IS NULL"),
      ("missing prices", "products WHERE price IS NULL"),
      ("missing stars", "reviews WHERE stars IS NULL"),
      ("visits without customer", "visits WHERE customer_id IS NULL"),
      ("visits without product", "visits WHERE sku IS NULL"),
      ("dangling products", "visits WHERE sku NOT IN (SELECT sku FROM products)"),
      (
        "dangling customers", "reviews WHERE customer_id NOT IN (SELECT customer_id FROM customers)"
      ),
      ("orders not delivered", "orders WHERE order_id NOT IN (SELECT order_id FROM deliveries)"),
      ("repeated lines", "(SELECT 1 FROM order_lines GROUP BY order_id, sku HAVING COUNT(*) > 1)"),
      ("escape sequences", "reviews WHERE instr(body, char(27))"),
      ("quotes", "reviews WHERE body LIKE '%\"%' AND body LIKE '%\\%'"),
      ("emoji", "reviews WHERE instr(body, '👩‍👩‍👧‍👦')"),
      ("newlines", "reviews WHERE instr(body, char(10))"),
      ("text that says NULL", "reviews WHERE body = 'NULL'"),
      ("empty texts", "reviews WHERE body = ''"),
    ] {
      #expect(try demo.count("SELECT COUNT(*) FROM \(sql)") > 0, "\(what)")
    }
  }
}

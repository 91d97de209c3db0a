import FixtureSupport
import Foundation
import Inspection
import Relational
import Testing

@testable import Tasks

@Suite("Labels of a question")
struct TaskLabelsTests {
  let folder: TemporaryFolder
  let database: Database

  init() throws {
    folder = try TemporaryFolder()
    database = try FixtureSupport.SmallShop.open(in: folder)
  }

  private func labels(_ query: String) throws -> TaskLabels {
    try TaskLabels(try TaskQuery(parsing: query), in: database)
  }

  @Test(
    "are what a plain count over all rows gives",
    arguments: [
      "COUNT(purchases.* WHERE kind = 'toy', 0, 10, days VIA buyer) > 0",
      "COUNT(purchases.*, 0, 10, days VIA buyer)", "SUM(purchases.price, 0, 10, days VIA buyer)",
      "AVG(purchases.price, 0, 10, days VIA buyer)", "MAX(purchases.price, 2, 10, days VIA buyer)",
      "COUNT_DISTINCT(purchases.kind, 0, 1, weeks VIA buyer) = 2",
    ])
  func oracle(_ target: String) throws {
    let query = try TaskQuery(parsing: "PREDICT \(target) FOR EACH buyers.id")
    let labels = try TaskLabels(query, in: database)
    let day: Int64 = 86_400_000_000
    let reach = query.target.unit.seconds * 1_000_000
    for split in Split.allCases {
      let table = try #require(labels.tables[split])
      for (seed, target) in zip(table.seeds, table.targets) {
        let rows = FixtureSupport.SmallShop.purchases.filter { row in
          guard row.buyer == Int(seed.row), let at = row.day else { return false }
          let age = FixtureSupport.SmallShop.start * 1_000_000 + Int64(at) * day - seed.time
          return age > reach * Int64(query.target.start)
            && age <= reach * Int64(query.target.end)
            && (query.target.conditions.isEmpty || row.kind == "toy")
        }
        let prices = rows.compactMap(\.price)
        let value: Double? =
          switch query.target.function {
          case .count: Double(rows.count)
          case .countDistinct: Double(Set(rows.map(\.kind)).count)
          case .sum: prices.reduce(0, +)
          case .average: prices.isEmpty ? nil : prices.reduce(0, +) / Double(prices.count)
          case .minimum: prices.min()
          case .maximum: prices.max()
          }
        let expected = try #require(value)
        #expect(abs(target - query.label(of: expected)) < 1e-9, "\(seed)")
      }
    }
    #expect(labels.checks.first { $0.name == "labels counted twice" }?.isPassed == true)
    #expect(labels.checks.first { $0.name == "splits follow each other" }?.isPassed == true)
  }

  @Test(
    "are refused with what there is",
    arguments: [
      ("COUNT(nothing.*, 0, 10) FOR EACH buyers.id", "there is no table 'nothing'"),
      ("COUNT(purchases.*, 0, 10) FOR EACH buyers.name", "the key of buyers is id, not name"),
      ("COUNT(buyers.*, 0, 10) FOR EACH buyers.id", "buyers has no time column"),
      ("SUM(purchases.kind, 0, 10 VIA buyer) FOR EACH buyers.id", "SUM needs numbers"),
      ("COUNT(purchases.x, 0, 10 VIA buyer) FOR EACH buyers.id", "has no column 'x'"),
      (
        "COUNT(purchases.* WHERE price = 'a', 0, 10 VIA buyer) FOR EACH buyers.id",
        "cannot be compared with 'a'"
      ),
      ("COUNT(purchases.*, -3, 10 VIA buyer) FOR EACH buyers.id", "start it at 0"),
      ("COUNT(purchases.*, 0, 10 VIA kind) FOR EACH buyers.id", "no key leads from purchases"),
    ])
  func refused(_ query: String, _ message: String) throws {
    do {
      _ = try labels("PREDICT " + query)
      Issue.record("nothing was wrong")
    } catch {
      #expect("\(error)".contains(message), "\(error)")
    }
  }

  @Test("the checks find a filter that looks ahead and labels that are alike")
  func checks() throws {
    let ahead = try labels(
      "PREDICT COUNT(purchases.*, 0, 10) >= 0 FOR EACH shops.id "
        + "WHERE COUNT(purchases.*, 0, 10) > 0")
    let failed = ahead.checks.filter { !$0.isPassed }.map(\.name)
    #expect(
      failed == ["both answers occur", "who is asked is known then"])
  }

  @Test("a column of the entity that is the label is found")
  func leak() throws {
    let path = try folder.database(
      "leak.sqlite",
      """
      CREATE TABLE people (id INTEGER PRIMARY KEY, total REAL);
      INSERT INTO people VALUES (0, 0), (1, 1), (2, 2), (3, 3);
      CREATE TABLE acts (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people, at DATETIME);
      WITH RECURSIVE d(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM d WHERE n < 399)
      INSERT INTO acts SELECT n * 4 + p.id, p.id, datetime('2020-01-01', '+' || n || ' days')
      FROM d, people p WHERE n % 10 < p.id;
      """)
    let database = try Database.open(at: path)
    let labels = try TaskLabels(
      try TaskQuery(parsing: "PREDICT COUNT(acts.*, 0, 10, days) FOR EACH people.id"),
      in: database)
    let check = try #require(labels.checks.first { $0.name == "no column is the label" })
    #expect(!check.isPassed)
    #expect(check.finding.contains("people.total"))
  }

  @Test("are written as a task that is read back, once, in the home alone")
  func writing() throws {
    let labels = try labels(
      "PREDICT COUNT(purchases.* WHERE kind = 'toy', 0, 10, days VIA buyer) > 0 FOR EACH buyers.id "
        + "WHERE COUNT(purchases.*, -20, 0, days VIA buyer) > 0")
    let home = folder.file("home")
    let path = try labels.write(name: "toys-soon", home: home)
    #expect(path.hasPrefix(home + "/tasks/"))
    let task = try PredictionTask.named("toys-soon", beside: database, home: home)
    for split in [Split.train, .val] {
      #expect(try task.table(split) == labels.tables[split])
    }
    #expect(try task.seeds(of: .test) == labels.tables[.test]?.seeds)
    #expect(task.window == .days(10))
    #expect(task.isBinary)
    #expect(throws: TaskError.self) { try labels.write(name: "toys-soon", home: home) }
    #expect(throws: TaskError.badName("../x")) { try labels.write(name: "../x", home: home) }
    let names = try FileManager.default.contentsOfDirectory(
      atPath: (path as NSString).deletingLastPathComponent)
    #expect(names == ["toys-soon"])
  }

  @Test("belong to the file they were made of, not to another of its name")
  func twoFilesOfOneName() throws {
    let question =
      "PREDICT COUNT(purchases.* WHERE kind = 'toy', 0, 10, days VIA buyer) > 0 FOR EACH buyers.id"
    let home = folder.file("home")
    let elsewhere = folder.file("elsewhere")
    try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
    let copy = elsewhere + "/" + (database.path as NSString).lastPathComponent
    try FileManager.default.copyItem(atPath: database.path, toPath: copy)
    let other = try Database.open(at: copy)
    #expect(other.name == database.name)
    func names(_ database: Database) -> [String] {
      PredictionTask.list(beside: database, home: home).map(\.name)
    }

    let first = try labels(question).write(name: "toys", home: home)
    #expect(names(database) == ["toys"])
    #expect(names(other) == [])
    let second = try TaskLabels(try TaskQuery(parsing: question), in: other)
      .write(name: "toys", home: home)
    #expect(first != second)
    #expect(try PredictionTask.named("toys", beside: database, home: home).folder == first)
    #expect(try PredictionTask.named("toys", beside: other, home: home).folder == second)
    try TaskTrash.discard("toys", of: other, home: home)
    #expect(names(other) == [])
    #expect(names(database) == ["toys"])
    try TaskTrash.restore("toys", of: other, home: home)
    #expect(names(other) == ["toys"])

    // A file that was moved keeps its tasks.
    let moved = folder.file("moved")
    try FileManager.default.createDirectory(atPath: moved, withIntermediateDirectories: true)
    let place = moved + "/" + (copy as NSString).lastPathComponent
    try FileManager.default.moveItem(atPath: copy, toPath: place)
    #expect(names(try Database.open(at: place)) == ["toys"])
  }

  @Test("go to the trash and come back, where no other has taken their place")
  func trash() throws {
    let labels = try labels(
      "PREDICT COUNT(purchases.* WHERE kind = 'toy', 0, 10, days VIA buyer) > 0 FOR EACH buyers.id")
    let home = folder.file("home")
    func names() -> [String] { PredictionTask.list(beside: database, home: home).map(\.name) }
    _ = try labels.write(name: "toys", home: home)
    try TaskTrash.discard("toys", of: database, home: home)
    #expect(!names().contains("toys"))
    try TaskTrash.restore("toys", of: database, home: home)
    #expect(names().contains("toys"))
    #expect(
      try PredictionTask.named("toys", beside: database, home: home).table(.val)
        == labels.tables[.val])
    try TaskTrash.discard("toys", of: database, home: home)
    _ = try labels.write(name: "toys", home: home)
    #expect(throws: TaskError.self) {
      try TaskTrash.restore("toys", of: database, home: home)
    }
    // Of two of a name the later is kept.
    try TaskTrash.discard("toys", of: database, home: home)
    #expect(throws: TaskError.self) {
      try TaskTrash.discard("toys", of: database, home: home)
    }
  }

  @Test("the preview counts, shows examples of both answers, and the SQL")
  func preview() throws {
    let labels = try labels(
      "PREDICT COUNT(purchases.* WHERE kind = 'toy', 0, 10, days VIA buyer) > 0 FOR EACH buyers.id")
    let preview = labels.preview { RowReference(table: "buyers", row: $0, key: "\($0)") }
    #expect(preview.splits.map(\.rows) == Split.allCases.map { labels.tables[$0]?.count ?? 0 })
    #expect(Set(preview.examples.map(\.label)) == [0, 1])
    #expect(preview.moments.map(\.rows).reduce(0, +) == preview.rows)
    #expect(preview.sql.contains("LEFT JOIN purchases r"))
    #expect(preview.sql.contains("r.at <= t.timestamp + INTERVAL '10 days'"))
    #expect(try !preview.json().isEmpty)
  }

  @Test("a preview says how far it is, and ends when told to")
  func watched() throws {
    let query = try TaskQuery(
      parsing: "PREDICT COUNT(purchases.*, 0, 10, days VIA buyer) > 0 FOR EACH buyers.id")
    var shares: [Double] = []
    let labels = try TaskLabels(query, in: database) { share in
      shares.append(share)
      return true
    }
    let times = labels.tables.values.reduce(0) { $0 + Set($1.seeds.map(\.time)).count }
    #expect(shares.count >= times && shares.first == 0)
    #expect(shares == shares.sorted() && shares.allSatisfy { $0 < 1 })
    #expect(throws: TaskError.cancelled) {
      try TaskLabels(query, in: database) { $0 < 0.5 }
    }
  }
}

/// The official tables of RelBench-like tasks, made by other programs, from the questions alone.
@Suite(
  "Labels agree with the official tables",
  .enabled(if: SharedFolder.isPresent, "the shared test databases are not on this machine"))
struct OfficialLabelsTests {
  @Test(
    "for every seed of every split",
    arguments: [
      (
        "rel-f1", "driver-dnf",
        "COUNT(results.* WHERE statusId != 1, 0, 30, days) > 0 FOR EACH drivers.driverId "
          + "WHERE COUNT(results.*, 0, 30, days) > 0"
      ),
      (
        "rel-f1", "driver-position",
        "AVG(results.positionOrder, 0, 60, days) FOR EACH drivers.driverId"
      ),
      (
        "online-retail", "customer-churn",
        "COUNT(invoices.* WHERE is_cancellation = false, 0, 30, days) = 0 "
          + "FOR EACH customers.customer_id "
          + "WHERE COUNT(invoices.* WHERE is_cancellation = false, -90, 0, days) > 0"
      ),
      (
        "online-retail", "product-orders",
        "COUNT_DISTINCT(invoice_lines.invoice_no WHERE quantity > 0, 0, 14, days) "
          + "FOR EACH products.stock_code "
          + "WHERE COUNT(invoice_lines.* WHERE quantity > 0, -60, 0, days) > 0"
      ),
    ])
  func official(_ name: String, _ task: String, _ query: String) throws {
    let database = try #require(SharedTaskTests.opened[name])
    let official = try PredictionTask.named(task, beside: database, home: nil)
    let labels = try TaskLabels(try TaskQuery(parsing: "PREDICT " + query), in: database)
    for split in [Split.train, .val] {
      let expected = try official.table(split)
      let found = try #require(labels.tables[split])
      let times = Set(expected.seeds.map(\.time))
      let ours = Dictionary(
        uniqueKeysWithValues: zip(found.seeds, found.targets).filter { times.contains($0.0.time) })
      let theirs = Dictionary(uniqueKeysWithValues: zip(expected.seeds, expected.targets))
      #expect(Set(ours.keys) == Set(theirs.keys), "\(task) \(split)")
      let wrong = theirs.filter { abs((ours[$0.key] ?? .nan) - $0.value) > 1e-6 }
      #expect(wrong.isEmpty, "\(task) \(split): \(wrong.count) of \(theirs.count)")
    }
    let seeds = try official.seeds(of: .test)
    let times = Set(seeds.map(\.time))
    let ours = labels.tables[.test]?.seeds.filter { times.contains($0.time) } ?? []
    #expect(Set(ours) == Set(seeds))
  }
}

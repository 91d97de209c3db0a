import Foundation
import GRDB

/// A database of two tables and a task folder, both small and changed at will.
final class SmallShop {
  let folder: String
  var database: String { folder + "/shop.sqlite" }
  var task: String { folder + "/tasks/churn" }

  init() throws {
    folder = NSTemporaryDirectory() + "tasks-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: folder + "/tasks/churn", withIntermediateDirectories: true)
    let queue = try DatabaseQueue(path: database)
    try queue.write { database in
      try database.execute(
        sql: """
          CREATE TABLE customers (code TEXT PRIMARY KEY, country TEXT);
          INSERT INTO customers VALUES ('a', 'FR'), ('b, c', 'DE'), ('"q"', NULL), ('12', 'UK');
          CREATE TABLE orders (
            number INTEGER PRIMARY KEY, customer TEXT REFERENCES customers, at DATETIME, total REAL);
          INSERT INTO orders VALUES (1, 'a', '2020-01-01', 5), (2, 'b, c', '2020-02-01', 7);
          CREATE TABLE stock (store INTEGER, item TEXT, amount INTEGER, PRIMARY KEY (store, item));
          INSERT INTO stock VALUES (1, 'x', 3), (2, 'y', 4);
          """)
    }
    try queue.close()
    try write(manifest: Self.manifest)
    try write("train", ["2020-01-01,a,0", "2020-01-01,\"b, c\",1", "2020-01-31,a,0"])
    try write("val", ["2020-03-01,a,1", "2020-03-01,12,0"])
    try write("test", ["2020-04-01,a,1", "2020-04-01,\"\"\"q\"\"\",0"])
  }

  deinit { _ = try? FileManager.default.removeItem(atPath: folder) }

  static let manifest = [
    "name": "churn", "kind": "forecast", "task_type": "binary_classification",
    "description": "Who leaves?", "entity_table": "customers", "entity_col": "code",
    "target_col": "left", "time_col": "day", "timedelta": "30 days 00:00:00",
  ]

  func write(manifest: [String: String]) throws {
    let lines = manifest.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    try write(text: lines.joined(separator: "\n"), to: "manifest.yaml")
  }

  /// Replaces a CSV file.
  func write(_ split: String, header: String = "day,code,left", _ lines: [String]) throws {
    try write(text: ([header] + lines).map { $0 + "\n" }.joined(), to: split + ".csv")
  }

  /// A manifest beside the database, with keys and cutoffs.
  func writeDatabaseManifest(validationCutoff: String) throws {
    let text = """
      name: shop
      manifest_version: 1
      description: A small shop.
      val_timestamp: '\(validationCutoff)'
      test_timestamp: '2020-04-01'
      tables:
        customers: {pkey: code, time_col: null, fkeys: {}}
        orders: {pkey: number, time_col: at, fkeys: {customer: customers}}
        stock: {pkey: [store, item], time_col: null, fkeys: {}}
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/manifest.yaml"))
  }

  func write(text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: task + "/" + name))
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: task + "/" + name)
  }
}

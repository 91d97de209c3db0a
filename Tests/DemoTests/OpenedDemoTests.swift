import Demo
import Foundation
import Relational
import Tasks
import Testing

/// The demo as the rest of the program sees it.
@Suite("The demo, opened")
struct OpenedDemoTests {
  private static let opened = Swift.Result {
    try Relational.Database.open(at: try WrittenDemo.shared.get().path)
  }
  private func database() throws -> Relational.Database { try Self.opened.get() }

  @Test("has its name, cutoffs, keys and times from the manifest")
  func schema() throws {
    let database = try database()
    let schema = database.schema
    #expect(database.name == "demo")
    #expect(schema.validationCutoff?.description == "2025-09-02")
    #expect(schema.testCutoff?.description == "2025-11-01")
    let times = schema.tables.map { table in table.timeColumn.map { table.columns[$0].name } }
    #expect(
      Dictionary(uniqueKeysWithValues: zip(schema.tables.map(\.name), times)) == [
        "categories": nil, "products": "launched_at", "customers": "joined_at",
        "orders": "placed_at", "order_lines": "placed_at", "deliveries": "delivered_at",
        "reviews": "written_at", "visits": "started_at",
      ])
    #expect(schema.tables.allSatisfy { $0.primaryKey.count == 1 })
    let relations = schema.relations.map { relation in
      let child = schema.tables[relation.childTable]
      let columns = relation.columns.map { child.columns[$0].name }
      return "\(child.name).\(columns.joined()) → \(schema.tables[relation.parentTable].name)"
    }
    #expect(
      Set(relations) == [
        "categories.parent_id → categories", "products.category_id → categories",
        "orders.customer_id → customers", "order_lines.order_id → orders",
        "order_lines.sku → products", "deliveries.order_id → orders",
        "reviews.customer_id → customers", "reviews.sku → products",
        "visits.customer_id → customers", "visits.sku → products",
      ])
    #expect(relations.count == 10)
  }

  @Test("has a parent for every line, and none for visits to products that are gone")
  func parents() throws {
    let database = try database()
    var withOrphans: Set<String> = []
    for (number, relation) in database.schema.relations.enumerated()
    where database.parentRows(of: number).contains(where: { $0 < 0 }) {
      let child = database.schema.tables[relation.childTable]
      withOrphans.insert("\(child.name).\(child.columns[relation.columns[0]].name)")
    }
    #expect(
      withOrphans == [
        "categories.parent_id", "reviews.customer_id", "visits.customer_id", "visits.sku",
      ])
  }

  @Test("finds the entities of its tasks by key, each there before it is asked about")
  func entities() throws {
    let database = try database()
    let demo = try WrittenDemo.shared.get()
    for (task, table) in [
      ("churn", "customers"), ("lifetime-value", "customers"), ("product-demand", "products"),
    ] {
      let entities = try #require(database.table(named: table))
      let times = try #require(entities.times)
      for split in ["train", "val", "test"] {
        let missing = try demo.answers(task, split).filter { answer in
          guard let row = entities.row(forKey: answer.key),
            let time = Timestamp(parsing: answer.time)
          else { return true }
          return times[row] > time.microseconds
        }
        #expect(missing == [])
      }
    }
  }

  @Test("has three tasks that read whole, row for row")
  func tasks() throws {
    let database = try database()
    let demo = try WrittenDemo.shared.get()
    let folders = PredictionTask.list(beside: database, home: nil)
    #expect(folders.map(\.name).sorted() == DemoDatabase.taskNames)
    for folder in folders {
      let task = try PredictionTask.read(folder: folder.path, database: database)
      #expect(task.isBinary == (task.name == "churn"))
      #expect(task.window?.description == (task.name == "product-demand" ? "30 days" : "60 days"))
      for split in [Split.train, .val] {
        let table = try task.table(split)
        #expect(table.targets == (try demo.answers(task.name, split.rawValue)).map(\.label))
      }
      #expect(try task.seeds(of: .test).count == demo.answers(task.name, "test").count)
    }
  }
}

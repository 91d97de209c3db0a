import Foundation
import Relational
import Testing

@testable import Tasks

@Suite("A task folder is read")
struct PredictionTaskTests {
  let shop = try! SmallShop()

  func task() throws -> PredictionTask {
    try PredictionTask.read(folder: shop.task, database: Database.open(at: shop.database))
  }

  func day(_ text: String) throws -> Int64 {
    try #require(Timestamp(parsing: text)).microseconds
  }

  @Test("what is asked, of whom, over which window")
  func manifest() throws {
    let task = try task()
    #expect(task.name == "churn")
    #expect(task.description == "Who leaves?")
    #expect(task.kind == .binaryClassification)
    #expect(!task.isAutocomplete)
    #expect(task.entityTable == 0)
    #expect(task.entityColumns == ["code"])
    #expect(task.targetColumn == "left")
    #expect(task.timeColumn == "day")
    #expect(task.window == TimeSpan(parsing: "30 days"))
    #expect(task.hiddenColumns == [])
    #expect(task.metric == .rocAUC)
    #expect(task.metrics == [.rocAUC, .averagePrecision, .accuracy, .f1])
  }

  @Test("seeds are rows of the entity table by key, in the order of the file")
  func seeds() throws {
    let table = try task().table(.train)
    let january = try day("2020-01-01")
    #expect(
      table.seeds == [
        Seed(row: 0, time: january), Seed(row: 1, time: january),
        Seed(row: 0, time: try day("2020-01-31")),
      ])
    #expect(table.targets == [0, 1, 0])
    #expect(table.labels == [0, 1, 0])
    #expect(try task().table(.val).seeds.map(\.row) == [0, 3])
  }

  @Test("columns may come in any order, with others between, and keys as pandas writes numbers")
  func columnOrder() throws {
    try shop.write(
      "val", header: "left,note,code,day", ["1.0,x,12.0,2020-03-01", "True,,12,2020-03-01"])
    let table = try task().table(.val)
    #expect(table.seeds.map(\.row) == [3, 3])
    #expect(table.targets == [1, 1])
  }

  @Test("test labels stay unread until predictions are scored")
  func sealed() throws {
    try shop.write("test", ["2020-04-01,a,nobody", "2020-04-01,12,knows"])
    let task = try task()
    #expect(try task.seeds(of: .test).map(\.row) == [0, 3])
    #expect(throws: TaskError.sealed(task: "churn")) { try task.table(.test) }
    #expect(task.summary.splits.map(\.rows) == [3, 2, 2])
    #expect(throws: TaskError.self) { try task.sealedLabels().score([0.1, 0.2]) }

    try shop.write("test", ["2020-04-01,a,1", "2020-04-01,12,0"])
    let scores = try task.sealedLabels().score([0.9, 0.2])
    #expect(scores == ["roc_auc": 1, "average_precision": 1, "accuracy": 1, "f1": 1])
    #expect(throws: TaskError.wrongCount(task: "churn", predictions: 1, seeds: 2)) {
      try task.sealedLabels().score([0.9])
    }
  }

  @Test("test scores in units of the train labels' deviation need no help")
  func testScale() throws {
    var manifest = SmallShop.manifest
    manifest["task_type"] = "regression"
    try shop.write(manifest: manifest)
    try shop.write("train", ["2020-01-01,a,1", "2020-01-01,12,2", "2020-01-31,a,3"])
    try shop.write("test", ["2020-04-01,a,4", "2020-04-01,12,6"])
    // Errors 1 and 2: MAE 1.5; train labels 1, 2, 3 have deviation 1.
    let scores = try task().sealedLabels().score([3, 8])
    #expect(scores["mae"] == 1.5)
    #expect(scores["nmae"] == 1.5)
  }

  @Test("an autocomplete task hides its target and the columns that give it away")
  func autocomplete() throws {
    try shop.write(
      text: """
        name: total
        kind: autocomplete
        task_type: regression
        entity_table: orders
        entity_col: number
        target_col: total
        time_col: at
        remove_columns: [[customers, country], [orders, customer]]
        """, to: "manifest.yaml")
    try shop.write("train", header: "at,number,total", ["2020-01-01,1,5.25"])
    let task = try task()
    let orders = try #require(task.database.index(ofTable: "orders"))
    let customers = try #require(task.database.index(ofTable: "customers"))
    #expect(task.isAutocomplete)
    #expect(task.window == nil)
    #expect(
      task.hiddenColumns == [
        .init(table: orders, column: 3), .init(table: orders, column: 1),
        .init(table: customers, column: 1),
      ])
    #expect(try task.table(.train).targets == [5.25])
    #expect(task.metrics == [.mae, .rmse, .r2, .nmae])
  }

  @Test(
    "a composite key is matched by all its columns", arguments: ["[item, store]", "'store, item'"])
  func compositeKey(columns: String) throws {
    var manifest = SmallShop.manifest
    manifest["entity_table"] = "stock"
    manifest["entity_col"] = columns
    try shop.write(manifest: manifest)
    try shop.write("train", header: "day,item,store,left", ["2020-01-01,y,2,1"])
    #expect(try task().table(.train).seeds.map(\.row) == [1])
  }

  @Test("a recommendation task is known, but has no table of labels")
  func recommendation() throws {
    try shop.write(
      text: """
        task_type: recommendation
        src_entity_table: customers
        src_entity_col: code
        dst_entity_table: stock
        target_col: left
        time_col: day
        timedelta: 365 days 00:00:00
        """, to: "manifest.yaml")
    let task = try task()
    #expect(task.kind == .recommendation)
    #expect(task.name == "churn")
    let error = TaskError.noNumberLabels(task: "churn", kind: .recommendation)
    #expect(throws: error) { try task.table(.train) }
    #expect(throws: error) { try task.seeds(of: .test) }
    #expect(throws: error) { try task.sealedLabels().score([]) }
    #expect(task.summary.problems == [error.description])
  }

  @Test("tasks lie beside the database and in the home; the nearer one is taken")
  func finding() throws {
    let database = try Database.open(at: shop.database)
    let home = shop.folder + "/home"
    for name in ["churn", "value"] {
      let folder = home + "/tasks/" + database.name + "/" + name
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: shop.task + "/manifest.yaml", toPath: folder + "/manifest.yaml")
    }
    try FileManager.default.createDirectory(
      atPath: shop.folder + "/tasks/not-a-task", withIntermediateDirectories: true)
    let found = PredictionTask.list(beside: database, home: home)
    #expect(found.map(\.name) == ["churn", "value"])
    #expect(found[0].path == shop.task)
    #expect(PredictionTask.list(beside: database, home: nil).map(\.name) == ["churn"])
    #expect(
      try PredictionTask.named("churn", beside: database, home: home).folder == shop.task)
    #expect(try PredictionTask.named(shop.task, beside: database, home: nil).name == "churn")
    #expect(
      throws: TaskError.unknownTask(
        name: "chrun", known: ["churn"], looked: [shop.folder + "/tasks"])
    ) { try PredictionTask.named("chrun", beside: database, home: nil) }
  }

  @Test("the summary holds splits, baselines on validation, and what is odd")
  func summary() throws {
    try shop.write("train", ["2020-01-01,a,0", "2020-01-01,12,0"])
    let summary = try task().summary
    #expect(summary.window == "30 days")
    #expect(summary.metric == "roc_auc")
    #expect(summary.splits.map(\.labelMean) == [0, 0.5, nil])
    #expect(summary.splits[0].entities == 2)
    #expect(summary.splits[1].firstTime == "2020-03-01")
    #expect(summary.baselines.map(\.name).contains("entity mean"))
    #expect(summary.baselines.allSatisfy { Array($0.metrics.keys) == ["val"] })
    #expect(summary.problems == ["All train labels are 0.0."])
    #expect(summary.text.contains("! All train labels are 0.0."))
  }

  @Test("labels of one class are refused where two are needed")
  func oneClass() throws {
    try shop.write("train", ["2020-01-01,a,1", "2020-01-01,12,1"])
    let task = try task()
    let train = try task.table(.train)
    #expect(throws: TaskError.oneClass(task: "churn", split: .train, label: 1, rows: 2)) {
      try task.requireTwoClasses(train)
    }
    try task.requireTwoClasses(task.table(.val))
    #expect(try task.evaluate([0.5, 0.6], on: train)["roc_auc"] == nil)
  }

  @Test("labels that look past the validation cutoff and splits that overlap are said")
  func leaks() throws {
    try shop.writeDatabaseManifest(validationCutoff: "2020-03-01")
    try shop.write("train", ["2020-01-31,a,0", "2020-02-01,a,1", "2020-03-02,a,1"])
    // 2020-01-31 + 30 days is the cutoff itself; the windows of the two others end later.
    let cutoff = try #require(Timestamp(parsing: "2020-03-01"))
    let task = try task()
    let warnings = task.warnings(train: try task.table(.train), val: try task.table(.val))
    #expect(warnings == [.windowsPastCutoff(count: 2, cutoff: cutoff), .splitsOverlap(count: 2)])
    #expect(
      task.summary.problems == [
        "2 train labels look past the validation cutoff 2020-03-01.",
        "2 validation seeds are earlier than the newest train seed.",
      ])
  }
}

import Foundation
import Relational
import Testing

@testable import Tasks

@Suite("Predictions in a file")
struct SavedPredictionsTests {
  let shop = try! SmallShop()

  func task() throws -> PredictionTask {
    try PredictionTask.read(folder: shop.task, database: Database.open(at: shop.database))
  }

  func file(_ text: String) throws -> String {
    let path = shop.folder + "/predictions.csv"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test("are the task's own columns and a number, which reads back to the bit")
  func roundTrip() throws {
    let task = try task()
    let predictions = [0.1 + 0.2, 1e-300]
    let text = task.csv(of: predictions, for: try task.seeds(of: .test))
    #expect(
      text == """
        day,code,left
        2020-04-01,a,0.30000000000000004
        2020-04-01,"\"\"q\"\"",1e-300

        """)
    #expect(try task.predictions(at: file(text), for: .test) == predictions)
  }

  @Test("give the scores that the model got, on any split")
  func scores() throws {
    let task = try task()
    for (split, labels) in [(Split.train, [0, 1, 0]), (.val, [1, 0]), (.test, [1, 0.0])] {
      let path = try file(task.csv(of: labels, for: try task.seeds(of: split)))
      let scores = try task.score(
        each: [task.predictions(at: path, for: split), labels.map { 1 - $0 }], on: split)
      #expect(scores.each.map { $0["roc_auc"] } == [1, 0])
      #expect(scores.metric == "roc_auc")
    }
  }

  @Test("of a composite key say its columns apart")
  func compositeKey() throws {
    try shop.write(
      manifest: SmallShop.manifest.merging(
        ["entity_table": "stock", "entity_col": "[store, item]"]) { $1 })
    try shop.write("val", header: "day,store,item,left", ["2020-03-01,2,y,1", "2020-03-01,1,x,0"])
    let task = try task()
    let text = task.csv(of: [0.75, 0.25], for: try task.seeds(of: .val))
    #expect(text == "day,store,item,left\n2020-03-01,2,y,0.75\n2020-03-01,1,x,0.25\n")
    #expect(try task.predictions(at: file(text), for: .val) == [0.75, 0.25])
  }

  @Test("may come in any order, with other columns between; twice the same row in its own order")
  func order() throws {
    try shop.write("val", ["2020-03-01,a,1", "2020-03-01,12,0", "2020-03-01,a,1"])
    let path = try file(
      "left,code,x,day\n.1,12,,2020-03-01\n.2,a,,2020-03-01\n.3,a,,2020-03-01\n")
    #expect(try task().predictions(at: path, for: .val) == [0.2, 0.1, 0.3])
  }

  @Test("of other rows are refused, and say which is missing")
  func strangeRows() throws {
    let task = try task()
    let path = try file("day,code,left\n2020-04-01,a,1\n2020-04-02,\"\"\"q\"\"\",0\n")
    #expect(
      throws: TaskError.noPrediction(
        path: path, entity: "\"q\"", time: "2020-04-01", split: .test)
    ) { try task.predictions(at: path, for: .test) }
    _ = try file("day,code,left\n2020-04-01,a,1\n")
    #expect(throws: TaskError.wrongCount(task: "churn", predictions: 1, seeds: 2)) {
      try task.predictions(at: path, for: .test)
    }
    _ = try file("day,code,prediction\n2020-04-01,a,1\n")
    #expect(
      throws: TaskError.missingColumns(
        path: path, missing: ["left"], found: ["day", "code", "prediction"])
    ) { try task.predictions(at: path, for: .test) }
    _ = try file("day,code,left\n2020-04-01,a,nan\n2020-04-01,\"\"\"q\"\"\",0\n")
    #expect(
      throws: TaskError.badLabel(
        path: path, line: 2, column: "left", value: "nan", expected: "a finite number")
    ) { try task.predictions(at: path, for: .test) }
  }
}

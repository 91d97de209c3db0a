import FixtureSupport
import Foundation
import GRDB
import Inspection
import Relational
import RunLogs
import Sampling
import Tasks
import Testing

@testable import Training

@Suite("Predictor")
struct PredictorTests {
  let folder: TemporaryFolder
  let project: Project
  let run: RunID

  init() throws {
    let shop = try ShopProject()
    (folder, project) = (shop.folder, shop.project)
    run = try shop.finish(
      TrainingRequest(task: "toys", settings: ExperimentTests.settings)
    ).id
  }

  private func seed(_ row: Int32, day: Int) -> Seed {
    Seed(row: row, time: (SmallShop.start + Int64(day) * 86_400) * 1_000_000)
  }

  @Test("answers the same alone and in a crowd")
  func crowd() throws {
    let predictor = try Predictor(run: run, project: project)
    let seeds = (0..<Int32(SmallShop.buyers)).map { seed($0, day: 40) }
    let together = predictor.answers(to: seeds)
    #expect(together.allSatisfy { $0 > 0 && $0 < 1 })
    for (seed, answer) in zip(seeds, together) {
      let alone = try #require(predictor.answers(to: [seed]).first)
      #expect(abs(alone - answer) < 1e-6)
    }
  }

  @Test("says which rows moved the answer, by leaving each out")
  func evidence() throws {
    let predictor = try Predictor(run: run, project: project)
    let question = seed(4, day: 40)
    let explained = try predictor.explain(question)
    #expect(explained.rowsAfterTime == 0)
    #expect(explained.isProbability)
    #expect(!explained.baselines.isEmpty)
    #expect(explained.evidence.count == explained.rowsSeen - 1)
    let strengths = explained.evidence.map { abs($0.effect) }
    #expect(strengths == strengths.sorted(by: >))
    // The effect of a row or a table is the answer with it minus the answer without.
    let strongest = try #require(explained.evidence.first)
    let row = try #require(strongest.reference)
    var absent = HiddenRows()
    absent.insert(
      table: try #require(project.database.index(ofTable: row.table)), row: Int32(row.row))
    let withoutRow = predictor.answers(to: [question], without: [absent])
    #expect(abs(strongest.effect - (explained.value - withoutRow[0])) < 1e-6)
    #expect(abs(strongest.effect) > 1e-4)
    let purchases = try #require(explained.byTable.first { $0.table == "purchases" })
    let place = try #require(project.database.index(ofTable: "purchases"))
    let without = predictor.answers(
      to: [question], without: [.init(table: place)]
    )
    #expect(abs(purchases.effect - (explained.value - without[0])) < 1e-6)
  }

  @Test("says where the run's cutoff hides rows before the time, and sees them when asked to")
  func cutoff() throws {
    let late = seed(4, day: SmallShopTasks.testDay + 10)
    let day = { (day: Int) in
      Timestamp(microseconds: (SmallShop.start + Int64(day) * 86_400) * 1_000_000).description
    }
    let cut = try Predictor(run: run, project: project).explain(late)
    #expect(cut.history == "cut" && cut.cutoff == day(SmallShopTasks.testDay))
    #expect(try #require(cut.newestTime) <= day(SmallShopTasks.testDay))
    #expect(cut.text.contains("nothing after \(day(SmallShopTasks.testDay)) was seen"))
    let all = try Predictor(run: run, project: project, history: .asOf).explain(late)
    #expect(all.history == "as-of" && all.cutoff == nil)
    #expect(try #require(all.newestTime) > day(SmallShopTasks.testDay))
    #expect(all.rowsAfterTime == 0)
    // At the cutoff both see the same.
    let then = seed(4, day: SmallShopTasks.testDay)
    let one = try Predictor(run: run, project: project).explain(then)
    let other = try Predictor(run: run, project: project, history: .asOf).explain(then)
    #expect(one.value == other.value && one.cutoff == nil)
  }

  @Test("says what each column did, as if all its cells were NULL", arguments: ["rdl", "trees"])
  func byColumn(_ model: String) throws {
    let log = try RunLog(home: project.home)
    let settings = model == "rdl" ? ExperimentTests.settings : ["rounds": "20", "leaf_rows": "2"]
    let experiment = try Experiment(
      TrainingRequest(task: "toys", model: model, settings: settings), project: project, log: log)
    let run = try experiment.create()
    try experiment.run(run, steering: RunSteering()) { _ in }
    let question = seed(4, day: 40)
    let explained = try Predictor(run: run, project: project).explain(question)
    let columns = explained.byColumn
    let names = columns.map { "\($0.table).\($0.column ?? "")" }
    #expect(names.contains("purchases.price") && names.contains("buyers.name"))
    #expect(Set(names).count == names.count && !names.contains("purchases.buyer"))
    let strengths = columns.map { abs($0.effect) }
    #expect(strengths == strengths.sorted(by: >) && strengths.contains { $0 > 1e-5 })
    let price = try #require(columns.first { $0.column == "price" })
    #expect(price.rows == explained.evidence.count { $0.table == "purchases" })

    // Each effect is that of a database whose cells there are all NULL. Without a column's times the rows
    // themselves would have none, which is another question.
    for item in columns where item.column != "at" {
      // The answers of past windows are no table of the database.
      guard let place = project.database.index(ofTable: item.table) else { continue }
      let table = project.database.tables[place]
      guard let column = table.columns.firstIndex(where: { $0.schema.name == item.column }) else {
        continue
      }
      let emptied = project.database.replacing(columns: [
        ColumnPlace(table: place, column: column): table.columns[column].emptied
      ])
      let other = try Predictor(run: run, project: Project(database: emptied, home: project.home))
      let answer = try #require(other.answers(to: [question]).first)
      #expect(abs(item.effect - (explained.value - answer)) < 1e-6, "\(item)")
    }
  }

  @Test("stops at once where nobody wants the answer any more")
  func cancelled() throws {
    let predictor = try Predictor(run: run, project: project)
    for asked in [0, 2, 5] {
      var times = 0
      #expect(throws: TrainingError.cancelled) {
        try predictor.explain(seed(4, day: 40)) { _ in
          times += 1
          return times <= asked
        }
      }
      #expect(times == asked + 1)
    }
    var shares: [Double] = []
    _ = try predictor.explain(seed(4, day: 40)) { share in
      shares.append(share)
      return true
    }
    #expect(shares == shares.sorted() && shares.allSatisfy { $0 > 0 && $0 <= 1 })
    #expect(try #require(shares.first) < 0.2 && (shares.last ?? 0) > 0.7)
  }

  @Test("without a table sees none of its rows, nor what they led to")
  func without() throws {
    let predictor = try Predictor(run: run, project: project)
    let question = seed(4, day: 40)
    let plain = try predictor.explain(question)
    let all = predictor.graph.database.tables.map(\.name)
    let alone = try predictor.explain(question, without: predictor.hidden([], tables: all))
    #expect(plain.rowsSeen > 2 && plain.newestTime != nil)
    #expect(alone.rowsSeen == 1 && alone.newestTime == nil && alone.evidence.isEmpty)
    // Shops are reached through purchases alone.
    let rest = try predictor.explain(question, without: predictor.hidden([], tables: ["purchases"]))
    #expect(rest.rowsSeen > 0 && rest.rowsSeen < plain.rowsSeen)
    #expect(!rest.evidence.contains { ["purchases", "shops"].contains($0.table) })
    #expect(plain.evidence.contains { $0.table == "shops" })
  }

  @Test(
    "says what it answers with fewer hops; the last is the answer, the first knows the row alone")
  func byHop() throws {
    let predictor = try Predictor(run: run, project: project)
    let explained = try predictor.explain(seed(4, day: 40))
    let last = try #require(explained.byHop.last)
    #expect(last.value == explained.value && last.rows == explained.rowsSeen)
    #expect(explained.byHop.first?.rows == 1)
    #expect(explained.byHop.map(\.level) == (0..<explained.byHop.count).map(Double.init))
    // Without any table, that of past answers among them, there is nothing but the row itself.
    let all = predictor.graph.database.tables.map(\.name)
    let alone = predictor.answers(
      to: [seed(4, day: 40)], without: [predictor.hidden([], tables: all)])
    #expect(abs((explained.byHop.first?.value ?? 0) - alone[0]) < 1e-6)
    #expect(explained.bySparsity.isEmpty)
  }

  @Test("asks of a copy with other values; with the same values nothing changes")
  func edits() throws {
    let predictor = try Predictor(run: run, project: project)
    let question = seed(4, day: 40)
    let plain = try predictor.explain(question)
    let row = try #require(plain.evidence.first?.reference)
    let table = try #require(project.database.table(named: row.table))
    let place = try #require(
      table.columns.indices.first { column in
        !table.schema.primaryKey.contains(column) && column != table.schema.timeColumn
          && table.columns[column].values.storage == .real
      } ?? table.columns.indices.last)
    func edited(_ value: String?) throws -> PredictionSummary {
      let edit = CellEdit(
        table: row.table, row: row.row, key: row.key,
        column: table.columns[place].schema.name, value: value)
      return try Predictor(run: run, project: project, edits: [edit])
        .explain(question, beside: predictor)
    }
    let same = try edited(table.columns[place].keyText(row: row.row))
    #expect(same.value == plain.value && same.plain == plain.value)
    let other = try edited("123456")
    #expect(other.value != plain.value && other.plain == plain.value)
  }

  @Test("refuses a checkpoint of another schema, another task, or none")
  func refusals() throws {
    let checkpoints = project.checkpointFolder(of: "\(run)")
    #expect(
      throws: TrainingError.otherTask(
        path: checkpoints + "/best.safetensors", found: "toys", asked: "spend")
    ) { try Predictor(checkpoint: checkpoints, project: project, task: "spend") }
    #expect(throws: TrainingError.self) {
      try Predictor(checkpoint: folder.file("nowhere"), project: project)
    }
    let path = folder.file("other.sqlite")
    try DatabaseQueue(path: path).write { database in
      try database.execute(
        sql: """
          CREATE TABLE buyers (id INTEGER PRIMARY KEY, name TEXT);
          INSERT INTO buyers VALUES (1, 'a'), (2, 'b');
          """)
    }
    let elsewhere = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: path, toPath: elsewhere.file("other.sqlite"))
    let other = Project(
      database: try Relational.Database.open(at: elsewhere.file("other.sqlite")),
      home: project.home)
    do {
      _ = try Predictor(checkpoint: checkpoints, project: other)
      Issue.record("a checkpoint of another schema was accepted")
    } catch let error {
      guard case .otherSchema(_, let difference) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(difference.contains("purchases"))
    }
    let broken = folder.file("broken.safetensors")
    try Data("no tensors here".utf8).write(to: URL(fileURLWithPath: broken))
    #expect(throws: TrainingError.self) { try Predictor(checkpoint: broken, project: project) }
  }
}

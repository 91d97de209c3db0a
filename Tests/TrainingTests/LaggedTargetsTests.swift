import EntityGraphs
import FixtureSupport
import Foundation
import Relational
import Tasks
import Testing

@testable import Features
@testable import Training

@Suite("Answers of past windows")
struct LaggedTargetsTests {
  private let folder: TemporaryFolder
  private let database: Database
  private let task: PredictionTask

  init() throws {
    folder = try TemporaryFolder()
    try SmallShopTasks.write(in: folder)
    database = try SmallShop.open(in: folder)
    task = try PredictionTask.named("spend", beside: database, home: folder.file("home"))
  }

  private func time(day: Int) -> Int64 { (SmallShop.start + Int64(day) * 86_400) * 1_000_000 }

  private func lagged() throws -> LaggedTargets {
    try #require(
      LaggedTargets(
        of: task, tables: [task.table(.train), task.table(.val)], in: database,
        cutoff: Timestamp(microseconds: time(day: SmallShopTasks.validationDay))))
  }

  @Test("are seen once their window has closed, and not a moment before")
  func closedWindows() throws {
    let graph = try lagged().graph
    let relation = database.schema.relations.count
    let table = try #require(graph.database.tables.last)
    let train = try task.table(.train)
    let rule = TemporalRule(history: .asOf, testCutoff: nil)
    // Windows of ten days begin every second day from day 6: on day 20 those of days 6, 8 and 10 are
    // over.
    for (now, closed) in [(time(day: 20), 3), (time(day: 20) - 1, 2), (time(day: 15), 0)] {
      let seen = graph.visibleChildren(of: 4, relation: relation, at: now, rule: rule)
      #expect(seen.count == closed)
      for place in seen {
        let row = Int(graph.childRows(relation: relation)[place])
        let label = try #require(
          train.seeds.firstIndex {
            $0.row == 4 && $0.time == table.times?[row].advanced(by: -10 * 86_400_000_000)
          })
        #expect(table.columns.last?.cell(row: row) == .real(train.targets[label]))
      }
    }
  }

  @Test("of the test split are not among them, and the file's own tables stay as they are")
  func testLabels() throws {
    let lagged = try lagged()
    let table = try #require(lagged.graph.database.tables.last)
    let known = try task.table(.train).count + task.table(.val).count
    #expect(table.rowCount == known)
    let latest = try #require(table.times?.max())
    #expect(latest <= time(day: SmallShopTasks.testDay))
    #expect(lagged.graph.database.fingerprint == database.fingerprint)
    #expect(lagged.graph.database.tables.dropLast().map(\.name) == database.tables.map(\.name))
    #expect(
      lagged.graph.name(of: lagged.graph.edgeTypes[2 * database.schema.relations.count])
        == "spend answers__f2p_id__buyers")
  }

  @Test("are scaled by those known at the validation cutoff alone")
  func statistics() throws {
    let train = try task.table(.train)
    let end = time(day: SmallShopTasks.validationDay - 10)
    let known = zip(train.seeds, train.targets).filter { $0.0.time <= end }.map(\.1)
    let mean = known.reduce(0, +) / Double(known.count)
    guard case .numerical(let found, _) = try lagged().features.columns[0].statistics else {
      Issue.record("an answer is a number")
      return
    }
    #expect(abs(found - mean) < 1e-9)
    #expect(known.count == train.count)
  }
}

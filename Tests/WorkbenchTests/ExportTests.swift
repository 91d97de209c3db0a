import FixtureSupport
import Foundation
import Inspection
import RunLogs
import TerminalUI
import Testing

@testable import Workbench

@Suite("Exports")
struct ExportTests {
  private let results = Session(database: "rel-f1.sqlite", place: "results/3/rows")

  private func sitting(_ session: Session, home: TemporaryFolder? = nil) -> Sitting {
    Sitting(columns: 120, rows: 30, session: session, home: home?.path)
  }

  private func rowExports(_ sitting: Sitting) -> [RowExport] {
    sitting.requests.compactMap { if case .exportRows(let export) = $0 { export } else { nil } }
  }

  // MARK: Files

  @Test("a file at a typed path is never written over another one")
  func taken() throws {
    let folder = try TemporaryFolder()
    try folder.write("old", to: "a.csv")
    #expect(throws: ExportError.exists(path: folder.file("a.csv"))) {
      try ExportFile(at: folder.file("a.csv"))
    }
    let file = try ExportFile(at: folder.file("b.csv"))
    try file.write("new")
    // Another program was faster.
    try folder.write("other", to: "b.csv")
    #expect(throws: ExportError.exists(path: folder.file("b.csv"))) { try file.finish() }
    file.drop()
    #expect(try folder.contents == ["a.csv", "b.csv"])
    #expect(try String(contentsOfFile: folder.file("b.csv"), encoding: .utf8) == "other")
  }

  @Test("in the home a free name is taken, and / in a name is no folder")
  func free() throws {
    let folder = try TemporaryFolder()
    let files = WorkbenchFiles(home: folder.path)
    for name in ["a/b.csv", "a/b.csv", "a/b.csv"] {
      _ = try files.export("x", at: nil, named: name)
    }
    let found = try FileManager.default.contentsOfDirectory(atPath: folder.file("exports"))
    #expect(found.sorted() == ["a_b-2.csv", "a_b-3.csv", "a_b.csv"])
  }

  @Test("a folder that is not there is said before anything is read")
  func noFolder() throws {
    let folder = try TemporaryFolder()
    #expect(throws: ExportError.self) { try ExportFile(at: folder.file("none/a.csv")) }
  }

  // MARK: Rows

  private func page(_ limit: Int, filter: String = "") -> PageRequest {
    PageRequest(table: "results", offset: 0, limit: limit, filter: filter)
  }

  private func write(
    _ export: RowExport, in folder: TemporaryFolder, isStopped: () -> Bool = { false }
  ) throws -> String {
    let path = try export.write(
      from: FakeServices(), files: WorkbenchFiles(home: folder.path), isStopped: isStopped)
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test("all rows of a table are written, over many stretches, each once")
  func stretches() throws {
    let folder = try TemporaryFolder()
    let text = try write(RowExport(rows: page(.max), format: .csv, path: nil), in: folder)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 26_081)
    #expect(lines[0] == "resultId,raceId,driverId,grid,position,date")
    #expect(lines[1] == "0,0,0,0,,2009-11-01")
    #expect(Set(lines.map { $0.prefix { $0 != "," } }).count == 26_081)
  }

  @Test("a part of the rows is written as JSON that others read")
  func json() throws {
    let folder = try TemporaryFolder()
    var request = page(5_000)
    request.offset = 10
    let text = try write(RowExport(rows: request, format: .json, path: nil), in: folder)
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    #expect(rows.count == 5_000)
    #expect(rows.first?["resultId"] as? Int == 10)
    #expect(rows.first?["position"] as? Double == 10)
    #expect(rows[2]["position"] is NSNull)
  }

  @Test("no row at all makes a file that is still CSV, or JSON")
  func none() throws {
    let folder = try TemporaryFolder()
    var request = page(.max)
    request.offset = 1_000_000
    #expect(
      try write(RowExport(rows: request, format: .csv, path: nil), in: folder)
        == "resultId,raceId,driverId,grid,position,date\n")
    #expect(try write(RowExport(rows: request, format: .json, path: nil), in: folder) == "[]\n")
  }

  @Test("an export that is stopped keeps nothing")
  func stopped() throws {
    let folder = try TemporaryFolder()
    var asked = 0
    #expect(throws: ExportError.stopped) {
      try write(RowExport(rows: page(.max), format: .csv, path: folder.file("a.csv")), in: folder) {
        asked += 1
        return asked > 3
      }
    }
    #expect(asked == 4)
    #expect(try folder.contents.isEmpty)
  }

  @Test("texts with quotes, commas and ends of line are one field, bytes and NULL are told apart")
  func fields() {
    #expect(CSVText.field(.text("a \"b\", c")) == "\"a \"\"b\"\", c\"")
    #expect(CSVText.field(.text("a\nb")) == "\"a\nb\"")
    #expect(CSVText.field(.text("")) == "\"\"")
    #expect(CSVText.field(CellValue.null).isEmpty)
    #expect(CSVText.field(.blob(byteCount: 3)) == "⟨3 B⟩")
    #expect(JSONText.quoted("a\"\\\u{1}\n") == "\"a\\\"\\\\\\u0001\\u000a\"")
  }

  // MARK: The command

  @Test("page asks for the lines on the screen, filter and all for those behind them")
  func scopes() throws {
    let home = try TemporaryFolder()
    let sitting = sitting(results, home: home)
    sitting.type("/x").press(.enter)
    sitting.type(":export csv page").press(.enter)
    sitting.type(":export json").press(.enter)
    sitting.type(":export csv all \(home.file("out.csv"))").press(.enter)
    let asked = rowExports(sitting)
    #expect(asked.map(\.rows.filter) == ["x", "x", ""])
    #expect(asked[0].rows.limit == Layout(sitting.state).height(of: .grid))
    #expect(asked[1] == RowExport(rows: asked[1].rows, format: .json, path: nil))
    #expect(asked[1].rows.limit == .max)
    #expect(asked[2].path == home.file("out.csv"))
    #expect(sitting.state.message?.text == "written to \(home.file("out.csv"))")
    sitting.type(":export csv all \(home.file("out.csv"))").press(.enter)
    #expect(sitting.state.message?.text.contains("exists already") == true)
    #expect(sitting.state.exporting == nil)
  }

  @Test("while rows are written the header says so, and esc stops it, once")
  func stopping() throws {
    var state = sitting(results).state
    let effects = state.export(ExportOrder(format: .csv, part: .all))
    let number = try #require(state.exporting)
    #expect(effects.count == 1)
    var screen = CellBuffer(size: state.size)
    Frame(state).draw(on: &screen)
    #expect(screen.lines[0].contains("◔ export"))
    #expect(state.export(ExportOrder(format: .csv, part: .all)).isEmpty)
    #expect(state.update(.key(.escape)) == [.stop(generation: number)])
    #expect(state.message?.text.contains("nothing of it was kept") == true)
    #expect(state.screen == .rows)
    // Its answer comes late and says nothing new.
    guard case .request(let request, let generation) = effects[0] else { return }
    let late = Reply(generation: generation, request: request, result: .success(.saved("/tmp/a")))
    let said = state.message
    _ = state.update(.message(late))
    #expect(state.message == said)
  }

  @Test("on Schema the columns, of all tables or of the one under the cursor")
  func schema() {
    let sitting = sitting(Session(database: "rel-f1.sqlite", place: "schema/results"))
    sitting.type(":export csv page").press(.enter)
    sitting.type(":export csv").press(.enter)
    let texts = sitting.requests.compactMap { request -> [Substring]? in
      if case .export(let text, _, nil) = request { text.split(separator: "\n") } else { nil }
    }
    #expect(texts.map(\.count) == [9, 16])
    #expect(texts[0][2] == "results,26080,raceId,INTEGER,integer,key to races,,0,1101,0,1100")
  }

  @Test("on Runs the list, or the curves of the runs that are shown")
  func runs() throws {
    let sitting = sitting(Session(database: "rel-f1.sqlite", place: "runs"))
    sitting.type(":export csv all").press(.enter)
    let text = try #require(
      sitting.requests.compactMap { request in
        if case .export(let text, "runs.csv", nil) = request { text } else { nil }
      }.first)
    let all = sitting.state.runs.list.value ?? []
    #expect(text.split(separator: "\n").count == all.count + 1)
    sitting.type(":export json long points.json").press(.enter)
    #expect(
      sitting.requests.contains(
        .exportRuns(
          ExportRequest(
            runs: sitting.state.shownRuns.map(\.id), path: "points.json", layout: .long,
            format: .json))))
  }

  @Test("on Graph the rows, on Task the tasks, on Predict what moved the answer")
  func lists() throws {
    let sitting = Sitting(session: GoldenTests.asOf2010)
    func written(_ typed: String, _ name: String) throws -> String {
      sitting.type(":export " + typed).press(.enter)
      return try #require(
        sitting.requests.compactMap { request in
          if case .export(let text, name, nil) = request { text } else { nil }
        }.last)
    }
    sitting.press(.character("3"))
    let graph = try written("csv", "drivers-3-graph.csv").split(separator: "\n")
    #expect(graph.count == 14 && graph[0] == "hop,table,key,time,detail,via")
    #expect(graph[2] == "1,results,20281,2009-11-01,\"grid 15, 14th\",← results.driverId")
    // In the tree groups are folded: of the rows the seed alone has a line.
    #expect(try written("csv page", "drivers-3-graph.csv").split(separator: "\n").count == 2)
    #expect(try written("json", "drivers-3-graph.json").contains("\"seedTime\":\"2010-01-01\""))
    sitting.press(.character("4"))
    let tasks = try written("csv", "tasks.csv").split(separator: "\n")
    let splits = sitting.state.catalog.value?.tasks.map(\.splits.count).reduce(0, +)
    #expect(tasks.count - 1 == splits && tasks[1].hasPrefix("driver-dnf,binary_classification,"))
    let list = try JSONSerialization.jsonObject(with: Data(try written("json", "tasks.json").utf8))
    #expect((list as? [Any])?.count == 2)
    sitting.press(.character("7"))
    let rows = try written("csv", "drivers-3-driver-dnf.csv").split(separator: "\n")
    #expect(rows.count == 7 && rows[1].hasPrefix("0.071,1,results,20261,2009-10-18,"))
    sitting.press(.tab)
    let tables = try written("csv", "drivers-3-driver-dnf.csv").split(separator: "\n")
    #expect(tables.count == 4 && tables[1].hasPrefix("0.11,8,results,,,"))
    sitting.press(.tab)
    let columns = try written("csv", "drivers-3-driver-dnf.csv").split(separator: "\n")
    #expect(columns.count == 6 && columns[0].hasSuffix(",via,column"))
    #expect(columns[1].hasPrefix("0.092,8,results,") && columns[1].hasSuffix(",position"))
  }

  @Test(
    "what cannot be written here is said",
    arguments: [
      ("drivers/3/rows", "export csv long", "forms of curves"),
      ("train", "export csv page", "long or wide"), ("task", "export csv wide", "forms of curves"),
      ("drivers/3/rows", "export xml", "csv or json?"),
    ])
  func notHere(_ place: String, _ typed: String, _ said: String) {
    let sitting = sitting(Session(database: "rel-f1.sqlite", place: place))
    sitting.type(":" + typed).press(.enter)
    #expect(sitting.text.contains(said))
    let isAsked = sitting.requests.contains { request in
      switch request {
      case .export, .exportRows, .exportRuns: true
      default: false
      }
    }
    #expect(!isAsked)
  }
}

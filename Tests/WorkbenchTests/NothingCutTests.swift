import Inspection
import RunLogs
import TerminalUI
import Testing

@testable import Workbench

@Suite("What does not fit is told")
struct NothingCutTests {
  private func lines(_ state: State) -> [String] {
    var screen = CellBuffer(size: state.size)
    Frame(state).draw(on: &screen)
    return screen.lines
  }

  @Test("the strip of a subgraph says how many tables it has no room for; the cursor's is shown")
  func strip() throws {
    var state = Sitting(session: GoldenTests.asOf2010).press(
      .character("3"), .character("v"), .character("v")
    ).state
    var summary = try #require(state.graph.subgraph.value)
    for place in 1...7 {
      summary.nodes[place].reference.table = "table_\(place)"
    }
    state.graph.subgraph = Loaded(summary)
    // results, races and seven more, on six rows of which one is the axis.
    #expect(lines(state).contains { $0.contains("+ 5 more: ") })
    let last = try #require(state.graphLines.firstIndex { $0.item == .node(9) })
    _ = state.move(to: last)
    #expect(lines(state).contains { $0.hasPrefix("│ races ") && $0.contains("◆") })
    #expect(lines(state).contains { $0.contains("+ 5 more: ") })
  }

  @Test(
    "an as-of time outside the rows is no bar at their edge",
    arguments: [
      ("2030-01-01", "as of 2030-01-01 ◷, after the last row"),
      ("1999-01-01", "as of 1999-01-01 ◷, before the first row"),
    ])
  func outside(_ time: String, _ words: String) {
    let sitting = Sitting(
      columns: 140, rows: 45,
      session: Session(database: "x", place: "drivers/3/rows", asOf: time))
    let strip = sitting.text.split(separator: "\n").filter { $0.hasPrefix("│ results   ") }
    #expect(sitting.text.contains(words))
    #expect(strip.allSatisfy { !$0.contains("┃") })
    #expect(strip.contains { $0.contains("░") } == (time < "2000"))
  }

  @Test("settings too long for their line have more lines, and the arrows walk them")
  func settings() throws {
    var state = Sitting(session: Session(database: "x", place: "train")).press(.character("a"))
      .state
    let words = (10..<70).map { "setting_\($0)=\($0)" }
    state.form?.field = .settings
    state.form?.settings = TextField(words.joined(separator: " "))
    #expect(lines(state).contains { $0.contains("▲ 11 more above") })
    #expect(lines(state).contains { $0.contains("setting_69=69") })
    #expect(lines(state).contains { $0.contains("[ start ]") })
    for _ in 0..<19 { _ = state.update(.key(.up)) }
    #expect(state.form?.field == .settings)
    #expect(lines(state).contains { $0.contains("▼ 11 more below") })
    #expect(lines(state).contains { $0.contains("setting_10=10") })
    _ = state.update(.key(.up))
    #expect(state.form?.field == .process)
  }

  @Test("start and dry run lie side by side: ← → goes between them, ↑ ↓ past both")
  func buttons() throws {
    var form = TrainForm(catalog: try FakeServices().catalog { _ in true }, task: nil)
    func walk(_ keys: Key...) -> TrainForm.Field {
      for key in keys { _ = form.edit(key) }
      return form.field
    }
    #expect(walk(.up) == .start)
    #expect(walk(.right) == .rehearsal)
    #expect(walk(.up) == .settings)
    #expect(walk(.down, .down) == .task)
    #expect(walk(.up, .left) == .rehearsal)
    #expect(walk(.down) == .task)
    // Tab goes through all.
    form.field = .settings
    #expect(walk(.tab, .tab) == .rehearsal)
  }

  @Test("a run of another database is listed with its name", arguments: [80, 140])
  func elsewhere(_ columns: Int) throws {
    var state = Sitting(
      columns: columns, rows: 45, session: Session(database: "x", place: "train")
    ).state
    var runs = try #require(state.runs.list.value)
    #expect(!lines(state).contains { $0.contains("in rel-f1 ") })
    let other = try #require(runs.firstIndex { $0.id == RunID(number: 41) })
    runs[other].setup.fingerprint = "0"
    runs[other].setup.database = "online-retail"
    state.runs.list = Loaded(runs)
    #expect(lines(state).contains { $0.contains("in online-ret") && $0.contains(" .733") })
  }

  @Test("a path too long for a line is said whole")
  func messages() {
    var state = Sitting(session: Session(database: "x", place: "drivers/3/rows")).state
    let path = "/" + (0..<30).map { "folder\($0)" }.joined(separator: "/") + "/drivers.csv"
    state.say("written to \(path)", .good)
    let shown = lines(state).dropLast().suffix(6).map { line in
      line.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    }
    #expect(shown.map { String($0) }.joined().contains(path))
  }
}

import RunLogs
import TerminalUI
import Testing

@testable import Workbench

@Suite("Runs")
struct CuratingTests {
  private func runs() -> Sitting { Sitting(session: Session(database: "x", place: "runs")) }

  private func last(_ sitting: Sitting) -> RunCuration? {
    sitting.requests.compactMap { request -> RunCuration? in
      if case .curate(let act) = request { return act }
      return nil
    }.last
  }

  @Test("tags, notes and deletions are asked for, and u asks for the opposite")
  func curate() {
    let r42 = RunID(number: 42)
    let r41 = RunID(number: 41)
    let sitting = runs().press(.down, .character("t")).type("best one").press(.enter)
    #expect(last(sitting) == .tag(r42, "best-one"))
    sitting.press(.character("u"))
    #expect(last(sitting) == .untag(r42, "best-one"))
    sitting.press(.character("e")).type("wide").press(.enter)
    #expect(last(sitting) == .note(r42, "wide"))
    sitting.press(.character("u"))
    #expect(last(sitting) == .note(r42, ""))
    sitting.press(.character("r")).type("the  wide one").press(.enter)
    #expect(last(sitting) == .rename(r42, "the wide one"))
    #expect(sitting.state.message?.text == "r0042 is called the wide one")
    sitting.press(.character("u"))
    #expect(last(sitting) == .rename(r42, ""))
    sitting.press(.character("d"))
    #expect(sitting.text.contains("r0042 is running: stop it first"))
    sitting.press(.down, .character("d"), .character("y"))
    #expect(last(sitting) == .trash([r41]))
    sitting.press(.character("u"))
    #expect(last(sitting) == .restore([r41]))
    sitting.press(.character("u"))
    #expect(sitting.state.message?.text == "there is nothing to undo")
  }

  @Test(
    "columns that do not fit are left out whole, and borders stay", arguments: [40, 60, 72, 80])
  func narrow(columns: Int) {
    let sitting = Sitting(
      columns: columns, rows: 15, session: Session(database: "x", place: "runs"))
    let lines = sitting.text.split(separator: "\n").map(String.init)
    let list = lines.filter { $0.contains("r00") }
    #expect(!list.isEmpty && list.allSatisfy { $0.hasSuffix("│") })
    // The scores of a run are there as a whole or not at all.
    let best = lines.contains { $0.contains("best") }
    #expect(list.contains { $0.contains(".733") } == best)
    #expect(best == (columns >= 60))
  }

  @Test("a note can be read on a narrow screen, beside the settings")
  func noteOnNarrow() {
    let sitting = runs().press(.down, .down)
    let note = sitting.text.split(separator: "\n").first { $0.contains("│ note ") }
    #expect(note?.contains("narrow") == true)
    #expect(!runs().text.contains("│ note "))
  }

  @Test("of more runs than fit beside one another the differences say how many there are")
  func manyRuns() {
    let sitting = runs()
    for _ in 0..<5 { sitting.press(.character(" "), .down) }
    #expect(sitting.text.contains("of 5"))
  }

  @Test("a window too small to draw on takes no key but those that leave")
  func tooSmall() {
    let sitting = runs()
    sitting.resize(columns: 39, rows: 10)
    sitting.press(.character("3"), .down, .character(":"))
    sitting.resize(columns: 80, rows: 24)
    #expect(sitting.state.screen == .runs && sitting.state.prompt == nil)
    sitting.resize(columns: 39, rows: 10)
    sitting.press(.character("q"))
    #expect(sitting.state.confirmation != nil || sitting.isOver)
  }

  @Test(
    "a filter takes the runs that fit all of its words",
    arguments: [
      ("dnf", [42, 41, 40]), ("!dnf", [43, 39]), ("~dpos", [43, 39]), ("best>=.74 dnf", [42]),
      ("best<4", [42, 41, 40]), ("width=256", [42]), ("status=failed", [40]),
      ("step>=1k", [42, 41, 39]),
      ("narrow", [41]), ("nan", [40]), ("", [43, 42, 41, 40, 39]), ("nothing=3", []),
    ])
  func filter(_ typed: String, _ numbers: [Int64]) throws {
    let filter = RunFilter(typed)
    let found = try FakeServices().runs().filter(filter.admits).map(\.id.number)
    #expect(found == numbers)
  }

  @Test("many runs lie over one another, each with a sign of its own")
  func manyMarks() {
    #expect(CurveView.marks.count >= State.mostMarks)
    #expect(Set(CurveView.marks).count == CurveView.marks.count)
    var state = runs().state
    let summary = state.runs.visible[0]
    let many = (1...60).map { number in
      var run = summary
      run.id = RunID(number: Int64(number))
      return run
    }
    state.runs.list = Loaded(many)
    state.runs.arrange()
    for _ in 0..<60 {
      _ = state.update(.key(.character(" ")))
      _ = state.update(.key(.down))
    }
    #expect(state.runs.marked.count == State.mostMarks)
    #expect(state.message?.text == nil || state.message?.text.contains("unmark one") == true)
    var screen = CellBuffer(size: Size(columns: 140, rows: 45))
    Frame(state).draw(on: &screen)
    #expect(screen.lines.contains { $0.contains("50 marked") })
  }

  @Test("the filter works while it is typed, and esc drops it")
  func typing() {
    let sitting = runs().type("/position")
    #expect(sitting.state.runs.visible.map(\.id.number) == [43, 39])
    #expect(sitting.text.contains("runs 2 of 5"))
    sitting.press(.enter, .down)
    #expect(sitting.state.currentRun?.id.number == 39)
    sitting.press(.escape)
    #expect(sitting.state.runs.visible.count == 5)
  }

  @Test("the best come first in their metric's own direction, unscored runs last")
  func sort() {
    let sitting = runs().press(.character("s"))
    #expect(sitting.state.runs.sort == .best)
    #expect(sitting.state.runs.visible.map(\.id.number) == [42, 41, 40, 39, 43])
    sitting.press(.tab, .character("s"))
    #expect(sitting.state.runs.sort == .best)
    #expect(sitting.state.runs.view.smoothing > 0)
  }

  @Test("runs over each other are compared at equal step and at equal seconds")
  func equal() throws {
    let sitting = runs().press(.down, .character(" "), .down, .character(" "))
    let lines = sitting.state.comparison
    let step = try #require(lines.first { $0.key == "roc_auc @3.2k" })
    let change =
      FakeServices.value(RunID(number: 41), 3_200) - FakeServices.value(RunID(number: 42), 3_200)
    #expect(abs((step.change ?? 0) - change) < 1e-12)
    #expect(lines.contains { $0.key.hasPrefix("roc_auc @1:") })
  }

  @Test("E writes the curves of the runs shown")
  func export() {
    let sitting = runs().press(.down, .character(" "), .character("E"))
    #expect(sitting.text.contains("export r0042 to: r0042.csv"))
    sitting.type(" long").press(.enter)
    #expect(
      sitting.requests.contains(
        .exportRuns(
          ExportRequest(runs: [RunID(number: 42)], path: "r0042.csv", layout: .long, format: .csv)))
    )
    #expect(sitting.state.message?.text == "written to /tmp/r0042.csv")
  }

  @Test("a SELECT is answered over the screen")
  func sql() {
    let sitting = runs().type(":sql SELECT model, count(*) FROM runs").press(.enter)
    #expect(sitting.requests.contains(.query("SELECT model, count(*) FROM runs")))
    #expect(sitting.text.contains("count(*)"))
    sitting.press(.down, .right, .escape)
    #expect(sitting.state.answer == nil)
    #expect(sitting.state.screen == .runs)
  }

  @Test("the second X while a run stops kills it, after a question")
  func kill() {
    let sitting = Sitting(session: Session(database: "x", place: "train", run: RunID(number: 42)))
    sitting.press(.character("X"), .character("y"))
    #expect(sitting.requests.contains(.control(RunID(number: 42), .stop)))
    #expect(sitting.text.contains("X again kills it"))
    sitting.press(.character("X"))
    #expect(sitting.text.contains("Kill it, without a checkpoint?"))
    sitting.press(.character("y"))
    #expect(sitting.requests.contains(.control(RunID(number: 42), .kill)))
  }

  @Test("a on Runs fills the form in with what the run under the cursor was given")
  func again() throws {
    let sitting = runs().press(.down, .down, .character("a"))
    let form = try #require(sitting.state.form)
    #expect(sitting.text.contains("start a run like r0041"))
    let request = try form.request().get()
    #expect(request.task == "driver-dnf" && request.model == "rdl" && request.seed == 7)
    #expect(request.settings == ["width": "128", "lr": "0.001", "fanout": "8,4"])
  }

  @Test("only waiting runs are moved in the queue")
  func queue() {
    let sitting = Sitting(session: Session(database: "x", place: "train", run: RunID(number: 43)))
    sitting.press(.character("<"))
    #expect(sitting.requests.contains(.control(RunID(number: 43), .sooner)))
    sitting.press(.down, .character(">"))
    #expect(sitting.state.message?.text == "r0042 does not wait: only waiting runs are moved")
  }
}

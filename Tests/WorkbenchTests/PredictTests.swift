import Inspection
import TerminalUI
import Testing

@testable import Workbench

@Suite("Predict")
struct PredictTests {
  private func sitting() -> Sitting {
    Sitting(session: GoldenTests.asOf2010).press(.character("7"))
  }

  @Test("w leaves the row under the cursor out, u brings it back")
  func whatIf() throws {
    let sitting = sitting()
    let first = try #require(sitting.state.referenceUnderEvidence)
    sitting.press(.character("w"))
    #expect(sitting.state.predict.whatIf.rows == [first])
    #expect(sitting.text.contains("what if without results 20261: .312 → .242"))
    #expect(sitting.state.referenceUnderEvidence != first)
    sitting.press(.tab, .character("w"))
    #expect(sitting.state.predict.whatIf.tables == ["results"])
    #expect(sitting.state.commandLine.hasSuffix(" --without results --without results/20261"))
    sitting.press(.character("u"), .character("u"))
    #expect(sitting.state.predict.whatIf.isEmpty)
    #expect(sitting.state.predict.prediction.value?.plain == nil)
  }

  @Test("H shows what the run's cutoff hides before the time, and only then")
  func history() {
    let sitting = sitting()
    sitting.press(.character("H"))
    #expect(sitting.text.contains("the run sees all rows up to this time"))
    #expect(!sitting.state.predict.seesAll)
    sitting.type(":asof 2012-01-01").press(.enter)
    #expect(sitting.text.contains("none after 2010-01-01 seen, H shows all · 0 rows after"))
    sitting.press(.character("H"))
    #expect(sitting.text.contains("history as-of"))
    #expect(!sitting.text.contains("none after"))
    #expect(sitting.state.commandLine.contains(" --history as-of"))
    sitting.press(.character("H"))
    #expect(sitting.text.contains("none after 2010-01-01 seen"))
  }

  @Test("what came of such answers is a whole sentence, of numbers as of probabilities")
  func standing() {
    for (columns, rows) in [(80, 24), (140, 45)] {
      var services = FakeServices()
      services.hasLabelFreeRun = true
      let sitting = Sitting(
        columns: columns, rows: rows, session: GoldenTests.asOf2010, services: services
      ).press(.character("7"))
      #expect(
        sitting.text.contains("57 validation rows were answered .280–.360; .298 of them came true"))
      for _ in sitting.state.questions
      where sitting.state.predict.request?.task != "driver-position" {
        sitting.press(.character("M"))
      }
      #expect(
        sitting.text.contains(
          "49 validation rows \(columns > 80 ? "were " : "")answered 10.1–11.2; on average 10.6 came out"
        ))
    }
    for columns in 20...90 {
      for isProbability in [true, false] {
        let words = PredictScreen.words(
          .init(low: 10.1, high: 11.2, rows: 49, mean: 10.6), isProbability: isProbability,
          columns: columns)
        #expect(words.count <= max(columns, 32) && !words.contains("…"))
      }
    }
  }

  @Test("beside what is left out, what came of such answers has a line of its own")
  func standingOfWhatIf() throws {
    let lines = sitting().press(.character("w")).text.split(separator: "\n")
    let place = try #require(lines.firstIndex { $0.contains("what if without results 20261: .3") })
    #expect(lines[place + 1].contains("validation rows were answered"))
  }

  @Test("guesses are named whole, as many as there is room for, and none twice")
  func guesses() {
    let all = [
      ("global mean", 0.298), ("entity mean", 0.0), ("entity mean, new entity: global mean", 0.0),
      ("majority", 0.0),
    ].map { PredictionSummary.Baseline(name: $0.0, value: $0.1) }
    #expect(
      PredictScreen.guesses(all, columns: 70)
        == "guessing: entity mean 0 · global mean .298 · majority 0")
    #expect(
      PredictScreen.guesses(all, columns: 52)
        == "guessing: entity mean 0 · global mean .298 · +1 more")
    #expect(PredictScreen.guesses(all, columns: 51) == "guessing: entity mean 0 · +2 more")
    #expect(PredictScreen.guesses(all, columns: 32) == "guessing: entity mean 0")
    // Of an entity that nobody knows the mean of all is another guess than its own.
    let other = [("entity mean", 0.1), ("entity mean, new entity: global mean", 0.3)].map {
      PredictionSummary.Baseline(name: $0.0, value: $0.1)
    }
    #expect(PredictScreen.guesses(other, columns: 70).contains("entity or global mean .300"))
  }

  @Test("a change of a probability is told to the thousandth, and none at all as 0")
  func changes() {
    let screen = PredictScreen(sitting().state, Layout(sitting().state))
    #expect(screen.change(0.00098) == "+.001" && screen.change(-0.0004) == "−.000")
    #expect(screen.change(0) == "0")
  }

  @Test("before anything can be asked, what to do has the whole screen")
  func nothingAsked() {
    let empty = Sitting().press(.character("7"))
    #expect(Layout(empty.state).panes == [.answer])
    #expect(empty.text.contains("No row is open. Press 2"))
    empty.press(.character("3"))
    #expect(Layout(empty.state).panes == [.groups])
    let sitting = sitting()
    #expect(Layout(sitting.state).panes.contains(.evidence))
    sitting.press(.character("3"))
    #expect(Layout(sitting.state).panes.contains(.node))
  }

  @Test("of a model that reads no text nothing is said about text, and tables have the room")
  func noText() throws {
    var state = sitting().state
    let rows = Layout(state).height(of: .byTable)
    var answer = try #require(state.predict.prediction.value)
    answer.bySparsity = []
    state.predict.prediction = Loaded(answer)
    #expect(Layout(state).height(of: .byTable) == rows + 2)
    var screen = CellBuffer(size: state.size, glyphs: .unicode)
    Frame(state).draw(on: &screen)
    let text = screen.lines.joined(separator: "\n")
    #expect(text.contains("─ by hop ─") && !text.contains("sparsity"))
    #expect(text.contains("hops 2  .312"))
  }

  @Test("coming here, and R, look for runs that another process began")
  func runsOfOthers() {
    func asksForRuns(_ effects: [Effect]) -> Bool {
      effects.contains { if case .request(.runs, _) = $0 { true } else { false } }
    }
    for (sitting, key) in [(Sitting(session: GoldenTests.asOf2010), "7"), (sitting(), "R")] {
      var state = sitting.state
      // What was asked for a moment ago has been answered.
      state.runs.list.ask(1)
      let list = state.runs.list.value ?? []
      _ = state.runs.list.take(.success(list), generation: 1)
      #expect(asksForRuns(state.update(.key(.character(Character(key))))), "\(key)")
      #expect(!asksForRuns(state.update(.key(.character("R")))), "it is asked already")
    }
  }

  @Test("where no run can be asked, only tasks that a run can learn are named")
  func nothingLearned() throws {
    var state = Sitting(session: GoldenTests.asOf2010).state
    state.runs.list = Loaded([])
    var catalog = try #require(state.catalog.value)
    var bare = catalog.tasks[0]
    bare.name = "results-position"
    bare.splits = []
    catalog.tasks.append(bare)
    state.catalog = Loaded(catalog)
    let words = try #require(state.problemWithPrediction)
    #expect(words == "No run has learned driver-dnf or driver-position yet. Press 5, then a.")
    // A table about which only such a task asks is one about which none does.
    bare.entityTable = "results"
    catalog.tasks[2] = bare
    state.catalog = Loaded(catalog)
    state.place = Place(screen: .predict, table: "results", key: "7", row: 7)
    #expect(
      state.problemWithPrediction?.hasPrefix("No task is about results. Tasks are about drivers:")
        == true)
  }

  @Test("e asks as if a cell held another value, u takes it back")
  func edit() throws {
    let sitting = sitting().press(.character("e"))
    #expect(sitting.text.contains("what if in results 20261:"))
    #expect(sitting.text.contains("column=value"))
    sitting.type("grid=15").press(.enter)
    let edit = try #require(sitting.state.predict.whatIf.edits.first)
    #expect(edit.table == "results" && edit.column == "grid" && edit.value == "15")
    #expect(sitting.text.contains("what if results 20261 grid=15: .312 → .242"))
    // The same cell again replaces the edit; another cell of the entity's own row joins it.
    sitting.press(.character("e")).type("grid=NULL").press(.enter)
    sitting.press(.tab, .character("e")).type("nationality=Spanish").press(.enter)
    #expect(sitting.state.predict.whatIf.edits.map(\.column) == ["grid", "nationality"])
    #expect(sitting.state.predict.whatIf.edits.first?.value == nil)
    for _ in 0..<3 { sitting.press(.character("u")) }
    #expect(sitting.state.predict.whatIf.isEmpty)
    #expect(sitting.state.predict.prediction.value?.plain == nil)
  }

  @Test("an edit that is none says what to type, and no key can be edited")
  func badEdits() {
    let sitting = sitting().press(.character("e")).type("grid").press(.enter)
    #expect(sitting.state.message?.text.contains("column and its other value") == true)
    sitting.press(.character("e")).type("resultId=3").press(.enter)
    #expect(sitting.state.message?.text.contains("is the key") == true)
    sitting.press(.character("e")).type("gird=3").press(.enter)
    #expect(sitting.state.message?.text.contains("has no column 'gird'") == true)
    #expect(sitting.state.predict.whatIf.isEmpty)
    sitting.press(.character("e")).type("grid=boom").press(.enter)
    #expect(sitting.state.message?.text.contains("holds integer values") == true)
    #expect(sitting.state.predict.whatIf.isEmpty && sitting.text.contains(".312"))
  }

  @Test("no answer is shown about an entity that is later than the as-of time")
  func later() throws {
    var state = sitting().state
    guard case .request(let request, let generation)? = state.askPrediction(isNew: true).first,
      case .predict(let asked) = request
    else {
      Issue.record("nothing is asked")
      return
    }
    var answer = try FakeServices().predict(asked) { _ in true }
    answer.entity.time = "2015-06-01"
    _ = state.update(
      .message(
        Reply(
          generation: generation, request: request, result: .success(.prediction(answer)))))
    #expect(state.predict.prediction.value == nil)
    #expect(
      state.predict.prediction.failure
        == "drivers 3 is of 2015-06-01, later than the as-of time 2010-01-01: it is hidden "
        + "(T sets another time)")
  }

  @Test("each mark under the ruler has its name, and no name runs into another")
  func ruler() {
    #expect(sitting().text.contains(" ▲ global ▲ entity mean "))
    func named(_ marks: (Int, String)...) -> [String] {
      PredictScreen.named(marks.map { (column: $0.0, name: $0.1) }, in: 0..<40).map {
        "\($0.column) \($0.words)"
      }
    }
    #expect(named((10, "abc"), (12, "de")) == ["6 abc ▲", "12 ▲ de"])
    // At the end of the ruler a name stands left of its mark.
    #expect(named((38, "abc")) == ["34 abc ▲"])
    #expect(named((30, "old mean"), (8, "new mean")) == ["30 ▲ old mean", "8 ▲ new mean"])
    #expect(named((12, "old mean"), (8, "new mean")) == ["12 ▲ old mean", "4 new ▲"])
    // Where there is no room on either side there is no mark without a name.
    #expect(
      named((20, "entity"), (22, "global"), (24, "median")) == ["13 entity ▲", "24 ▲ median"])
  }

  @Test("columns are beside rows and tables, and lead to the row that moved the answer most")
  func byColumn() throws {
    let sitting = sitting().press(.tab, .tab)
    #expect(sitting.state.pane == .byColumn)
    #expect(sitting.text.contains("position of re") && sitting.text.contains("+.092"))
    sitting.press(.character("w"))
    #expect(sitting.state.predict.whatIf.isEmpty)
    #expect(sitting.state.message?.text.hasPrefix("w leaves out rows and tables") == true)
    #expect(sitting.state.textHere == "results.position")
    // A column of the entity leads to the entity.
    sitting.press(.down, .down, .down)
    #expect(sitting.state.referenceUnderEvidence?.table == "drivers")
    sitting.press(.character("g"), .enter)
    #expect(sitting.state.place.table == "results" && sitting.state.place.row == 20_261)
    // Where there is room for both, both are there.
    let wide = Sitting(columns: 140, rows: 45, session: GoldenTests.asOf2010)
      .press(.character("7"))
    #expect(wide.text.contains("by table ──") && wide.text.contains("by column ──"))
  }

  @Test("Tab goes through all lists of a narrow window too")
  func narrow() {
    let sitting = Sitting(columns: 60, rows: 15, session: GoldenTests.asOf2010)
      .press(.character("7"))
    var panes: [Pane] = []
    for _ in 0..<4 {
      panes.append(sitting.state.pane)
      sitting.press(.tab)
    }
    #expect(panes == [.evidence, .byTable, .byColumn, .stability])
    #expect(sitting.state.pane == .evidence)
  }

  @Test("shows how the answer moves with hops and with sparsity")
  func stability() {
    let text = sitting().text
    #expect(text.contains("by hop, by sparsity"))
    #expect(text.contains(".220") && text.contains("100%"))
  }

  @Test("what was left out of one answer is no matter of another")
  func otherRow() {
    let sitting = sitting().press(.character("w"))
    sitting.press(.character("2"), .down, .character("7"))
    #expect(sitting.state.predict.whatIf.isEmpty)
  }

  @Test("the label is shown only when it is asked for")
  func truth() {
    let sitting = sitting()
    #expect(!sitting.text.contains("label 1"))
    sitting.press(.character("."))
    #expect(sitting.text.contains("label 1.00 (val)"))
  }

  @Test("a batch asks about the rows of the filter, at the time of the screen")
  func batch() throws {
    let sitting = sitting().press(.character("b"))
    sitting.press(.control("u")).type("out.csv").press(.enter)
    let run = try #require(sitting.state.runToAsk)
    #expect(
      sitting.requests.contains(
        .predictAll(
          BatchRequest(
            task: run.task, run: run.id, table: "drivers", filter: "", time: "2010-01-01",
            path: "out.csv"))))
    #expect(sitting.state.message?.text == "written to /tmp/out.csv")
  }
}

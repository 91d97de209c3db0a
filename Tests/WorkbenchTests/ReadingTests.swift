import Inspection
import RunLogs
import TerminalUI
import Testing

@testable import Workbench

@Suite("What a language model reads")
struct ReadingTests {
  static func sitting(columns: Int = 140, rows: Int = 45, run: Bool = true) -> Sitting {
    var services = FakeServices()
    services.hasLabelFreeRun = run
    return Sitting(columns: columns, rows: rows, session: GoldenTests.asOf2010, services: services)
      .press(.character("3"))
  }

  @Test("V shows the text's side and the graph's, the prompt and the gain; again, the rows")
  func toggle() {
    let sitting = Self.sitting().press(.character("V"))
    #expect(sitting.state.pane == .sides)
    for words in ["text and graph", "prompt of driver-dnf", "gain by level", "3 vectors"] {
      #expect(sitting.text.contains(words), "\(words)")
    }
    sitting.press(.character("V"))
    #expect(sitting.state.pane == .groups && sitting.text.contains("sampled"))
  }

  @Test("[ and ] step the level: fewer attributes are said, the graph's side stays")
  func levels() throws {
    let sitting = Self.sitting().press(.character("]"))
    #expect(sitting.state.graph.reading.isShown)
    func said() -> Int {
      sitting.state.graph.reading.prompt.value?.attributes.count(where: \.isSaid) ?? -1
    }
    #expect(said() == 3)
    sitting.press(.character("]"), .character("]"))
    #expect(said() == 0)
    sitting.press(.character("]"))
    #expect(sitting.state.message?.text == "the text says no attribute")
    for _ in 0..<4 { sitting.press(.character("[")) }
    #expect(said() == 6)
    let asked = sitting.requests.compactMap { request -> Double? in
      if case .prompt(let request) = request { return request.sparsity }
      return nil
    }
    #expect(asked == [0.5, 0.75, 1, 0.75, 0.5, 0.25, 0])
  }

  @Test("enter asks for a cell, ▣ on both sides; again, and with m, the task's question")
  func cell() throws {
    for (columns, rows) in [(80, 24), (140, 45)] {
      let sitting = Self.sitting(columns: columns, rows: rows).press(.character("V"))
      sitting.press(.down, .enter)
      let line = try #require(sitting.text.split(separator: "\n").first { $0.contains("▣     ▣") })
      #expect(line.contains("▣     ▣    code") && line.contains("ALO"))
      #expect(sitting.text.contains("prompt of cell code"))
      #expect(sitting.text.contains("▣ asked for"))
      // A level more hides more of the rest; the cell stays the one asked for.
      sitting.press(.character("]"))
      #expect(sitting.state.graph.reading.request?.cell == "code")
      sitting.press(.enter)
      #expect(sitting.state.graph.reading.request?.cell == nil)
      #expect(sitting.text.contains("prompt of driver-dnf"))
      sitting.press(.enter, .character("m"))
      #expect(sitting.state.graph.reading.request?.cell == nil)
      #expect(sitting.state.taskToRead?.name == "driver-dnf")
    }
  }

  @Test("a cell is asked for of the open row: another row's prompt asks the task's question")
  func cellOfAnotherRow() {
    let sitting = Self.sitting().press(.character("V"), .enter)
    #expect(sitting.state.graph.reading.cell == "driverRef")
    sitting.press(.character("2"), .down, .character("3"))
    #expect(sitting.state.graph.reading.isShown)
    #expect(sitting.state.graph.reading.request?.cell == nil)
  }

  @Test("keys of the rows say how to come back to them")
  func keysOfRows() {
    let sitting = Self.sitting().press(.character("V"), .character("v"))
    #expect(sitting.state.message?.text.contains("V goes back") == true)
    #expect(sitting.state.graph.view == .tree)
  }

  @Test("each level has the tokens of the row's own prompt and what is answered about it")
  func levelsOfRow() {
    for (columns, rows) in [(80, 24), (140, 45)] {
      let sitting = Self.sitting(columns: columns, rows: rows).press(.character("V"))
      #expect(sitting.text.contains("tokens      p"), "\(columns)")
      let quarter = sitting.text.split(separator: "\n").first { $0.contains(" 25% ") } ?? ""
      #expect(quarter.contains("+.100") && quarter.contains(" 33 ") && quarter.contains(" .305"))
    }
  }

  @Test("tokens are listed one by one, vectors marked")
  func tokens() {
    let sitting = Self.sitting().press(.character("V"), .tab)
    #expect(sitting.state.pane == .words)
    #expect(sitting.text.contains("graph  [drivers 4]"))
    #expect(sitting.text.contains("100  ·drivers:"))
    sitting.press(.character("G"))
    let last = (sitting.state.graph.reading.prompt.value?.tokens.count ?? 0) - 1
    #expect(sitting.state.graph.reading.words.cursor == last)
  }

  @Test("the gain comes from the newest label-free run, with a warning where it does not grow")
  func gain() {
    let sitting = Self.sitting().press(.character("V"))
    #expect(sitting.state.levelFindings.map(\.percent) == [0, 25, 50, 75, 100])
    #expect(sitting.state.gainWarning == nil)
    #expect(sitting.text.contains("+.400"))
    let without = Self.sitting(run: false).press(.character("V"))
    #expect(without.text.contains("No relzero run of this database yet"))
  }

  @Test("m asks the next task's question, and a table that no task is about says so")
  func questions() {
    let sitting = Self.sitting().press(.character("V"), .character("m"))
    #expect(sitting.state.taskToRead?.name == "driver-position")
    let other = Sitting(session: Session(database: "x", place: "results/0/graph"))
    other.press(.character("V"))
    #expect(other.state.message?.text.hasPrefix("no task asks about results") == true)
  }

  @Test("Predict asks a label-free run each task about the row, after the runs that learned one")
  func predict() {
    let sitting = Self.sitting().press(.character("7"))
    #expect(sitting.state.predict.request?.run.number == 41)
    let asked = sitting.state.questions.map { "\($0.run.id) \($0.task)" }
    #expect(asked.suffix(2) == ["r0044 driver-dnf", "r0044 driver-position"])
    for _ in asked where sitting.state.predict.request?.run.number != 44 {
      sitting.press(.character("M"))
    }
    #expect(sitting.state.predict.request?.task == "driver-dnf")
    #expect(sitting.state.commandLine.contains("--run r0044 --task driver-dnf"))
    sitting.press(.character("M"))
    #expect(sitting.state.predict.request?.task == "driver-position")
  }

  @Test("brackets of vectors are counted")
  func folded() {
    #expect(GraphScreen.folded("[g0][g1]a [b] c[g0]") == "[2 vectors] a [b] c[vector]")
    #expect(GraphScreen.folded("[gx] [g1") == "[gx] [g1")
  }
}

import TerminalUI
import Testing

@testable import Workbench

@Suite("Finding a line")
struct LineTests {
  private func find(_ text: String, in sitting: Sitting) {
    sitting.press(.character("/")).type(text).press(.enter)
  }

  @Test("/ goes to the next line that holds a text, n and N to the next and the one before")
  func tables() {
    let sitting = Sitting(session: Session(database: "x", place: "schema/drivers"))
    find("R", in: sitting)
    #expect(sitting.state.selectedTable?.name == "drivers")
    #expect(sitting.state.message?.text == "5 found: n and N go on")
    sitting.press(.character("n"))
    #expect(sitting.state.selectedTable?.name == "races")
    sitting.press(.character("N"), .character("N"))
    #expect(sitting.state.selectedTable?.name == "constructors")
    sitting.press(.character("G"), .character("n"))
    #expect(sitting.state.selectedTable?.name == "results")
    #expect(sitting.state.message?.text == "no line further down holds 'R'")
    find("nothing", in: sitting)
    #expect(sitting.state.selectedTable?.name == "results")
    #expect(sitting.state.message?.text == "no line here holds 'nothing'")
  }

  @Test(
    "each list is looked through for what its lines say",
    arguments: [
      ("schema/results", 1, "statusid", Pane.columns, 6), ("train", 0, "r0040", .jobs, 3),
      ("drivers/3/graph", 0, "→ results.raceId", .groups, 2), ("task", 0, "position", .tasks, 1),
      ("drivers/3/predict", 0, "standings", .evidence, 4),
      ("drivers/3/predict", 1, "qualifying", .byTable, 2),
      ("drivers/3/predict", 2, "nationality", .byColumn, 3),
    ])
  func lists(_ place: String, _ tabs: Int, _ text: String, _ pane: Pane, _ line: Int) throws {
    let sitting = Sitting(session: Session(database: "x", place: place))
    for _ in 0..<tabs { sitting.press(.tab) }
    find(text, in: sitting)
    #expect(sitting.state.pane == pane)
    let path = try #require(State.list(of: pane))
    #expect(sitting.state[keyPath: path].cursor == line)
  }

  @Test("on Runs n goes to the next run that the last filter admits")
  func runs() {
    let sitting = Sitting(session: Session(database: "x", place: "runs"))
    sitting.press(.character("n"))
    #expect(sitting.state.message?.text.contains("no search to go on with") == true)
    find("position", in: sitting)
    sitting.press(.escape, .character("g"), .character("n"))
    #expect(sitting.state.runs.filter.isEmpty)
    #expect(sitting.state.currentRun?.task == "driver-position")
    #expect(sitting.state.runs.place.cursor > 0)
  }

  @Test("a pane without a list says so; on the diagram n still walks the keys")
  func elsewhere() {
    let sitting = Sitting(session: Session(database: "x", place: "train")).press(.tab)
    sitting.press(.character("/"))
    #expect(sitting.state.prompt == nil)
    #expect(sitting.state.message?.text == "this pane has no list: Tab goes to one")
    let schema = Sitting(session: Session(database: "x", place: "schema/results"))
    find("r", in: schema)
    schema.press(.character("v"), .character("n"))
    #expect(schema.state.links.cursor == 1)
  }
}

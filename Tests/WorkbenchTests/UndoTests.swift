import FixtureSupport
import Inspection
import TerminalUI
import Testing

@testable import Workbench

@Suite("Taking back")
struct UndoTests {
  @Test("a kept filter is taken away by its name, and u brings it back")
  func filter() throws {
    let home = try TemporaryFolder().path
    let sitting = Sitting(session: Session(database: "x", place: "drivers/3/rows"), home: home)
    sitting.type("/nationality=Spanish").press(.enter)
    sitting.type(":save filter spanish").press(.enter)
    #expect(sitting.state.filters.map(\.name) == ["spanish"])
    sitting.press(.character("u"))
    #expect(sitting.state.filters.isEmpty)
    sitting.type(":save filter spanish").press(.enter)
    sitting.type(":forget spanish").press(.enter)
    #expect(sitting.state.filters.isEmpty)
    #expect(sitting.state.message?.text == "filter spanish taken away")
    sitting.press(.character("u"))
    #expect(sitting.state.filters.map(\.text) == ["nationality=Spanish"])
    sitting.type(":forget other").press(.enter)
    #expect(sitting.text.contains("there is no filter 'other' here"))
  }

  @Test("a filter that replaced another gives its place back")
  func replaced() throws {
    let home = try TemporaryFolder().path
    let sitting = Sitting(session: Session(database: "x", place: "drivers/3/rows"), home: home)
    sitting.type("/Spanish").press(.enter)
    sitting.type(":save filter mine").press(.enter)
    sitting.type("/!").press(.enter)
    sitting.type("/German").press(.enter)
    sitting.type(":save filter mine").press(.enter)
    sitting.press(.character("u"))
    #expect(sitting.state.filters.map(\.text) == ["Spanish"])
  }

  @Test("a task goes to the trash after yes, and u brings it back")
  func task() {
    let sitting = Sitting(session: Session(database: "x", place: "task"))
    sitting.press(.character("d"))
    #expect(sitting.text.contains("Move the task driver-dnf to the trash?"))
    sitting.press(.character("n"), .character("d"), .character("y"))
    #expect(sitting.requests.contains(.trashTask("driver-dnf")))
    sitting.press(.character("u"))
    #expect(sitting.requests.contains(.restoreTask("driver-dnf")))
    sitting.press(.character("u"))
    #expect(sitting.state.message?.text == "there is nothing to undo")
  }

  @Test("u takes back what a column means")
  func meaning() {
    let sitting = Sitting(session: Session(database: "x", place: "schema/results"))
    sitting.press(.tab, .down, .down, .down, .down, .character("e"), .character("c"), .enter)
    sitting.press(.character("u"))
    #expect(
      sitting.requests.contains(
        .setMeaning(table: "results", column: "grid", "numerical")))
  }
}

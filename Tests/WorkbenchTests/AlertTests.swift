import Inspection
import RunLogs
import TerminalUI
import Testing

@testable import Workbench

@Suite("Alerts")
struct AlertTests {
  private func rule(_ typed: String) throws -> AlertRule {
    try AlertRule.parse(typed.split(separator: " ").map(String.init), task: "driver-dnf").get()
  }

  @Test(
    "a rule is read as it is typed, with its task or without",
    arguments: [
      ("target .74", "driver-dnf target .74"), ("plateau 500", "driver-dnf plateau 500"),
      ("failure", "driver-dnf failure"),
      ("driver-position target 3.9", "driver-position target 3.9"),
    ])
  func parse(_ typed: String, _ text: String) throws { #expect(try rule(typed).text == text) }

  @Test(
    "what is no rule is said",
    arguments: ["target", "target x", "plateau 0", "plateau", "no such thing"]
  )
  func wrong(_ typed: String) { #expect(throws: Failure.self) { try rule(typed) } }

  @Test("each rule finds what it is for, in the metric's own direction")
  func find() throws {
    let runs = try FakeServices().runs()
    func finding(_ typed: String, _ number: Int64) throws -> String? {
      try rule(typed).finding(in: runs.first { $0.id.number == number }!)
    }
    #expect(try finding("target .74", 42) == "roc_auc reached .744")
    #expect(try finding("target .75", 42) == nil)
    // An error is better when it is smaller.
    #expect(try finding("driver-position target 4.1", 39) == "mae reached 4.06")
    #expect(try finding("driver-position target 4.0", 39) == nil)
    // Best at step 3,100 of 3,200.
    #expect(try finding("plateau 100", 42) == "no better roc_auc for 100 steps")
    #expect(try finding("plateau 101", 42) == nil)
    #expect(try finding("failure", 40) == "failed")
    #expect(try finding("failure", 42) == nil)
    #expect(try finding("driver-position failure", 40) == nil)
  }

  @Test("a live run rings once, and its row says why; one that ended long ago does not")
  func ring() {
    let sitting = Sitting(session: Session(database: "x", place: "runs", run: RunID(number: 42)))
    sitting.press(.down).type(":alert target .7").press(.enter)
    #expect(sitting.state.runs.alerts.map(\.text) == ["driver-dnf target .7"])
    sitting.press(.character("R"))
    #expect(sitting.terminal.sent.filter { $0 == "\u{7}" }.count == 1)
    #expect(sitting.state.runs.rung[RunID(number: 42)]?.count == 1)
    #expect(sitting.state.runs.rung[RunID(number: 41)] == nil)
    sitting.press(.character("R"), .character("R"))
    #expect(sitting.terminal.sent.filter { $0 == "\u{7}" }.count == 1)
    sitting.press(.character("5"))
    #expect(sitting.text.contains("! roc_auc"))
    #expect(sitting.state.session.alerts == ["driver-dnf target .7"])
    sitting.type(":alert off").press(.enter)
    #expect(sitting.state.runs.alerts.isEmpty)
  }

  @Test("a session brings its rules back")
  func session() throws {
    let session = try Session.parse(
      "database: x\nalerts: [driver-dnf target .74, driver-dnf failure]", path: "x")
    #expect(State(session: session).runs.alerts.map(\.text) == session.alerts)
  }
}

import FixtureSupport
import TerminalUI
import Testing

@testable import Workbench

@Suite("Kept sessions")
struct KeptSessionTests {
  @Test("one kept in this sitting is opened by its name, by :open as by :session")
  func opened() throws {
    let home = try TemporaryFolder()
    let sitting = Sitting(
      session: Session(database: "rel-f1.sqlite", place: "drivers/3/rows"), home: home.path)
    sitting.type(":save mine").press(.enter)
    sitting.press(.character("6")).type(":open mine").press(.enter)
    #expect(sitting.requests.contains { if case .session("mine") = $0 { true } else { false } })
    #expect(!sitting.requests.contains { if case .open("mine") = $0 { true } else { false } })
    #expect(sitting.state.screen == .rows && sitting.state.place.table == "drivers")
  }
}

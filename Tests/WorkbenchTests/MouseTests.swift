import Foundation
import RunLogs
import TerminalUI
import Testing

@testable import Workbench

@Suite("Mouse and clipboard")
struct MouseTests {
  private func sitting(_ place: String = "drivers/3/rows") -> Sitting {
    Sitting(session: Session(database: "x", place: place))
  }

  /// Row and column at which a text stands on the screen.
  private func find(_ text: String, _ sitting: Sitting) throws -> (row: Int, column: Int) {
    for (row, line) in (sitting.terminal.screen?.lines ?? []).enumerated() {
      if let range = line.range(of: text) {
        return (row, line.distance(from: line.startIndex, to: range.lowerBound))
      }
    }
    throw Failure("'\(text)' is not on the screen")
  }

  @Test("a click moves the cursor, a double one opens what it is on")
  func clicks() throws {
    let sitting = sitting("schema/results")
    let place = try find("drivers", sitting)
    sitting.send(.mouse(.press, row: place.row, column: place.column))
    #expect(sitting.state.place.table == "drivers")
    #expect(sitting.state.screen == .schema)
    sitting.send(.mouse(.doublePress, row: place.row, column: place.column))
    #expect(sitting.state.screen == .rows)
  }

  @Test("a click on a verb of the footer does it, on a screen's name goes there")
  func footer() throws {
    let sitting = sitting()
    let verb = try find("s sort", sitting)
    sitting.send(.mouse(.press, row: verb.row, column: verb.column + 2))
    #expect(!sitting.state.rows.sort.isEmpty)
    let screen = try find("5 Train", sitting)
    sitting.send(.mouse(.press, row: screen.row, column: screen.column))
    #expect(sitting.state.screen == .train)
  }

  @Test("the wheel moves lists and zooms plots about the pointer")
  func wheel() throws {
    let sitting = Sitting(session: Session(database: "x", place: "train", run: RunID(number: 41)))
    let jobs = try find("jobs", sitting)
    sitting.send(.mouse(.wheelDown, row: jobs.row + 2, column: jobs.column))
    #expect(sitting.state.runs.jobs.cursor > 0)
    sitting.press(.tab)
    let whole = try #require(sitting.state.wholeRange)
    sitting.send(.mouse(.wheelUp, row: 6, column: 60))
    let shown = try #require(sitting.state.xRange)
    #expect(shown.upperBound - shown.lowerBound < whole.upperBound - whole.lowerBound)
    #expect(sitting.state.runs.view.cursor == nil)
  }

  @Test("a dragged border moves, but leaves every pane its room")
  func border() {
    let sitting = sitting("schema/results")
    func width() -> Int { Layout(sitting.state).rect(of: .tables)?.columns ?? 0 }
    let before = width()
    sitting.send(.mouse(.press, row: 5, column: before - 1))
    for column in before...(before + 10) { sitting.send(.mouse(.drag, row: 5, column: column)) }
    sitting.send(.mouse(.release, row: 5, column: before + 10))
    #expect(width() == before + 10)
    #expect(sitting.terminal.screen?.brokenInvariants.isEmpty == true)
    sitting.send(.mouse(.press, row: 5, column: width() - 1))
    for column in (0..<width()).reversed() { sitting.send(.mouse(.drag, row: 5, column: column)) }
    #expect(width() >= 12)
  }

  @Test("y sends the value under the cursor to the terminal's clipboard")
  func copy() {
    let sitting = sitting("schema/results")
    sitting.press(.character("y"))
    let text = Data("results".utf8).base64EncodedString()
    #expect(sitting.terminal.sent == ["\u{1B}]52;c;\(text)\u{7}"])
    #expect(sitting.state.message?.text == "copied 7 characters")
  }

  @Test("where there is no clipboard, the text goes to a file whose path is said")
  func copyToFile() throws {
    let folder = NSTemporaryDirectory() + "relzero-clipboard-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (type, text) in [("linux", "a"), ("xterm", String(repeating: "x", count: 80_000))] {
      let copied = try Clipboard(environment: ["TERM": type], folder: folder).copy(text)
      #expect(copied.sequence == nil)
      #expect(copied.words.contains(folder + "/clipboard.txt"))
      #expect(try String(contentsOfFile: folder + "/clipboard.txt", encoding: .utf8) == text)
    }
  }

  @Test("on a light background the default theme has its twin, a chosen theme stays")
  func light() {
    let sitting = sitting()
    let files = WorkbenchFiles(home: nil)
    sitting.send(.background(isLight: true))
    #expect(sitting.terminal.palette == files.theme(named: "light").palette(for: .many))
    sitting.type(":theme nord").press(.enter)
    #expect(sitting.terminal.palette == files.theme(named: "nord").palette(for: .many))
  }
}

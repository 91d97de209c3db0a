import Foundation
import Inspection
import RunLogs
import TerminalUI
import Testing

@testable import Workbench

@Suite("State")
struct StateTests {
  private let drivers = Session(database: "rel-f1.sqlite", place: "drivers/3/rows")

  // MARK: Going

  @Test("starts by opening the database and listing the runs, nothing else")
  func start() {
    var state = State(session: Session(database: "x.sqlite"))
    let effects = state.update(
      .started(Size(columns: 80, rows: 24), WallClock(seconds: 0)))
    #expect(
      effects == [
        .theme("default"), .request(.open("x.sqlite"), generation: 1),
        .request(.runs, generation: 2),
      ])
  }

  @Test("digits open screens and { } walk the places")
  func places() {
    let sitting = Sitting(session: drivers)
    sitting.press(.character("3"), .character("5"))
    #expect(sitting.state.screen == .train)
    sitting.press(.character("{"))
    #expect(sitting.state.screen == .graph)
    sitting.press(.character("{"))
    #expect(sitting.state.screen == .rows)
    sitting.press(.character("}"), .character("}"))
    #expect(sitting.state.screen == .train)
    sitting.press(.character("}"))
    #expect(sitting.state.message?.text == "this is the last place")
  }

  @Test(
    "an address leads to a table, a row, a screen",
    arguments: [
      ("schema", Place(screen: .schema)),
      ("schema/results", Place(screen: .schema, table: "results")),
      ("drivers", Place(screen: .rows, table: "drivers")),
      ("drivers/4/graph", Place(screen: .graph, table: "drivers", key: "4")),
      ("drivers/4", Place(screen: .rows, table: "drivers", key: "4")),
      ("train", Place(screen: .train)),
      ("task/driver-dnf", Place(screen: .task, task: "driver-dnf")),
    ])
  func addresses(_ address: String, _ place: Place) {
    #expect(Place(address: address) == place)
    #expect(Place(address: place.address) == place)
  }

  @Test(
    "any table and key come back from an address",
    arguments: ["runs", "a/b", "50%", "%2F", "order lines", "佐藤", "rows", "1"])
  func oddNames(_ name: String) {
    for place in [
      Place(screen: .rows, table: name, key: name), Place(screen: .graph, table: name),
      Place(screen: .schema, table: name), Place(screen: .task, task: name),
    ] { #expect(Place(address: place.address) == place, "\(place.address)") }
  }

  @Test("no address leads nowhere")
  func badAddresses() {
    #expect(Place(address: "") == nil)
    #expect(Place(address: "a/b/c/d") == nil)
    #expect(Place(address: "train/a/b") == nil)
  }

  @Test("a table that is not there is said, and the first is shown")
  func unknownTable() {
    let sitting = Sitting().type(":go nothing")
    sitting.press(.enter)
    #expect(sitting.text.contains("there is no table 'nothing'"))
    #expect(sitting.state.place.table == "circuits")
  }

  @Test("f follows the key under the cursor and { comes back to the same row")
  func follow() {
    let sitting = Sitting(session: Session(database: "x", place: "results/7/rows"))
    #expect(sitting.state.place.row == 7)
    sitting.press(.right, .right, .character("f"))
    #expect(sitting.state.place.table == "drivers")
    #expect(sitting.state.place.row == 3)
    #expect(sitting.text.contains("┌─ drivers 3 Alonso"))
    sitting.press(.character("{"))
    #expect(sitting.state.place.table == "results")
    #expect(sitting.state.place.row == 7)
    #expect(sitting.state.gridRow?.row == 7)
  }

  @Test("enter on a related table lists the rows that refer to this one")
  func referrers() {
    let sitting = Sitting(session: drivers)
    sitting.press(.character("F"))
    #expect(sitting.state.pane == .related)
    sitting.press(.enter)
    #expect(
      sitting.state.place
        == Place(screen: .rows, table: "results", key: "0", row: 0, filter: "driverId=3"))
    sitting.press(.escape)
    #expect(sitting.state.place.filter.isEmpty)
  }

  @Test("enter on a row of evidence opens it, on the answer of a past window it says why not")
  func evidence() {
    let sitting = Sitting(session: GoldenTests.asOf2010)
    sitting.press(.character("7"), .down, .down, .down, .down, .down, .enter)
    #expect(sitting.state.screen == .predict)
    #expect(
      sitting.state.message?.text.contains("is no row of the database") == true)
    sitting.press(.up, .up, .enter)
    #expect(sitting.state.screen == .rows)
    #expect(sitting.state.place.table == "results")
  }

  @Test("a column or a value with blanks or signs is quoted in the filter")
  func quoting() {
    #expect(State.word("driverId", equals: "3") == "driverId=3")
    #expect(State.word("invoice no", equals: "C536379, a") == "\"invoice no\"=\"C536379, a\"")
    #expect(State.word("größe", equals: ">=2") == "größe=\">=2\"")
  }

  // MARK: Rows

  @Test("the end of a long table is asked for once, and the cursor is on its last row")
  func longTable() {
    let sitting = Sitting(session: Session(database: "x", place: "results/0/rows"))
    let before = sitting.requests.count
    sitting.press(.character("G"))
    #expect(sitting.state.rows.list.cursor == 26_079)
    #expect(sitting.state.gridRow?.row == 26_079)
    let pages = sitting.requests[before...].filter { if case .page = $0 { true } else { false } }
    #expect(pages.count == 1)
    sitting.press(.character("g"))
    #expect(sitting.state.gridRow?.row == 0)
  }

  @Test("back at rows that are here already, the one under the cursor is open again")
  func backAtRows() {
    let sitting = Sitting(session: GoldenTests.asOf2010).press(.escape)
    #expect(sitting.state.screen == .schema && sitting.state.place.row == nil)
    sitting.press(.character("2"))
    #expect(sitting.state.place.row != nil && sitting.state.place.row == sitting.state.gridRow?.row)
    sitting.press(.character("7"))
    #expect(!sitting.text.contains("No row is open"))
  }

  @Test("an as-of time is asked with every request after it")
  func asOf() {
    let sitting = Sitting(session: drivers)
    sitting.press(.character("T")).type("2010-01-01").press(.enter)
    #expect(sitting.state.asOf == "2010-01-01")
    // The old time stands there to be replaced, or to be changed where the cursor goes.
    sitting.press(.character("T")).type("now").press(.enter)
    #expect(sitting.state.asOf == nil)
    sitting.press(.character("T")).type("2010-01-02").press(.enter)
    sitting.press(.character("T"), .backspace).type("1").press(.enter)
    #expect(sitting.state.asOf == "2010-01-01")
    guard
      case .entity(let request)? = sitting.requests.last(where: {
        if case .entity = $0 { true } else { false }
      })
    else {
      Issue.record("no entity was asked for")
      return
    }
    #expect(request.asOf == "2010-01-01")
    #expect(sitting.text.contains("as of 2010-01-01"))
    sitting.press(.character("3"))
    #expect(
      sitting.requests.contains(
        .subgraph(
          SubgraphRequest(
            table: "drivers", row: 3, time: "2010-01-01", fanout: [8, 4], strategy: "last",
            randomSeed: 0))))
  }

  @Test("an answer to a request that was replaced changes nothing")
  func stale() {
    var state = State(session: Session(database: "x"))
    _ = state.update(.started(Size(columns: 80, rows: 24), WallClock(seconds: 0)))
    let old = FakeServices().schema
    _ = state.update(.key(.character("R")))
    var renamed = old
    renamed.name = "older"
    _ = state.update(
      .message(Reply(generation: 999, request: .open("x"), result: .success(.opened(renamed)))))
    #expect(state.schema.value == nil)
    _ = state.update(
      .message(Reply(generation: 1, request: .open("x"), result: .success(.opened(old)))))
    #expect(state.schema.value?.name == "rel-f1")
  }

  // MARK: Runs

  @Test("the form starts a run with what was typed")
  func form() {
    let sitting = Sitting()
    sitting.press(.character("5"), .character("a"), .left, .down, .down, .backspace)
    sitting.type("7").press(.down).type("3").press(.down, .right, .down, .right, .down)
      .type("lr=0.01 width=64")
    // The first enter leaves the last field, the second starts.
    sitting.press(.enter)
    #expect(sitting.state.form?.field == .start)
    sitting.press(.enter)
    #expect(
      sitting.requests.contains(
        .start(
          RunRequest(
            task: "driver-dnf", model: "rdl", seed: 7, epochs: 3, history: "as-of",
            settings: ["lr": "0.01", "width": "64"], isApart: true))))
    #expect(sitting.state.form == nil)
    #expect(sitting.text.contains("r0043 started"))
  }

  @Test("a form that is wrong says why and stays")
  func wrongForm() {
    let sitting = Sitting()
    sitting.press(.character("5"), .character("a"), .down, .down).type("x")
    sitting.press(.down, .down, .down, .down, .down, .enter)
    #expect(sitting.text.contains("seed: '0x' is no whole number"))
    #expect(!sitting.requests.contains { if case .start = $0 { true } else { false } })
    sitting.press(.alt("6"))
    #expect(sitting.state.screen == .runs)
    #expect(sitting.state.form == nil)
  }

  @Test("a run is stopped only after yes")
  func stop() {
    let sitting = Sitting().press(.character("5"), .down, .character("X"))
    #expect(sitting.state.confirmation != nil)
    sitting.press(.character("n"))
    #expect(!sitting.requests.contains(.control(RunID(number: 42), .stop)))
    sitting.press(.character("X"), .character("y"))
    #expect(sitting.requests.contains(.control(RunID(number: 42), .stop)))
  }

  @Test("p pauses a running run and lets a paused one go on; a finished one answers why not")
  func pause() {
    let sitting = Sitting().press(.character("5"), .down, .character("p"))
    #expect(sitting.requests.contains(.control(RunID(number: 42), .pause)))
    sitting.press(.down, .character("p"))
    #expect(sitting.text.contains("r0041 is finished"))
    sitting.press(.down, .down, .character("p"))
    #expect(sitting.requests.contains(.control(RunID(number: 39), .resume)))
  }

  @Test("the log is followed from where it was read, only while it is on the screen")
  func polling() {
    let sitting = Sitting().press(.character("5"), .down)
    let before = sitting.requests.count
    sitting.settle()
    let later = sitting.requests[before...]
    #expect(
      later.contains { request in
        if case .progress(RunID(number: 42), let point, 1) = request { point > 300 } else { false }
      })
    sitting.press(.character("1"))
    let away = sitting.requests.count
    sitting.settle()
    #expect(
      !sitting.requests[away...].contains { if case .progress = $0 { true } else { false } })
  }

  @Test("q asks while a run lives: the runs go on without the screen, or stop")
  func quitting() {
    for (key, keeps) in [(Key.character("k"), true), (.enter, true), (.character("s"), false)] {
      let sitting = Sitting().press(.character("q"))
      #expect(sitting.text.contains("keep training without the screen"))
      #expect(!sitting.isOver)
      sitting.press(.escape)
      #expect(!sitting.isOver)
      sitting.press(.character("q"), key)
      #expect(sitting.isOver)
      #expect(sitting.state.keepsRuns == keeps)
    }
  }

  // MARK: What lies on top

  @Test("the help finds a key by its words and does it")
  func help() {
    let sitting = Sitting(session: drivers).press(.character("?")).type("subgraph")
    #expect(sitting.state.helpEntries.isEmpty)
    sitting.press(.control("u")).type("model would see").press(.enter)
    #expect(sitting.state.screen == .graph)
  }

  @Test("a pasted text runs no keys")
  func paste() {
    let sitting = Sitting(session: drivers)
    sitting.send(.paste("q5X\n"))
    #expect(sitting.state.screen == .rows)
    #expect(!sitting.isOver)
    sitting.press(.character(":"))
    sitting.send(.paste("go drivers/5\n"))
    #expect(sitting.state.prompt?.field.text == "go drivers/5 ")
  }

  @Test("a key of another screen says where it works")
  func elsewhere() {
    let sitting = Sitting().press(.character("p"))
    #expect(sitting.text.contains("works on Train, Runs"))
  }

  @Test("every verb has a place in the table of keys")
  func everyVerbHasAKey() {
    #expect(Set(KeyTable.entries.map(\.verb)).isSuperset(of: Verb.allCases))
  }

  @Test("when every service fails, the words are on the screen and nothing traps")
  func failures() {
    let sitting = Sitting(services: FakeServices(failure: "disk on fire"))
    for key in "1234567" { sitting.press(.character(key)) }
    sitting.press(.character("5"))
    #expect(sitting.text.contains("disk on fire"))
  }

  // MARK: Storm

  @Test(
    "whatever is pressed and however the window changes, the screen stays whole",
    arguments: [1, 3, 4])
  func storm(_ seed: UInt64) {
    var random = Generator(state: seed)
    var services = FakeServices(poison: seed == 3 ? "\u{1B}[2J\n佐e\u{301}" : "")
    if seed == 4 { services.opening = FakeServices.halfRead }
    let sitting = Sitting(services: services)
    let keys: [Key] =
      "hjklgGfFTRMmsxzaXpC .=+-v`{}/:?123456790qynNioeE!#()'".map(Key.character)
      + [
        .enter, .escape, .tab, .backTab, .up, .down, .left, .right, .pageUp, .pageDown, .home,
        .end, .backspace, .control("c"), .control("l"), .alt("3"),
      ]
    for step in 0..<250 where !sitting.isOver {
      if step == 120 { sitting.finishOpening() }
      switch Int.random(in: 0..<30, using: &random) {
      case 0:
        sitting.resize(
          columns: Int.random(in: 0...150, using: &random),
          rows: Int.random(in: 0...50, using: &random))
      case 1:
        sitting.send(
          .mouse(
            .press, row: Int.random(in: 0...50, using: &random),
            column: Int.random(in: 0...150, using: &random)))
      case 2: sitting.send(.mouse(.wheelDown, row: 5, column: 5))
      default:
        let key = keys.randomElement(using: &random) ?? .enter
        if key == .character("y") || key == .character("q"), step < 200 { continue }
        sitting.press(key)
      }
      let state = sitting.state
      #expect(state.screen.panes.contains(state.pane))
      for box in Layout(state).boxes where !state.isTooSmall {
        #expect(box.rect.endRow <= state.size.rows - 2 && box.rect.endColumn <= state.size.columns)
      }
      for pane in state.screen.panes {
        guard let path = State.list(of: pane) else { continue }
        let place = state[keyPath: path]
        #expect(
          place.cursor == 0 || place.cursor < state.count(of: pane), "\(pane) at step \(step)")
        #expect(place.top <= place.cursor, "\(pane) at step \(step)")
      }
      let screen = sitting.terminal.screen
      #expect(screen?.size == sitting.terminal.size)
      #expect(screen?.brokenInvariants.isEmpty == true)
    }
  }

  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }
}

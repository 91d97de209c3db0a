import Inspection
import RunLogs
import TerminalUI
import Testing

@testable import Workbench

@Suite("What takes long")
struct LoadingTests {
  private let drivers = Session(database: "x", place: "drivers/3/rows")

  private func text(of screen: CellBuffer) -> String { screen.lines.joined(separator: "\n") }

  private func generation(_ effects: [Effect]) -> Int? {
    for case .request(.page, let generation) in effects { return generation }
    return nil
  }

  private func page(_ effects: [Effect]) -> PageRequest? {
    for case .request(.page(let request), _) in effects { return request }
    return nil
  }

  @Test("keys are followed from the row under the cursor, never from the card of the row before")
  func aheadOfCard() throws {
    var state = Sitting(session: drivers).state
    let asked = state.update(.key(.down))
    let words = "the row is still being read"
    #expect(state.update(.key(.character("F"))).isEmpty)
    #expect(state.message?.text == words)
    for case .request(.entity(let request), let generation) in asked {
      _ = state.update(
        .message(
          Reply(
            generation: generation, request: .entity(request),
            result: .success(.entity(try FakeServices().entity(request))))))
    }
    _ = state.update(.key(.character("F")))
    #expect(state.message?.text != words)
  }

  @Test("a sort says how far it is, goes on being asked for, and esc keeps the order that was")
  func sort() throws {
    var state = Sitting(session: drivers).state
    _ = state.update(.key(.right))
    var effects = state.update(.key(.character("s")))
    let request = try #require(page(effects))
    #expect(request.sort == [SortOrder(column: "surname")])
    #expect(state.message == nil)
    var progress = try FakeServices().page(request)
    progress.rows = []
    progress.visibleRows = 0
    progress.sortedShare = 0.4
    for _ in 0..<2 {
      effects = state.update(
        .message(
          Reply(
            generation: try #require(generation(effects)), request: .page(request),
            result: .success(.page(progress)))))
      #expect(page(effects) == request)
    }
    #expect(state.message?.text.hasPrefix("the rows do not lie in this order") == true)
    var screen = CellBuffer(size: Size(columns: 80, rows: 24))
    Frame(state).draw(on: &screen)
    #expect(text(of: screen).contains("◔ 40% sorted, esc stops"))
    // The rows that are shown are still in their old order, and no header says otherwise.
    #expect(!text(of: screen).contains("surname ▲"))
    #expect(state.rows.page.value?.rows.isEmpty == false)
    let stopped = generation(effects)
    effects = state.update(.key(.escape))
    #expect(stopped.map { effects.contains(.stop(generation: $0)) } == true)
    #expect(state.rows.sort.isEmpty)
    #expect(state.message?.text == "cancelled: the rows keep their order")
  }

  @Test("from the first row a sort shows what is first now, from another where that row stands")
  func sortedPlace() {
    let sitting = Sitting(session: Session(database: "x", place: "drivers/0/rows"))
    sitting.press(.right, .character("s"))
    func last() -> PageRequest? {
      sitting.requests.compactMap { request -> PageRequest? in
        if case .page(let page) = request { page } else { nil }
      }.last
    }
    #expect(last()?.around == nil && last()?.offset == 0)
    sitting.press(.down, .down, .character("s"))
    #expect(last()?.around == 2)
  }

  @Test("a session keeps the order of the rows")
  func session() throws {
    let sitting = Sitting(session: drivers).press(.right, .character("s"), .character("s"))
    let kept = sitting.state.session
    #expect(kept.sort == "-surname")
    let again = Sitting(session: kept)
    #expect(again.state.rows.sort == [SortOrder(column: "surname", isDescending: true)])
    #expect(again.state.session.sort == "-surname")
    // Another table has no such order.
    again.type(":go results").press(.enter)
    #expect(again.state.rows.sort.isEmpty)
    #expect(again.state.session.sort == nil)
  }

  @Test("while a database is read its tables are named; esc cuts it short, R reads it again")
  func opening() throws {
    var state = State(session: Session(database: "big.sqlite"))
    var effects = state.update(
      .started(Size(columns: 80, rows: 24), WallClock(seconds: 0)))
    let generation = try #require(state.schema.pending)
    let progress = OpeningSummary(
      phase: .reading,
      tables: [
        .init(name: "accounts", columns: ["id"], read: 200_000, rows: 200_000),
        .init(name: "events", columns: ["id", "kind"], read: 3_000_000, rows: 20_000_000),
        .init(name: "visits", columns: ["id"], rows: 5_000),
      ], current: 1)
    _ = state.update(
      .message(
        Reply(
          generation: generation, request: .open("big.sqlite"),
          result: .success(.opening(progress)))))
    var screen = CellBuffer(size: Size(columns: 80, rows: 24))
    Frame(state).draw(on: &screen)
    #expect(text(of: screen).contains("✓ accounts"))
    #expect(text(of: screen).contains("◔ events"))
    #expect(text(of: screen).contains("3,200,000 of 20,205,000 rows read, esc stops"))
    effects = state.update(.key(.escape))
    #expect(effects == [.stop(generation: generation)])
    Frame(state).draw(on: &screen)
    #expect(text(of: screen).contains("reading was cut short: R reads it again"))
    // Its answer comes too late.
    _ = state.update(
      .message(
        Reply(
          generation: generation, request: .open("big.sqlite"),
          result: .success(.opened(FakeServices().schema)))))
    #expect(state.schema.value == nil)
    effects = state.update(.key(.character("R")))
    #expect(effects.contains { if case .request(.open, _) = $0 { true } else { false } })
  }

  @Test("a label-free run shows what it plans to hide of texts, and how far it is")
  func schedule() {
    let sitting = Sitting(
      columns: 140, rows: 45, session: Session(database: "x", place: "train"),
      services: FakeServices(hasLabelFreeRun: true))
    sitting.press(.character("g"))
    #expect(sitting.requests.contains { if case .schedule = $0 { true } else { false } })
    #expect(sitting.text.contains("sparsity linear"))
  }

  @Test("a dry run leaves the form open and says what it found")
  func rehearsal() {
    let sitting = Sitting(session: Session(database: "x", place: "train"))
    sitting.press(.character("a"))
    for _ in 0..<7 { sitting.press(.down) }
    sitting.press(.right, .enter)
    #expect(sitting.text.contains("all is right: it would train rdl with seed 0"))
    #expect(sitting.state.form != nil)
    #expect(!sitting.requests.contains { if case .start = $0 { true } else { false } })
  }

  @Test("the demo's own run is not asked about when one leaves; a run of the person is")
  func demo() throws {
    var runs = try FakeServices().runs()
    for place in runs.indices where runs[place].status.isLive { runs[place].tags = ["demo"] }
    var state = Sitting().state
    let generation = try #require(
      state.update(.key(.character("6"))).compactMap { effect -> Int? in
        if case .request(.runs, let generation) = effect { generation } else { nil }
      }.first)
    var other = state
    _ = other.update(.key(.character("q")))
    #expect(other.confirmation != nil)
    _ = state.update(
      .message(Reply(generation: generation, request: .runs, result: .success(.runs(runs)))))
    #expect(state.update(.key(.character("q"))) == [.quit])
    #expect(state.keepsRuns)
  }
}

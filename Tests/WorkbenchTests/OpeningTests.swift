import Inspection
import TerminalUI
import Testing

@testable import Workbench

@Suite("Rows of a database that is being read")
struct OpeningTests {
  private func sitting(_ place: String, columns: Int = 80, rows: Int = 24) -> Sitting {
    Sitting(
      columns: columns, rows: rows, session: Session(database: "rel-f1.sqlite", place: place),
      services: FakeServices(opening: FakeServices.halfRead))
  }

  private func storedPlaces(_ sitting: Sitting) -> [StoredPlace] {
    sitting.requests.compactMap { if case .storedPage(let page) = $0 { page.place } else { nil } }
  }

  /// The number that the first cell of the cursor's row holds.
  private func number(_ sitting: Sitting) -> Int64? {
    guard case .integer(let value)? = sitting.state.gridRow?.cells.first else { return nil }
    return value
  }

  @Test("enter on a table shows its first rows at once; nothing is asked that needs all rows")
  func first() {
    let sitting = sitting("schema").press(.down, .down, .enter)
    #expect(sitting.state.place == Place(screen: .rows, table: "drivers"))
    #expect(storedPlaces(sitting) == [.first])
    #expect(sitting.text.contains("Hamilton"))
    #expect(sitting.text.contains("from the file · ◔ 1,645 of 31,157 rows read"))
    // Drivers are read already: how many there are is known.
    #expect(sitting.text.contains("┌─ drivers 857 ─"))
    sitting.press(.down, .down)
    #expect(sitting.text.contains("┌─ drivers 2 ─"))
    #expect(
      sitting.requests.allSatisfy {
        switch $0 {
        case .open, .runs, .storedPage, .machine: true
        default: false
        }
      })
  }

  @Test("2 before the catalog is known shows rows as soon as it is")
  func early() throws {
    var state = State(session: Session(database: "x.sqlite"))
    _ = state.update(.started(Size(columns: 80, rows: 24), WallClock(seconds: 0)))
    let generation = try #require(state.schema.pending)
    #expect(state.update(.key(.character("2"))).isEmpty)
    let effects = state.update(
      .message(
        Reply(
          generation: generation, request: .open("x.sqlite"),
          result: .success(.opening(FakeServices.halfRead)))))
    let request = StoredPageRequest(
      database: "x.sqlite", table: "circuits", limit: State.pageRows, place: .first)
    #expect(
      effects.contains {
        if case .request(let sent, _) = $0 { sent == .storedPage(request) } else { false }
      })
  }

  @Test("G shows the last rows, asked for once, and says how far the row is from the end")
  func last() {
    let sitting = sitting("results/rows").press(.character("G"))
    #expect(storedPlaces(sitting) == [.first, .last])
    #expect(number(sitting) == 26_079)
    #expect(sitting.text.contains("results ≤28,688"))
    #expect(sitting.text.contains(" the last "))
    sitting.press(.up, .up)
    #expect(number(sitting) == 26_077)
    #expect(sitting.text.contains(" 2 before the last "))
    sitting.press(.character("g"))
    #expect(number(sitting) == 0)
    #expect(sitting.text.contains(" 1/≤28,688 "))
  }

  @Test("page by page from the end to the first row and back, each row follows the one before")
  func walking() {
    let sitting = sitting("races/rows", columns: 140, rows: 45).press(.character("G"))
    #expect(sitting.state.rows.page.value?.stretch?.countedFrom == .end)
    let page = Int64(Layout(sitting.state).height(of: .grid) - 1)
    var here: Int64 = 1_100
    #expect(number(sitting) == here)
    while here > 0 {
      sitting.press(.pageUp)
      here = max(0, here - page)
      #expect(number(sitting) == here)
    }
    // Its place is 0 now, and how many rows there are is known.
    #expect(sitting.state.rows.list.cursor == 0)
    #expect(sitting.state.rows.page.value?.visibleRows == 1_101)
    while here < 1_100 {
      sitting.press(.pageDown)
      here = min(1_100, here + page)
      #expect(number(sitting) == here)
    }
  }

  @Test("when all is read the same row is on the same line, whichever end it was counted from")
  func handingOver() {
    let fromEnd: [Key] = [.character("G"), .pageUp, .pageUp, .pageUp, .down, .down]
    for keys in [fromEnd, [.pageDown, .pageDown, .up], []] {
      let sitting = sitting("results/rows").press(.right)
      for key in keys { sitting.press(key) }
      let before = number(sitting)
      let list = sitting.state.rows.list
      sitting.finishOpening()
      #expect(sitting.state.rows.page.value?.stretch == nil)
      #expect(number(sitting) == before)
      #expect(sitting.state.place.row.map(Int64.init) == before)
      let after = sitting.state.rows.list
      #expect(after.cursor - after.top == list.cursor - list.top)
      #expect(sitting.state.rows.column == 1)
      // Its card is asked for anew, with what only all rows tell.
      let card = EntityRequest(
        table: "results", address: .row(sitting.state.place.row ?? -1), asOf: nil)
      #expect(sitting.requests.contains(.entity(card)))
      #expect(!sitting.text.contains("from the file"))
      sitting.press(.down, .up)
      #expect(number(sitting) == before)
    }
  }

  @Test("a session goes where it was left when all is read, unless one went elsewhere meanwhile")
  func session() {
    let still = sitting("drivers/30/rows")
    #expect(number(still) == 0)
    still.finishOpening()
    #expect(still.state.place.row == 30 && number(still) == 30)
    let moved = sitting("drivers/30/rows").press(.down)
    moved.finishOpening()
    #expect(moved.state.place.row == 1 && number(moved) == 1)
    // The order that a session wants is kept and comes with all rows.
    var sorted = Session(database: "rel-f1.sqlite", place: "drivers/rows")
    sorted.sort = "-surname"
    let waiting = Sitting(
      session: sorted, services: FakeServices(opening: FakeServices.halfRead))
    #expect(waiting.state.session.sort == "-surname")
    waiting.finishOpening()
    #expect(waiting.state.rows.sort == [SortOrder(column: "surname", isDescending: true)])
    #expect(waiting.state.session.sort == "-surname")
  }

  @Test(
    "Graph and Predict say how far the reading is, and are about the row under the cursor then",
    arguments: ["3", "7"] as [Character])
  func onOtherScreens(_ key: Character) {
    let sitting = sitting("drivers/rows").press(.down, .down, .character(key))
    #expect(sitting.text.contains("◔ 1,645 of 31,157 rows read"))
    #expect(!sitting.text.contains("No row is open"))
    sitting.finishOpening()
    #expect(sitting.state.place.row == 2)
    let shown =
      key == "3"
      ? sitting.state.graph.subgraph.value?.seed.row
      : sitting.state.predict.prediction.value?.entity.row
    #expect(shown == 2)
  }

  @Test("3 before the first page is there shows the graph around its first row")
  func beforeTheFirstPage() throws {
    var state = Sitting(session: Session(database: "x", place: "schema/drivers")).state
    var waiting = state.update(.key(.character("2")))
    waiting += state.update(.key(.character("3")))
    while case .request(let request, let generation)? = waiting.first {
      waiting.removeFirst()
      let answer = try request.answer(from: FakeServices(), files: WorkbenchFiles(home: nil))
      waiting += state.update(
        .message(Reply(generation: generation, request: request, result: .success(answer))))
    }
    #expect(state.screen == .graph && state.place.row == 0)
    #expect(state.graph.subgraph.value?.seed.row == 0)
  }

  @Test("on the rows esc goes up and the reading goes on; cut short, the rows can still be seen")
  func leaving() {
    let sitting = sitting("results/rows").press(.escape)
    #expect(sitting.state.screen == .schema)
    #expect(sitting.state.schema.isWaiting)
    sitting.press(.escape)
    #expect(!sitting.state.schema.isWaiting)
    #expect(sitting.text.contains("reading was cut short: R reads it again"))
    sitting.press(.up, .enter, .character("G"))
    #expect(sitting.state.place.table == "races")
    #expect(number(sitting) == 1_100)
    sitting.press(.character("/"))
    #expect(sitting.state.message?.text == "this needs all rows: R reads them")
    sitting.press(.character("R"))
    sitting.finishOpening()
    #expect(number(sitting) == 1_100)
    #expect(sitting.state.rows.page.value?.stretch == nil)
  }

  @Test("what needs all rows says that they are being read", arguments: "fF/sSTnE".map { $0 })
  func waiting(_ key: Character) {
    let sitting = sitting("drivers/rows").press(.right, .character(key))
    #expect(sitting.state.message?.text == "this needs all rows: they are being read")
    #expect(sitting.state.prompt == nil && sitting.state.choice == nil)
  }

  @Test("a table that cannot be paged says why; a place far from both ends is one of them")
  func ends() throws {
    let failing = sitting("nothing/rows")
    #expect(failing.text.contains("there is no table \"nothing\""))
    let sitting = sitting("results/rows")
    var state = sitting.state
    var effects = state.move(to: 9_000)
    var places: [StoredPlace] = []
    while case .request(.storedPage(let request), let generation)? = effects.first {
      places.append(request.place)
      guard places.count < 9 else { break }
      let page = try sitting.services.storedPage(request)
      let reply = Reply(
        generation: generation, request: .storedPage(request), result: .success(.page(page)))
      effects = state.update(.message(reply))
    }
    // The first page, then the lines below its last row.
    #expect(places.first == .first && places.count == 2)
    #expect(state.rows.list.cursor == 299)
  }
}

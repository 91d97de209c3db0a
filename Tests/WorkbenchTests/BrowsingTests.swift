import Inspection
import TerminalUI
import Testing

@testable import Workbench

@Suite("Browsing")
struct BrowsingTests {
  private let results = Session(database: "x", place: "schema/results")
  private let drivers = Session(database: "x", place: "drivers/3/rows")

  // MARK: Schema

  @Test("v draws the tables, arrows walk them, n walks the keys, f follows one")
  func diagram() {
    let sitting = Sitting(session: results).press(.character("v"))
    #expect(sitting.state.pane == .diagram)
    sitting.press(.character("n"))
    #expect(sitting.state.selectedRelation?.parentTable == "drivers")
    sitting.press(.character("f"))
    #expect(sitting.state.place.table == "drivers")
    sitting.press(.right)
    #expect(sitting.state.place.table == "results")
    sitting.press(.character("v"))
    #expect(!sitting.state.isDiagramShown)
    #expect(sitting.state.pane == .columns)
  }

  @Test("a pane that a smaller window no longer shows gives the keys away")
  func lostPane() {
    let sitting = Sitting(columns: 140, rows: 45, session: results)
    sitting.press(.tab, .tab)
    #expect(sitting.state.pane == .diagram)
    sitting.resize(columns: 80, rows: 24)
    #expect(Layout(sitting.state).panes.contains(sitting.state.pane))
  }

  @Test("e says what a column means; a key has no meaning to choose")
  func meaning() {
    let sitting = Sitting(session: results).press(.tab, .character("e"))
    #expect(sitting.state.choice == nil)
    #expect(sitting.text.contains("is a key"))
    sitting.press(.down, .down, .down, .down, .character("e"), .character("c"), .enter)
    #expect(
      sitting.requests.contains(
        .setMeaning(table: "results", column: "grid", "categorical")))
    #expect(
      sitting.state.selectedTable?.columns[4].semanticType == "categorical")
  }

  @Test(
    "tables, columns and keys of the schema are as of the time, and how many rows are hidden is said"
  )
  func schemaThen() {
    let sitting = Sitting(
      session: Session(database: "x", place: "schema/results", asOf: "2010-01-01"))
    #expect(sitting.requests.contains(.schema(asOf: "2010-01-01")))
    #expect(sitting.text.contains("└─ 6,796 hidden ─"))
    #expect(sitting.text.contains("19,560 rows · 6,520 later hidden"))
    #expect(sitting.text.contains("19,560 match") && !sitting.text.contains("42%"))
    #expect(sitting.state.commandLine == "relzero schema x results --as-of 2010-01-01")
    sitting.press(.character("."))
    #expect(!sitting.text.contains("19,560") && !sitting.text.contains(" hidden "))
    #expect(sitting.text.contains("26,080 match") && sitting.text.contains("42%"))
    #expect(sitting.state.commandLine == "relzero schema x results")
  }

  @Test("until the rows up to the time are counted, the schema does not pass for that of the time")
  func schemaThenOnItsWay() throws {
    var state = Sitting(session: results).state
    let effects = state.use(asOf: "2010-01-01")
    func text() -> String {
      var screen = CellBuffer(size: state.size)
      Frame(state).draw(on: &screen)
      return screen.lines.joined(separator: "\n")
    }
    #expect(text().contains("◔ counting up to the as-of time"))
    guard case .request(let request, let generation)? = effects.first else { return }
    #expect(request == .schema(asOf: "2010-01-01"))
    _ = state.update(
      .message(Reply(generation: generation, request: request, result: .failure(Failure("no")))))
    #expect(text().contains(" of all rows ") && state.message?.text == "no")
  }

  @Test("a column is counted exactly as of the time too, and what it means stays chosen")
  func columnThen() {
    let sitting = Sitting(
      session: Session(database: "x", place: "schema/results", asOf: "2010-01-01"))
    sitting.press(.tab, .down, .down, .down, .down, .character("e"), .character("c"), .enter)
    #expect(sitting.state.selectedTable?.columns[4].semanticType == "categorical")
    #expect(sitting.state.selectedTable?.rows == 19_560)
    sitting.press(.character("i"))
    #expect(sitting.text.contains("19,560   6,520 later ones are hidden"))
  }

  @Test("E writes the schema in a language that other programs read")
  func export() throws {
    let sitting = Sitting(session: results).press(.character("E"), .down, .enter)
    let written = sitting.requests.compactMap { request -> String? in
      if case .export(let text, "rel-f1-schema.dot", nil) = request { text } else { nil }
    }
    #expect(try #require(written.first).hasPrefix("digraph"))
  }

  // MARK: Rows

  @Test("a row later than the as-of time is hidden on every screen, and each says so; . shows it")
  func laterRow() {
    let sitting = Sitting(
      session: Session(database: "x", place: "results/25000/rows", asOf: "2010-01-01"))
    #expect(sitting.state.rows.entity.value?.fields.isEmpty == true)
    #expect(sitting.text.contains("results 25000 is of") && sitting.text.contains("shows it"))
    // Its key leads nowhere, and nothing of it can be copied.
    sitting.press(.tab, .character("f"))
    #expect(sitting.state.place.table == "results")
    #expect(sitting.state.wholeTextHere?.isEmpty == true)
    sitting.press(.character("3"))
    #expect(sitting.text.contains("results 25000 is of"))
    #expect(sitting.state.graph.subgraph.value == nil)
    sitting.press(.character("2"), .character("."))
    #expect(sitting.state.rows.entity.value?.fields.count == 4 && sitting.state.place.row == 25_000)
    #expect(!sitting.text.contains("results 25000 is of"))
    #expect(sitting.text.contains("rows after the as-of time shown"))
    sitting.press(.character("."))
    #expect(sitting.state.rows.entity.value?.fields.isEmpty == true)
  }

  @Test("s sorts by the column alone, then turns it, then drops it")
  func sorting() {
    let sitting = Sitting(session: drivers)
    sitting.press(.right, .character("s"), .right, .character("s"))
    #expect(sitting.state.rows.sort == [SortOrder(column: "nationality")])
    sitting.press(.character("s"))
    #expect(sitting.state.rows.sort == [SortOrder(column: "nationality", isDescending: true)])
    sitting.press(.character("s"))
    #expect(sitting.state.rows.sort.isEmpty)
  }

  @Test("S sorts equal rows by one column more, then turns it, then takes it away")
  func sortingFurther() {
    let sitting = Sitting(session: drivers)
    sitting.press(.right, .right, .character("s"), .character("s"), .left, .character("S"))
    let nation = SortOrder(column: "nationality", isDescending: true)
    #expect(sitting.state.rows.sort == [nation, SortOrder(column: "surname")])
    #expect(sitting.text.contains("surname ▲2"))
    #expect(sitting.text.contains("nationality ▼1"))
    let asked = sitting.requests.compactMap { request in
      if case .page(let page) = request { page.sort } else { nil }
    }
    #expect(asked.last == [nation, SortOrder(column: "surname")])
    #expect(sitting.state.commandLine.hasSuffix("--sort -nationality,surname"))
    sitting.type(":cli").press(.enter)
    #expect(sitting.text.contains("--sort -nationality,surname"))
    sitting.press(.escape)
    sitting.press(.character("S"))
    #expect(sitting.state.rows.sort.last == SortOrder(column: "surname", isDescending: true))
    sitting.press(.character("S"))
    #expect(sitting.state.rows.sort == [nation])
    #expect(sitting.text.contains("nationality ▼ "))
  }

  @Test("s on the first of several columns turns it and keeps the others")
  func turningTheFirst() {
    let sitting = Sitting(session: drivers)
    sitting.press(.right, .character("s"), .right, .character("S"), .left, .character("s"))
    #expect(
      sitting.state.rows.sort == [
        SortOrder(column: "surname", isDescending: true), SortOrder(column: "nationality"),
      ])
  }

  @Test("n goes to the next row that the last filter would let through")
  func seeking() {
    let sitting = Sitting(session: drivers)
    sitting.press(.character("n"))
    #expect(sitting.text.contains("no search to go on with"))
    sitting.press(.character("/")).type("an")
    sitting.press(.enter, .escape)
    #expect(sitting.state.place.filter.isEmpty)
    let before = sitting.state.place.row ?? 0
    sitting.press(.character("n"))
    #expect(sitting.state.place.row == before + 7)
    sitting.press(.character("N"))
    #expect(sitting.state.place.row == before)
  }

  @Test("a step back shows the same lines and the same column")
  func scroll() {
    let sitting = Sitting(session: Session(database: "x", place: "results/40/rows"))
    sitting.press(.right, .right, .up, .up)
    let (top, cursor) = (sitting.state.rows.list.top, sitting.state.rows.list.cursor)
    sitting.press(.character("f"), .character("{"))
    #expect(sitting.state.place.table == "results")
    #expect(sitting.state.rows.list.top == top)
    #expect(sitting.state.rows.list.cursor == cursor)
    #expect(sitting.state.rows.column == 2)
  }

  @Test("i shows a cell whole: JSON as a tree, NULL and empty text told apart")
  func cells() {
    let tree = State.viewer(
      of: .text(#"{"a": [1, {"b": "x, {y}"}], "c": null}"#), named: "t.c")
    #expect(tree.facts.hasPrefix("JSON"))
    #expect(
      tree.lines == [
        "{", "  \"a\": [", "    1,", "    {", "      \"b\": \"x, {y}\"", "    }", "  ],",
        "  \"c\": null", "}",
      ])
    #expect(State.viewer(of: .text("{no"), named: "t.c").lines == ["{no"])
    #expect(State.viewer(of: .null, named: "t.c").facts.hasPrefix("NULL"))
    #expect(State.viewer(of: .text(""), named: "t.c").facts.contains("not NULL"))
    #expect(State.viewer(of: .text("a\nb\u{1B}"), named: "t.c").lines == ["a", "b␛"])
  }

  @Test("y takes a cell whole while it is read")
  func copyingWhole() {
    let sitting = Sitting(session: GoldenTests.asOf2010).press(.right, .character("i"))
    #expect(sitting.state.viewer != nil && sitting.text.contains("y copies"))
    sitting.press(.character("y"))
    #expect(sitting.requests.contains(.copy("Alonso")))
    #expect(sitting.state.viewer != nil && sitting.text.contains("copied 6 characters"))
  }

  @Test("! names what is odd about tasks too, under the table of their entities")
  func warningsOfTasks() throws {
    var state = Sitting(session: Session(database: "x", place: "schema/drivers")).state
    var catalog = try #require(state.catalog.value)
    catalog.tasks[0].problems = ["two of its files differ"]
    state.catalog = Loaded(catalog)
    let said = "! task driver-dnf: two of its files differ"
    _ = state.perform(.showWarnings)
    #expect(state.viewer?.title == "warnings 3" && state.viewer?.lines.first == said)
    _ = state.update(.key(.escape))
    _ = state.update(.key(.up))
    _ = state.perform(.showWarnings)
    let lines = try #require(state.viewer?.lines)
    let others = try #require(lines.firstIndex(of: "other tables"))
    #expect(lines.firstIndex(of: said).map { $0 > others } == true)
  }

  @Test("' jumps to the line whose letter is pressed")
  func hints() {
    let sitting = Sitting(session: results).press(.character("'"), .character("d"))
    #expect(sitting.state.tables.cursor == 2)
    #expect(!sitting.state.isHinting)
    sitting.press(.character("'"), .escape)
    #expect(sitting.state.tables.cursor == 2)
  }

  // MARK: Graph

  @Test("the cursor stays on its row through all four shapes")
  func shapes() {
    let sitting = Sitting(columns: 140, rows: 45, session: GoldenTests.asOf2010)
    sitting.press(.character("3"), .down, .down, .down)
    let row = sitting.state.selectedNode?.reference
    #expect(row != nil)
    for shape in [GraphView.layers, .time, .list, .tree] {
      sitting.press(.character("v"))
      #expect(sitting.state.graph.view == shape)
      #expect(sitting.state.selectedNode?.reference == row)
    }
  }

  @Test("o opens a group a little, then whole, then folds it; the card follows the cursor")
  func folding() {
    let sitting = Sitting(session: GoldenTests.asOf2010).press(.character("3"), .down)
    let folded = sitting.state.graphLines.count
    sitting.press(.character("o"))
    let few = sitting.state.graphLines.count
    #expect(few > folded)
    sitting.press(.down)
    #expect(sitting.state.graph.card.value?.reference.table == "results")
    sitting.press(.up, .character("o"))
    #expect(sitting.state.graphLines.count > few)
    sitting.press(.character("o"))
    #expect(sitting.state.graphLines.count == folded)
  }

  @Test("a sampler that looks ahead is said on every shape")
  func ahead() {
    let sitting = Sitting(
      session: GoldenTests.asOf2010, services: FakeServices(rowsAfterSeed: 2))
    sitting.press(.character("3"))
    for _ in GraphView.allCases {
      #expect(sitting.text.contains("✗ 2 rows after the seed"))
      sitting.press(.character("v"))
    }
  }

  @Test("the drawing of a subgraph says how it was sampled")
  func graphExport() throws {
    let summary = try FakeServices().subgraph(
      SubgraphRequest(
        table: "drivers", row: 3, time: "2010-01-01", fanout: [8, 4], strategy: "last",
        randomSeed: 7)
    ) { _ in true }
    #expect(summary.dot.contains("--fanout 8,4 --strategy last --history cut --seed 7"))
    #expect(summary.dot.contains("n1 -> n0"))
  }
}

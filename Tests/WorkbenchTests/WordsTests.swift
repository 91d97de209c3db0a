import Foundation
import RunLogs
import TerminalUI
import Testing

@testable import Workbench

@Suite("Words and numbers")
struct WordsTests {
  @Test("numbers read at a glance")
  func figures() {
    #expect(
      [0, 77, 1_101, 26_080, -1_234_567].map { Figures.count($0) } == [
        "0", "77", "1,101", "26,080", "-1,234,567",
      ])
    #expect(
      [0, 999, 3_200, 4_000, 1_500_000].map { Figures.compact($0) } == [
        "0", "999", "3.2k", "4k", "1.5M",
      ])
    #expect(
      [0.7423, 3.94, 41.26, 412.3, 0, -0.05, 1.2e-5, 1e9, 0.9999].map { Figures.metric($0) }
        == [".742", "3.94", "41.3", "412", "0", "-.050", "1.2e-5", "1e9", "1.00"])
    #expect([Double.nan, .infinity].map { Figures.metric($0) } == ["nan", "inf"])
    #expect(Figures.metric(nil) == "–")
    #expect([6.0, 83, 7_387].map { Figures.duration($0) } == ["0:06", "1:23", "2:03:07"])
    #expect(Figures.percent(0, of: 5) == "0%")
    #expect(Figures.percent(1, of: 5_000) == "<1%")
    #expect(Figures.percent(4_999, of: 5_000) == ">99%")
    #expect(Figures.percent(1, of: 0) == "–")
    #expect(
      [0.6, 0.75, 1.5, 2, 0.0002].map { Figures.tick($0) } == [".6", ".75", "1.5", "2", "2e-4"])
    #expect([0.071, -0.033].map { Figures.change($0) } == ["+.071", "−.033"])
  }

  @Test(
    "times are read, and what is no time is said",
    arguments: [
      ("2010-01-01", SeedTime.Parsed.at("2010-01-01")),
      (" 2010-01-01  12:30 ", .at("2010-01-01 12:30:00")),
      ("2010-01-01 12:30:05", .at("2010-01-01 12:30:05")), ("1950-05-13", .at("1950-05-13")),
      ("2000-02-29", .at("2000-02-29")), ("now", .unlimited), ("", .unlimited),
      ("-30d", .at("2004-12-02")), ("+31d", .at("2005-02-01")),
    ])
  func times(_ typed: String, _ parsed: SeedTime.Parsed) {
    #expect(SeedTime.parse(typed, relativeTo: "2005-01-01") == parsed)
  }

  @Test(
    "no dates",
    arguments: [
      "2010-13-01", "2010-02-30", "1900-02-29", "yesterday", "2010-01-01 25:00", "2010-01-01x",
      "-d", "10-01-01",
      "2010-01-01 1:2:3:4", "佐藤",
    ])
  func noTimes(_ typed: String) {
    guard case .invalid = SeedTime.parse(typed, relativeTo: "2005-01-01") else {
      Issue.record("'\(typed)' was read as a time")
      return
    }
  }

  @Test("commands are read, and what is none is said")
  func commands() throws {
    let catalog = try FakeServices().catalog { _ in true }
    func parse(_ text: String) -> Command? { try? Command.parse(text, catalog: catalog).get() }
    #expect(parse("go drivers/4/graph") == .go(Place(screen: .graph, table: "drivers", key: "4")))
    #expect(parse("fanout 16,8") == .fanout([16, 8]))
    #expect(parse("asof 2010-01-01 12:00") == .asOf("2010-01-01 12:00"))
    #expect(parse("as-of 2010-01-01") == .asOf("2010-01-01"))
    #expect(parse("predict drivers a b") == .predict(table: "drivers", key: "a b"))
    #expect(parse("predict \"my people\" 7") == .predict(table: "my people", key: "7"))
    #expect(parse("predict \"my people\"") == nil)
    #expect(parse("train") == .openForm)
    #expect(
      parse("train driver-dnf seed=3 lr=0.01 model=linear")
        == .train(
          RunRequest(
            task: "driver-dnf", model: "linear", seed: 3, epochs: nil, history: "cut",
            settings: ["lr": "0.01"])))
    guard case .train(let apart)? = parse("train driver-dnf process=own") else {
      Issue.record("no run")
      return
    }
    #expect(apart.isApart && apart.settings.isEmpty)
    #expect(parse("q") == .quit)
    #expect(parse("runs") == .go(Place(screen: .runs)))
    for wrong in [
      "", "dance", "go", "fanout", "fanout 0", "fanout 8,x", "fanout 1,1,1,1,1", "theme",
      "train nothing",
      "train driver-dnf model=gpt", "train driver-dnf seed=-1", "train driver-dnf lr",
      "train driver-dnf process=none", "save ../x",
      "predict drivers",
    ] { #expect(parse(wrong) == nil, "\(wrong)") }
  }

  @Test("a finished run says its best and where, one that logs no loss that none was logged")
  func finishedRun() throws {
    let sitting = Sitting().press(.character("5"))
    #expect(sitting.text.contains("jobs 5  3 under way"))
    var run = try #require(sitting.state.runs.list.value?.first { $0.status == .finished })
    #expect(TrainScreen.progress(of: run) == "finished .733 @3.8k")
    run.bestStep = 0
    #expect(TrainScreen.progress(of: run) == "finished .733")
    let before = sitting.state.currentRun?.id
    for _ in 0..<5 where sitting.state.currentRun?.status != .finished { sitting.press(.down) }
    #expect(sitting.state.currentRun?.id != before)
    var state = sitting.state
    state.runs.curves = [:]
    #expect(text(state).contains("none was logged"))
  }

  /// The state with the cursor of Schema on a table.
  private func state(on table: String, columns: Int, rows: Int) throws -> State {
    let sitting = Sitting(columns: columns, rows: rows)
    let place = try #require(sitting.state.tableNames.firstIndex(of: table))
    for _ in 0..<place { sitting.press(.down) }
    return sitting.state
  }

  private func text(_ state: State) -> String {
    var screen = CellBuffer(size: state.size, glyphs: .unicode)
    Frame(state).draw(on: &screen)
    return screen.lines.joined(separator: "\n")
  }

  @Test("children that are as many of each parent are told once")
  func evenChildren() throws {
    var state = try state(on: "drivers", columns: 80, rows: 24)
    #expect(text(state).contains(" each, median"))
    var schema = try #require(state.schema.value)
    for place in schema.relations.indices {
      schema.relations[place].minimumChildren = 40
      schema.relations[place].medianChildren = 40
      schema.relations[place].maximumChildren = 40
    }
    state.schema = Loaded(schema)
    #expect(text(state).contains(" 40 each") && !text(state).contains("median"))
  }

  @Test("the names of tasks and metrics beside a table have a blank between them")
  func tasksOfTable() throws {
    var state = try state(on: "drivers", columns: 140, rows: 45)
    var catalog = try #require(state.catalog.value)
    catalog.tasks[0].name = "driver-churns-a-lot-more"
    state.catalog = Loaded(catalog)
    #expect(text(state).contains("driver-churns-… roc_auc │"))
  }

  @Test("a command that needs more stays open for it, with what it may be")
  func commandWithoutMore() {
    let sitting = Sitting().press(.character(":")).type("theme").press(.enter)
    #expect(sitting.state.prompt?.field.text == "theme ")
    #expect(sitting.text.contains(":theme nord"))
    sitting.press(.escape, .character(":")).type("fanout").press(.enter)
    #expect(sitting.text.contains(":fanout 8,4"))
    sitting.type("4,2").press(.enter)
    #expect(sitting.state.graph.fanout == [4, 2])
  }

  @Test("Tab finishes a command; enter takes the chosen one")
  func completion() {
    let sitting = Sitting().type(":the")
    sitting.press(.tab)
    #expect(sitting.state.prompt?.field.text == "theme ")
    sitting.type("no").press(.tab, .enter)
    #expect(sitting.state.theme == "nord")
    #expect(
      sitting.terminal.palette == WorkbenchFiles(home: nil).theme(named: "nord").palette(for: .many)
    )
  }
}

@Suite("Files")
struct FileTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func scratch() throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(
      "relzero-workbench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
    return path.path
  }

  @Test("the themes carried in the program are those of the folder")
  func themesAreShipped() throws {
    let folder = Self.root.appendingPathComponent("themes")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }
    #expect(Set(files) == Set(ShippedThemes.texts.keys.map { "\($0).yaml" }))
    for (name, text) in ShippedThemes.texts {
      #expect(
        try String(contentsOf: folder.appendingPathComponent("\(name).yaml"), encoding: .utf8)
          == text)
    }
  }

  @Test("every shipped theme is read whole and gives each role a look in each depth")
  func themesAreWhole() {
    for name in ShippedThemes.texts.keys {
      let theme = WorkbenchFiles(home: nil).theme(named: name)
      #expect(theme.warnings.isEmpty, "\(theme.warnings)")
      for depth in [ColorDepth.mono, .eight, .sixteen, .many] {
        let palette = theme.palette(for: depth)
        #expect(palette.renditions.count == Role.allCases.count)
        let colors = palette.renditions.flatMap { [$0.foreground, $0.background] }
        #expect(
          colors.allSatisfy {
            $0 >= -1 && $0 < Int16(max(1, depth.rawValue)) || depth == .mono && $0 == -1
          })
        #expect(palette.rendition(of: Style(.selected)) != palette.rendition(of: Style(.text)))
      }
    }
  }

  @Test("a theme inherits, and what it does not understand is a warning")
  func parsing() {
    let theme = Theme.parse(
      "inherit: base\naccent: \"#88c0d0 on 17 bold\"\ncolour: red\nerror: crimson\n", name: "mine",
      inheriting: { $0 == "base" ? "good: \"green 35\"\naccent: red" : nil })
    #expect(theme.looks[.good] == .init(foreground: .init(many: 35, sixteen: 2)))
    #expect(
      theme.looks[.accent]
        == .init(
          foreground: .init(full: 0x88_c0_d0, many: 110), background: .init(many: 17),
          attributes: .bold))
    #expect(theme.warnings.count == 2)
    #expect(Theme.parse(": [", name: "x").warnings.count == 1)
    #expect(
      Theme.parse("inherit: x", name: "x", inheriting: { _ in "inherit: x" }).warnings.count == 1)
    #expect(WorkbenchFiles(home: nil).theme(named: "../../etc/passwd").name == "default")
    #expect(Theme.nearest("#000000") == 16)
    #expect(Theme.nearest("#ffffff") == 231)
    #expect(Theme.nearest("#808080") == 244)
    #expect(Theme.nearest("#ff0000") == 196)
    #expect(Theme.nearest("red") == nil)
  }

  @Test("a session is written and read back")
  func sessionRoundTrip() throws {
    let home = try scratch()
    defer { try? FileManager.default.removeItem(atPath: home) }
    let session = Session(
      database: "/data/x.sqlite", place: "drivers/4/graph", asOf: "2010-01-01", theme: "nord",
      run: RunID(number: 41), marks: [RunID(number: 41), RunID(number: 42)], fanout: [16])
    let path = try WorkbenchFiles(home: home).save(session, named: "mine")
    #expect(path == "\(home)/sessions/mine.yaml")
    #expect(try Session.read(path) == session)
    try Session(database: "near.sqlite").write(home + "/last.yaml")
    let here = FileManager.default.currentDirectoryPath
    #expect(try Session.read(home + "/last.yaml").database == here + "/near.sqlite")
  }

  @Test("the shipped sessions are read; a relative database is beside the file")
  func shippedSessions() throws {
    let folder = Self.root.appendingPathComponent("sessions")
    let demo = try Session.read(folder.appendingPathComponent("demo.yaml").path)
    #expect(demo.database == "demo")
    let alonso = try Session.read(folder.appendingPathComponent("alonso-2010.yaml").path)
    #expect(alonso.database.hasPrefix("/"))
    #expect(alonso.database.hasSuffix("/shared/data/rel-f1/rel-f1.sqlite"))
    #expect(State(session: alonso).place == Place(screen: .graph, table: "drivers", key: "3"))
  }

  @Test(
    "a bad session says what is wrong",
    arguments: [
      ("place: schema", "database"), ("database: x\nplace: a/b/c/d", "place"),
      ("database: x\nasOf: soon", "asOf"),
      ("database: x\nfanout: [0]", "fanout"), ("database: x\nfanout: [8, many]", "fanout"),
      ("- a", "x.yaml"),
      ("database: x\nmarks: [zero]", "marks"), ("", "x.yaml"), ("database: [", "x.yaml"),
    ])
  func badSessions(_ text: String, _ word: String) {
    do {
      _ = try Session.parse(text, path: "x.yaml")
      Issue.record("was read: \(text)")
    } catch {
      #expect("\(error)".contains(word), "\(error)")
    }
  }

  @Test("a session that is not there or cannot be written is a clear error")
  func noFile() {
    #expect(throws: SessionError.unreadable(path: "/nowhere/x.yaml")) {
      try Session.read("/nowhere/x.yaml")
    }
    #expect(throws: SessionError.self) {
      try WorkbenchFiles(home: nil).save(Session(database: "x"), named: "x")
    }
    #expect(throws: SessionError.self) { try Session(database: "x").write("/proc/none/x.yaml") }
  }
}

@Suite("The first minute")
struct FirstHintTests {
  @Test("each hint is gone once its keys were used, and none is shown to who was here before")
  func hints() {
    let sitting = Sitting(session: .first("rel-f1.sqlite"))
    #expect(sitting.text.contains("↓ ↑ choose a table"))
    sitting.press(.down)
    #expect(!sitting.text.contains("choose a table"))
    #expect(sitting.text.contains("enter shows its rows"))
    #expect(sitting.state.session.hints == ["open", "find"])
    // They are about the tables: in another pane enter does something else.
    sitting.press(.tab)
    #expect(!sitting.text.contains("enter shows its rows"))
    sitting.press(.backTab)
    #expect(sitting.text.contains("enter shows its rows"))
    sitting.press(.character("?"), .escape)
    #expect(!sitting.text.contains("finds anything"))
    sitting.press(.enter, .character("1"))
    #expect(sitting.state.firstHints.isEmpty && sitting.state.session.hints == nil)
    #expect(Sitting().state.firstHints.isEmpty)
  }

  @Test("who uses other keys is not told for ever")
  func patience() {
    let sitting = Sitting(session: .first("rel-f1.sqlite"))
    for _ in 0..<20 { sitting.press(.character("z")) }
    #expect(sitting.state.firstHints.isEmpty)
  }

  @Test("of several databases here one is chosen first; :open takes another")
  func databases() {
    let services = FakeServices()
    var state = State(
      session: Session(database: "a.sqlite"), databases: ["a.sqlite", "b.sqlite"])
    _ = state.update(.started(Size(columns: 80, rows: 24), WallClock(seconds: 0)))
    #expect(state.choice?.options.map(\.name) == ["a.sqlite", "b.sqlite"])
    _ = state.update(.key(.down))
    _ = state.update(.key(.enter))
    #expect(state.databasePath == "b.sqlite" && state.choice == nil)
    let sitting = Sitting(services: services).type(":open other.sqlite").press(.enter)
    #expect(sitting.requests.contains(.open("other.sqlite")))
  }

  @Test("a run asked for before the tasks are loaded starts when they are")
  func early() throws {
    var state = State(session: Session(database: "a.sqlite"))
    _ = state.update(.started(Size(columns: 80, rows: 24), WallClock(seconds: 0)))
    let services = FakeServices()
    let opened = Reply(
      generation: 1, request: .open("a.sqlite"), result: .success(.opened(services.schema)))
    _ = state.update(.message(opened))
    let asked = try #require(state.catalog.pending)
    for key in ":train driver-dnf seed=3" { _ = state.update(.key(.character(key))) }
    #expect(state.update(.key(.enter)).isEmpty)
    #expect(state.message?.text.contains("the run starts then") == true)
    let effects = state.update(
      .message(
        Reply(
          generation: asked, request: .catalog,
          result: .success(.catalog(try services.catalog { _ in true })))))
    let started = effects.contains { effect in
      if case .request(.start(let request), _) = effect { return request.seed == 3 }
      return false
    }
    #expect(started)
  }

  @Test("a session keeps the filter of the rows and the zoom")
  func kept() {
    let sitting = Sitting(session: Session(database: "x", place: "drivers/3/rows"))
    sitting.type("/spanish").press(.enter, .character("z"))
    let session = sitting.state.session
    #expect(session.filter == "spanish" && session.isZoomed == true)
    let again = Sitting(session: session)
    #expect(again.state.place.filter == "spanish" && again.state.isZoomed)
  }

  @Test("the meaning of a column is taken back by u")
  func meaning() {
    let sitting = Sitting(session: GoldenTests.results)
    sitting.press(.tab, .down, .down, .down, .down, .character("e"), .down, .down, .enter)
    #expect(sitting.requests.contains(.setMeaning(table: "results", column: "grid", "categorical")))
    sitting.press(.character("u"))
    #expect(sitting.requests.contains(.setMeaning(table: "results", column: "grid", "numerical")))
    sitting.press(.character("u"))
    #expect(sitting.state.message?.text == "there is nothing to undo")
  }
}

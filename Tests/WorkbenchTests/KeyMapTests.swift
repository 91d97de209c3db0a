import TerminalUI
import Testing

@testable import Workbench

@Suite("Keys")
struct KeyMapTests {
  @Test(
    "a key's name gives back the key",
    arguments: [
      Key.character("a"), .character("#"), .character("é"), .character(" "), .control("c"),
      .alt("3"), .alt(" "), .enter, .tab, .backTab, .escape, .backspace, .delete, .up, .down, .left,
      .right, .home, .end, .pageUp, .pageDown, .shiftLeft, .shiftRight,
    ])
  func names(_ key: Key) { #expect(Key(name: key.name) == key) }

  @Test("what terminals send as Tab, Enter and Backspace is no key of its own")
  func impossibleKeys() {
    for name in ["^h", "^i", "^j", "^m", "", "ab", "^1", "alt-", "^A"] {
      #expect(Key(name: name) == nil, "\(name)")
    }
  }

  @Test("a key means one thing in a pane; an entry for one pane stands before one for all")
  func oneMeaning() {
    for screen in Screen.allCases {
      for pane in screen.panes {
        var seen: [Key: KeyEntry] = [:]
        for entry in KeyMap.standard.entries where entry.works(on: screen, in: pane) {
          for key in entry.keys {
            if let other = seen[key] {
              #expect(!other.panes.isEmpty, "\(key.name): \(other.verb) and \(entry.verb)")
            }
            seen[key] = seen[key] ?? entry
          }
        }
      }
    }
  }

  @Test("a verb's name on the command line gives back the verb")
  func verbNames() {
    for verb in Verb.allCases { #expect(Verb(commandName: verb.commandName) == verb) }
    #expect(Verb.nextPane.commandName == "next-pane")
  }

  @Test("the person's file gives keys, and takes them from whoever had them")
  func remap() {
    let map = KeyMap.parse(
      """
      # my keys
      train.stop = K        # as in top
      undo = ^x alt-u
      referrers = #
      """)
    #expect(map.warnings.isEmpty)
    #expect(map.verb(for: .character("K"), on: .train, in: .jobs) == .stop)
    #expect(map.verb(for: .character("X"), on: .train, in: .jobs) == nil)
    #expect(map.verb(for: .character("X"), on: .runs, in: .runList) == .stop)
    #expect(map.verb(for: .control("x"), on: .graph, in: .groups) == .undo)
    #expect(map.verb(for: .alt("u"), on: .graph, in: .groups) == .undo)
    #expect(map.verb(for: .character("#"), on: .rows, in: .grid) == .referrers)
    #expect(map.shown(.undo, on: .rows) == "^x alt-u")
    let taking = KeyMap.parse("undo = z")
    #expect(taking.verb(for: .character("z"), on: .rows, in: .grid) == .undo)
    #expect(taking.warnings == ["keys: zoom has no key left; : still does it"])
    #expect(KeyMap.parse("zoom = none").verb(for: .character("z"), on: .rows, in: .grid) == nil)
  }

  @Test(
    "lines that are not understood are said and change nothing",
    arguments: ["dance = x", "train.zoom x", "mars.stop = x", "zoom = ^h", "graph.stop = x", "="])
  func badLines(_ line: String) {
    let map = KeyMap.parse(line)
    #expect(map.warnings.count == 1)
    #expect(map.entries == KeyMap.standard.entries)
  }

  @Test("the footer, the help and the palette show the changed key")
  func shownEverywhere() {
    var state = State(
      session: Session(database: "x", place: "train"), keys: KeyMap.parse("zoom = Z"))
    _ = state.update(.started(Size(columns: 140, rows: 45), WallClock(seconds: 0)))
    var screen = CellBuffer(size: state.size)
    Frame(state).draw(on: &screen)
    #expect(screen.lines.joined().contains("Z zoom"))
    _ = state.update(.key(.character("?")))
    for letter in "one pane" { _ = state.update(.key(.character(letter))) }
    #expect(state.helpEntries.first?.shown == "Z")
    _ = state.update(.key(.escape))
    for letter in ":zoom" { _ = state.update(.key(.character(letter))) }
    #expect(state.completions.first?.key == "Z")
    _ = state.update(.key(.enter))
    #expect(state.isZoomed)
  }

  @Test("the manual page names every verb, and its markup cannot be broken by a name")
  func manual() {
    let page = Manual.roff(version: "1", commands: [.init(name: "train", text: ".starts a run")])
    for verb in Verb.allCases { #expect(page.contains(Manual.escaped(verb.commandName))) }
    #expect(page.contains("\n\\&.starts a run\n"))
    #expect(Manual.escaped("a\\b-c") == "a\\eb\\-c")
  }
}

@Suite("Palette")
struct PaletteTests {
  private func sitting() -> Sitting {
    Sitting(session: Session(database: "x", place: "drivers/3/rows"))
  }

  @Test(
    "whatever has a name is found by some of its letters",
    arguments: [
      ("drv", "drivers", "table"), ("results.pos", "results.position", "column"),
      ("gra", "graph", "screen"), ("r0041", "r0041", "run"), ("dnf", "driver-dnf", "task"),
      ("fan", "fanout", "command"), ("nextp", "next-pane", "key"),
    ])
  func findsAll(_ typed: String, _ name: String, _ kind: String) {
    let sitting = sitting().type(":" + typed)
    let found = sitting.state.completions.prefix(3)
    #expect(found.contains { $0.name == name && $0.kind.rawValue == kind }, "\(found)")
  }

  @Test("a name alone opens what it names")
  func nameAlone() {
    #expect(sitting().type(":results").press(.enter).state.place.table == "results")
    #expect(sitting().type(":r0041").press(.enter).state.currentRun?.id.number == 41)
    #expect(sitting().type(":next-pane").press(.enter).state.pane == .card)
    #expect(sitting().type(":drivers 5").press(.tab, .enter).state.place.key == "5")
  }

  @Test("an address may name the database and the time")
  func addresses() {
    let there = sitting().type(":go rel-f1/drivers/4/graph@2010-01-01").press(.enter)
    #expect(there.state.place.table == "drivers")
    #expect(there.state.screen == .graph)
    #expect(there.state.asOf == "2010-01-01")
    let column = sitting().type(":go schema/results/position").press(.enter)
    #expect(column.state.pane == .columns)
    #expect(column.state.selectedTable?.columns[column.state.columns.cursor].name == "position")
  }

  @Test("earlier commands come back with the arrows, and the one being typed after them")
  func history() {
    let sitting = sitting()
    sitting.type(":go train").press(.enter).type(":theme nord").press(.enter)
    sitting.type(":").press(.up)
    #expect(sitting.state.prompt?.field.text == "theme nord")
    sitting.press(.up)
    #expect(sitting.state.prompt?.field.text == "go train")
    sitting.press(.up, .down, .down)
    #expect(sitting.state.prompt?.field.text == "")
  }

  @Test("a theme is shown while it is chosen and gone when it is not taken")
  func preview() {
    let sitting = sitting()
    let before = sitting.terminal.palette
    sitting.type(":theme nor").press(.down)
    #expect(sitting.terminal.palette != before)
    sitting.press(.escape)
    #expect(sitting.terminal.palette == before)
    #expect(sitting.state.theme == "default")
  }

  @Test("a screen alone, by name or number, keeps the row that is open; another table drops it")
  func screenAlone() {
    let sitting = Sitting(session: Session(database: "x", place: "drivers/3/rows"))
    for (typed, screen) in [("graph", Screen.graph), ("7", .predict), ("rows", .rows)] {
      sitting.type(":go \(typed)").press(.enter)
      #expect(sitting.state.screen == screen)
      #expect(sitting.state.place.table == "drivers" && sitting.state.place.row == 3)
    }
    sitting.press(.character("3"))
    #expect(sitting.state.graph.subgraph.value?.seed.row == 3)
    sitting.type(":go schema/results").press(.enter, .character("3"))
    #expect(sitting.state.graph.subgraph.value == nil)
    #expect(sitting.text.contains("No row is open. Press 2, put the cursor on a row, then 3."))
  }

  @Test("the backtick goes to the last place and back again")
  func lastPlace() {
    let sitting = sitting().press(.character("5"), .character("`"))
    #expect(sitting.state.screen == .rows)
    sitting.press(.character("`"))
    #expect(sitting.state.screen == .train)
  }

  @Test("u takes back marks, one after the other")
  func undo() {
    let sitting = sitting().press(
      .character("6"), .character(" "), .down, .character(" "), .character("u"))
    #expect(sitting.state.runs.marked.map(\.number) == [43])
    sitting.press(.character("u"))
    #expect(sitting.state.runs.marked.isEmpty)
    sitting.press(.character("u"))
    #expect(sitting.state.message?.text == "there is nothing to undo")
  }

  @Test("better matches come first")
  func ranking() throws {
    func score(_ typed: String, _ text: String) -> Int { Fuzzy.score(typed, in: text) ?? -9_999 }
    #expect(score("train", "train") > score("train", "training"))
    #expect(score("tr", "train") > score("tr", "constructors"))
    #expect(score("dd", "driver-dnf") > score("dd", "axdxxd"))
    #expect(Fuzzy.score("xyz", in: "drivers") == nil)
    #expect(Fuzzy.score("a", in: "") == nil)
  }
}

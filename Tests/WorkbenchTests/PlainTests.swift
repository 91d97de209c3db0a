import TerminalUI
import Testing

@testable import Workbench

@Suite("Plain lines")
struct PlainTests {
  private final class Said {
    var lines: [String] = []
  }

  private func bench(_ place: String) -> (PlainWorkbench, Said) {
    let said = Said()
    let bench = PlainWorkbench(
      session: Session(database: "rel-f1.sqlite", place: place), services: FakeServices(),
      files: WorkbenchFiles(home: nil)
    ) { said.lines.append($0) }
    return (bench, said)
  }

  @Test("a number opens a line, a name goes to a screen, and nothing but words is said")
  func walk() throws {
    let (bench, said) = bench("schema")
    let line = try #require(said.lines.first { $0.contains(". drivers") })
    bench.take(String(line.prefix { $0.isNumber }))
    #expect(said.lines.contains { $0.hasPrefix("drivers/") && $0.hasSuffix("grid:") })
    bench.take("train")
    #expect(said.lines.contains { $0.contains("r0042 driver-dnf, 3.2k/4k") })
    bench.take("next-pane")
    bench.take(":theme nothing")
    #expect(said.lines.contains { $0.hasPrefix("there is no theme 'nothing'") })
    for line in said.lines {
      #expect(line.unicodeScalars.allSatisfy { $0.isASCII }, "\(line)")
      #expect(!line.contains("  "))
    }
  }

  @Test("questions are asked in words and answered with a letter")
  func questions() {
    let (bench, said) = bench("train")
    bench.take("2")
    bench.take("stop")
    #expect(said.lines.last?.contains("with a checkpoint? y yes") == true)
    bench.take("y")
    #expect(said.lines.contains { $0.contains("stopping with a checkpoint") })
    bench.take("dance")
    #expect(said.lines.last == "'dance' is no number, key or verb. ? lists them.")
    bench.take("q")
    bench.take("s")
    #expect(bench.isOver)
    #expect(!bench.keepsRuns)
  }

  @Test("what lies over a screen is said and gone; the next line is heard again")
  func overlays() {
    let (bench, said) = bench("schema")
    for word in ["help", "?"] {
      said.lines = []
      bench.take(word)
      #expect(said.lines.contains { $0.hasPrefix("open, ") })
      #expect(said.lines.contains { $0.hasPrefix(":theme ") })
    }
    bench.take("rows")
    said.lines = []
    bench.take("inspect")
    #expect(!said.lines.isEmpty && said.lines.allSatisfy { !$0.contains("+-") })
    bench.take("schema")
    #expect(said.lines.contains { $0.hasSuffix("tables:") })
  }

  @Test("what a column means is chosen by its number")
  func choosing() {
    let (bench, said) = bench("schema/results")
    bench.take("next-pane")
    for _ in 0..<4 { bench.take("down") }
    bench.take("edit")
    #expect(said.lines.contains { $0.hasPrefix("results.grid means: type a number") })
    #expect(said.lines.contains("3. categorical, one of few values that recur"))
    bench.take("3")
    #expect(said.lines.contains { $0.hasPrefix("results.grid is categorical") })
    // Anything else leaves it as it is.
    bench.take("edit")
    said.lines = []
    bench.take("nothing")
    #expect(!said.lines.contains { $0.hasPrefix("results.grid is") })
    #expect(said.lines.contains { $0.hasSuffix("columns:") })
  }

  @Test("a task is made from a typed question; what speaks against it is asked about")
  func building() {
    let (bench, said) = bench("task")
    bench.take("edit")
    #expect(said.lines.contains { $0.hasPrefix("new task: PREDICT COUNT(results.*") })
    #expect(said.lines.contains { $0.hasPrefix("train: 11411 labels") })
    said.lines = []
    bench.take("question PREDICT nonsense")
    #expect(said.lines.contains { $0.hasPrefix("not so: at ") })
    bench.take("question PREDICT COUNT(results.*, 0, 31, days) > 0 FOR drivers.driverId")
    bench.take("name mine")
    said.lines = []
    bench.take("save")
    #expect(said.lines.last?.contains("who is asked is known then") == true)
    bench.take("y")
    #expect(said.lines.contains { $0.contains("task mine written to /tmp/tasks/rel-f1/mine") })
  }

  @Test("a run is started by naming fields")
  func form() {
    let (bench, said) = bench("train")
    bench.take("a")
    #expect(said.lines.last?.contains("task driver-position") == true)
    bench.take("seed 7")
    #expect(said.lines.last?.contains("seed 7") == true)
    bench.take("start")
    #expect(said.lines.contains { $0.contains("r0043 started") })
  }
}

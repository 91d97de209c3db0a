import Testing

/// The checkers themselves, on made-up sources that break each rule.
@Suite("The checkers of the architecture")
struct CheckerTests {
  private let table = """
    # Text

    | target | holds | may import |
    |---|---|---|
    | `Low` | a | – |
    | `High` | uses `Other` words | `Low`, `GRDB` |

    | another | table | here |
    """

  @Test("reads the arrows from the third column only")
  func readsTheTable() throws {
    let expected: [String: Set<String>] = ["Low": [], "High": ["Low", "GRDB"]]
    #expect(try Arrows(readme: table).allowed == expected)
  }

  @Test("refuses a text without the table, a short row and a repeated target")
  func refusesMalformedTables() {
    let head = "| target | holds | may import |\n|---|---|---|\n"
    for text in [
      "nothing", head + "| `A` | b |", head + "| `A` | b | – |\n| `A` | b | – |",
      head + "| `A` | b | Foundation |",
    ] {
      #expect(throws: Arrows.Malformed.self) { try Arrows(readme: text) }
    }
  }

  @Test("finds imports behind attributes, access levels and kinds, and none in comments or strings")
  func findsImports() {
    let text = """
      import A
      @testable import B
      @preconcurrency public import C
        import struct D.Thing
      import E; import F
      @_spi(Some) import G
      // import H
      /* import I
      import J
      */
      let text = \"\"\"
        import K
        \"\"\"
      let important = 1
      import L.Sub
      """
    let file = SourceFile(path: "Sources/M/x.swift", text: text)
    #expect(file.imports == ["A", "B", "C", "D", "E", "F", "G", "L"])
  }

  @Test("reports an import against the arrows and a module without a row")
  func reportsViolations() throws {
    let arrows = try Arrows(readme: table)
    let files = [
      SourceFile(path: "Sources/Low/up.swift", text: "import Foundation\nimport High"),
      SourceFile(path: "Sources/High/down.swift", text: "import Low\nimport GRDBSQLite"),
      SourceFile(path: "Sources/New/new.swift", text: "import Low"),
    ]
    #expect(
      arrows.violations(in: files) == [
        "Sources/Low/up.swift: Low may not import High",
        "Sources/New/new.swift: module New has no row in Sources/README.md",
      ])
  }

  @Test("finds a circle of arrows")
  func findsCircles() {
    #expect(Arrows(allowed: ["A": ["B"], "B": ["C"], "C": []]).cycle == nil)
    #expect(Arrows(allowed: ["A": ["B"], "B": ["C"], "C": ["B"]]).cycle == ["B", "C", "B"])
  }

  @Test("reads targets and their dependencies from a package manifest")
  func readsAManifest() {
    let manifest = """
      let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
      let package = Package(
        name: "x",
        products: [.executable(name: "tool", targets: ["tool"])],
        targets: [
          .systemLibrary(name: "CLib", providers: [.apt(["lib-dev"])]),
          .target(
            name: "CNext", linkerSettings: [.linkedLibrary("next")]),
          module("Low", []),
          module(
            "High",
            [
              "Low", grdb,
            ]),
          .executableTarget(
            name: "tool",
            dependencies: ["High", .byName(name: "Low")],
            swiftSettings: strict),
          .target(name: "Fixtures", dependencies: ["High"], path: "Tests/Fixtures"),
          .testTarget(name: "LowTests", dependencies: ["High"]),
          tests(of: "High", ["tool"]),
        ]
      )
      """
    let expected: [String: Set<String>] = [
      "CLib": [], "CNext": [], "Low": [], "High": ["Low", "GRDB"],
      "tool": ["High", "Low"],
    ]
    #expect(PackageTargets(manifest: manifest).dependencies == expected)
  }

  @Test("counts lines and reports the file that has one too many")
  func reportsLongFiles() {
    let line = "let a = 1\n"
    let fits = SourceFile(path: "fits", text: String(repeating: line, count: TreeRules.longestFile))
    let long = SourceFile(path: "long", text: fits.text + "}")
    #expect(TreeRules.tooLong([fits, long]) == ["long: 501 lines"])
  }

  @Test("reports absolute paths of a machine, not relative ones and not addresses")
  func reportsMachinePaths() {
    // Put together here so that this file does not report itself.
    let home = "/" + "home/anna/x"
    let bad = SourceFile(path: "bad", text: "let a = 1\nlet path = \"\(home)\"")
    let good = SourceFile(path: "good", text: "../shared https://x.org/home/page $HOME/work/x")
    #expect(TreeRules.machinePaths([good, bad]) == ["bad:2: \"/" + "home/a"])
  }
}

import Testing

@Suite("Arrows between the modules")
struct ArrowTests {
  private func arrows() throws -> Arrows {
    try Arrows(readme: SourceTree.text("Sources/README.md"))
  }
  private func sources() throws -> [SourceFile] {
    try SourceTree.files(in: ["Sources"], endings: ["swift"])
  }

  @Test("every import follows the table in Sources/README.md")
  func importsFollowTheTable() throws {
    let files = try sources()
    #expect(files.count > 10)
    #expect(try arrows().violations(in: files) == [])
  }

  @Test("Package.swift declares the table's arrows, no more and no fewer")
  func packageAgreesWithTheTable() throws {
    let declared = PackageTargets(manifest: try SourceTree.text("Package.swift")).dependencies
    let allowed = try arrows().allowed
    #expect(Set(declared.keys) == Set(allowed.keys))
    for (target, names) in declared.sorted(by: { $0.key < $1.key }) {
      #expect(names == allowed[target], "\(target) in Package.swift and in Sources/README.md")
    }
  }

  @Test("every folder of Sources has its row")
  func everyFolderHasARow() throws {
    let folders = Set(
      try SourceTree.files(in: ["Sources"], endings: ["swift", "c", "h"]).compactMap(\.module))
    #expect(folders == Set(try arrows().allowed.keys))
  }

  @Test("arrows lead in no circle")
  func arrowsLeadInNoCircle() throws {
    #expect(try arrows().cycle == nil)
  }

  @Test("the screen reaches the engine by no path of arrows")
  func theScreenStaysAwayFromTheEngine() throws {
    let allowed = try arrows().allowed
    var reached: Set<String> = []
    var open = ["Workbench"]
    while let module = open.popLast() {
      guard reached.insert(module).inserted else { continue }
      open += allowed[module] ?? []
    }
    #expect(reached.contains("RunLogs"))
    #expect(reached.isDisjoint(with: ["Tensors", "Neural", "Features", "Models", "Training"]))
  }
}

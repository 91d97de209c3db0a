import FixtureSupport
import Foundation
import Testing

@testable import Training

@Suite("Trace of a seed")
struct SeedTraceTests {
  @Test("follows one row through every stop")
  func stops() throws {
    let folder = try TemporaryFolder()
    try SmallShopTasks.write(in: folder)
    let project = Project(
      database: try SmallShop.open(in: folder), home: folder.file("home"))
    let trace = try SeedTrace.make(
      project, task: "toys", row: 24, settings: ExperimentTests.settings)
    #expect(
      trace.stops.map(\.name) == [
        "database", "task", "entity", "seed", "subgraph", "batch", "model", "objective",
      ])
    // What does not hang on the processor's arithmetic, to the letter. Row 24 is buyer 3 on day 12. Theirs
    // are the purchases with number 2 modulo 7, but for 16 and 93, which have no buyer: 15, of which 2, 9
    // and 23 are on days 0, 4 and 10. The next, 30, is a toy on day 14.
    let text = trace.stops.filter { ["task", "entity", "seed"].contains($0.name) }
      .flatMap { [$0.name] + $0.lines }.joined(separator: "\n")
    #expect(
      text == """
        task
        toys  train row 24 of 77
        entity
        buyers 3 buyer 3
        as of 2020-01-13
          id  3
          name  buyer 3
          mentor  1  → buyers 1 buyer 1
          ← buyers 1/1
          ← purchases 3/15
        seed
        at 2020-01-13  label 1.0
        """)
    let subgraph = trace.stops.first { $0.name == "subgraph" }?.lines.joined(separator: "\n") ?? ""
    #expect(subgraph.contains("0 rows after the seed"))
  }

  @Test("names the rows there are when asked for another")
  func outside() throws {
    let folder = try TemporaryFolder()
    try SmallShopTasks.write(in: folder)
    let project = Project(
      database: try SmallShop.open(in: folder), home: folder.file("home"))
    #expect(throws: TraceError(task: "toys", row: 77, rows: 77)) {
      try SeedTrace.make(project, task: "toys", row: 77, settings: [:])
    }
  }
}

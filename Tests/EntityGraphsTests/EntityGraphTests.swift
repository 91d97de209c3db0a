import EntityGraphs
import Relational
import Testing

@Suite("Entity graph")
struct EntityGraphTests {
  @Test(
    "keeps its invariants on rel-f1, and names its edge types as RelBench does",
    .enabled(if: sharedFolder != nil, "the shared data is not beside the checkout"))
  func realGraph() throws {
    let graph = EntityGraph(try Database.open(at: sharedDatabase("rel-f1")))
    #expect(graph.violations() == [])
    #expect(graph.edgeTypes.count == 26)
    let results = try #require(
      graph.edgeTypes.first { graph.name(of: $0) == "results__f2p_driverId__drivers" })
    #expect(graph.database.tables[graph.source(of: results)].name == "results")
    #expect(graph.database.tables[graph.destination(of: results)].name == "drivers")
  }
}

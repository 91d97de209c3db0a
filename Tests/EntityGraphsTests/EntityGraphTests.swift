import FixtureSupport
import EntityGraphs
import Relational
import Testing

@Suite("Entity graph")
struct EntityGraphTests {
  /// Children of ten parents with times that repeat, some NULL, and keys of which some are NULL or
  /// dangling, in no order.
  private static let disorder = """
    CREATE TABLE parents (id INTEGER PRIMARY KEY);
    CREATE TABLE children (id INTEGER PRIMARY KEY, a INTEGER REFERENCES parents,
      b INTEGER REFERENCES parents, at DATETIME);
    CREATE TABLE notes (id INTEGER PRIMARY KEY, child_id INTEGER REFERENCES children);
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT 10)
      INSERT INTO parents SELECT i FROM n;
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT 600)
      INSERT INTO children SELECT i, NULLIF((i * 7919) % 13, 12), (i * 104729) % 9,
        CASE WHEN i % 11 = 0 THEN NULL ELSE 1600000000 + ((i * 31337) % 97) * 1000 END FROM n;
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT 50)
      INSERT INTO notes SELECT i, (i * 13) % 40 FROM n;
    """

  private func graph(_ sql: String) throws -> EntityGraph {
    EntityGraph(try Database.open(at: try TemporaryFolder().database(sql)))
  }

  @Test(
    "keeps its invariants on rel-f1, and names its edge types as RelBench does",
    .enabled(if: SharedFolder.isPresent, "the shared data is not beside the checkout"))
  func realGraph() throws {
    let graph = EntityGraph(try Database.open(at: SharedFolder.database("rel-f1")))
    #expect(graph.violations() == [])
    #expect(graph.edgeTypes.count == 26)
    let results = try #require(
      graph.edgeTypes.first { graph.name(of: $0) == "results__f2p_driverId__drivers" })
    #expect(graph.database.tables[graph.source(of: results)].name == "results")
    #expect(graph.database.tables[graph.destination(of: results)].name == "drivers")
    let back = EdgeType(relation: results.relation, direction: .toChildren)
    #expect(graph.name(of: back) == "drivers__rev_f2p_driverId__results")
    #expect(graph.source(of: back) == graph.destination(of: results))
  }

  @Test("keeps its invariants with repeated, missing and unordered times and dangling keys")
  func invariants() throws {
    let graph = try graph(Self.disorder)
    #expect(graph.database.schema.relations.count == 3)
    #expect(graph.violations() == [])
  }

  @Test("children up to a time are what a look at every row finds, for every parent and time")
  func asOfCut() throws {
    let graph = try graph(Self.disorder)
    let children = try #require(graph.database.table(named: "children"))
    let times = try #require(children.times)
    let cutoff = Timestamp(seconds: 1_600_050_000)
    let rules = [
      TemporalRule(history: .asOf, testCutoff: cutoff),
      TemporalRule(history: .cut, testCutoff: cutoff), TemporalRule(history: .cut, testCutoff: nil),
    ]
    var seedTimes = (-2...99).map { (1_600_000_000 + Int64($0) * 1000) * 1_000_000 }
    seedTimes += seedTimes.map { $0 - 1 } + [.min, .min + 1, 0, .max]
    for relation in 0..<2 {
      let parents = graph.database.parentRows(of: relation)
      let flat = graph.childRows(relation: relation)
      for parent in 0..<Int32(10) {
        let own = parents.indices.filter { parents[$0] == parent }
          .sorted { (times[$0], $0) < (times[$1], $1) }
        #expect(graph.children(of: parent, relation: relation).map { Int($0) } == own)
        for rule in rules {
          for seedTime in seedTimes {
            let range = graph.visibleChildren(
              of: parent, relation: relation, at: seedTime, rule: rule)
            let visible = own.filter { rule.admits(rowTime: times[$0], at: seedTime) }
            #expect(flat[range].map { Int($0) } == visible)
          }
        }
      }
    }
  }

  @Test("children without any time are always visible")
  func timeless() throws {
    let graph = try graph(Self.disorder)
    let rule = TemporalRule(history: .asOf, testCutoff: nil)
    let range = graph.visibleChildren(of: 0, relation: 2, at: .min, rule: rule)
    #expect(range == graph.childRange(of: 0, relation: 2))
    #expect(range.count == 2)
    #expect(graph.childTimes(relation: 2).isEmpty)
  }

  @Test("the rule admits rows up to and including the seed time, and never past the cutoff")
  func rule() {
    let cut = TemporalRule(history: .cut, testCutoff: Timestamp(microseconds: 100))
    #expect(cut.admits(rowTime: 50, at: 50))
    #expect(!cut.admits(rowTime: 51, at: 50))
    #expect(cut.admits(rowTime: 100, at: 500))
    #expect(!cut.admits(rowTime: 101, at: 500))
    #expect(cut.admits(rowTime: Table.noTime, at: .min))
    let asOf = TemporalRule(history: .asOf, testCutoff: Timestamp(microseconds: 100))
    #expect(asOf.admits(rowTime: 101, at: 500))
    #expect(!asOf.admits(rowTime: 501, at: 500))
    #expect(asOf.horizon(at: 500) == 500 && cut.horizon(at: 500) == 100)
  }

  @Test("a row that is its own parent, and a table of rows that nobody refers to")
  func loops() throws {
    let graph = try graph(
      """
      CREATE TABLE t (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES t);
      INSERT INTO t VALUES (1, 1), (2, 1), (3, NULL);
      CREATE TABLE lonely (id INTEGER PRIMARY KEY); CREATE TABLE nobody (id INTEGER PRIMARY KEY,
        t_id INTEGER REFERENCES t);
      """)
    #expect(graph.violations() == [])
    #expect(Array(graph.children(of: 0, relation: 0)) == [0, 1])
    #expect(graph.parent(of: 0, relation: 0) == 0)
    #expect(graph.parent(of: 2, relation: 0) == -1)
    #expect(graph.childRows(relation: 1).isEmpty)
  }
}

@Suite("Graph summary")
struct GraphSummaryTests {
  @Test("counts the links of each edge type and the rows they reach")
  func counts() throws {
    let folder = try TemporaryFolder()
    let path = try folder.database(
      """
      CREATE TABLE parents (id INTEGER PRIMARY KEY);
      CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parents);
      INSERT INTO parents VALUES (1), (2), (3);
      INSERT INTO children VALUES (1, 1), (2, 1), (3, 2), (4, NULL), (5, 99);
      """)
    let summary = EntityGraph(try Database.open(at: path)).summary
    #expect(summary.nodes == ["parents": 3, "children": 5])
    #expect(summary.edgeTypes.map(\.links) == [3, 3])
    // Two parents have children; three children have a parent.
    #expect(summary.edgeTypes.map(\.reached) == [2, 3])
    #expect(summary.violations.isEmpty)
  }
}

import EntityGraphs
import FixtureSupport
import Randomness
import Relational
import Tasks
import Testing

@testable import Sampling

/// Against PyG's disjoint temporal neighbor loader.
@Suite(
  "Neighbor sampler, reference values",
  .enabled(if: SharedFolder.isPresent, "needs the folder of reference data"))
struct SamplerReferenceTests {
  @Test(
    "brings in the same rows and links per seed as PyG",
    arguments: [
      ("all", SamplingStrategy.uniform), ("all3", .uniform), ("last", .last),
    ])
  func sameSets(name: String, strategy: SamplingStrategy) throws {
    let folder = try TemporaryFolder()
    let database = try HeteroSAGEDatabase.open(in: folder)
    let graph = EntityGraph(database)
    let reference = try ReferenceTensors("hetero-sage/sampler.safetensors")
    let seedTable = try #require(database.index(ofTable: "customers"))
    let seeds = zip(
      reference.integers("seed_nodes"), reference.integers("seed_time")
    ).map { Seed(row: Int32($0), time: $1 * 1_000_000) }
    #expect(seeds.count == 12)

    let hops = name == "all3" ? 3 : 2
    var own: [Int: [Int]] = [:]
    for edgeType in graph.edgeTypes.indices where name == "last" {
      // The fixture limits the edge types whose sources have a time.
      let source = database.tables[graph.source(of: graph.edgeTypes[edgeType])]
      if source.times != nil { own[edgeType] = [3, 2] }
    }
    let sampler = NeighborSampler(
      graph, rule: TemporalRule(history: .asOf, testCutoff: nil),
      fanout: Fanout([Int](repeating: -1, count: hops), perEdgeType: own), strategy: strategy,
      random: RandomSource(seed: 1))
    let subgraph = sampler.sample(seeds, of: seedTable, epoch: 0)

    for (index, table) in database.tables.enumerated() {
      let nodes = subgraph.nodes[index]
      let ours = Set(zip(nodes.seeds, nodes.rows).map { [Int64($0), Int64($1)] })
      let batch = reference.integers("\(name).batch.\(table.schema.name)")
      let rows = reference.integers("\(name).n_id.\(table.schema.name)")
      #expect(ours == Set(zip(batch, rows).map { [$0, $1] }), "\(table.schema.name)")
      #expect(nodes.count == ours.count, "a row stands twice in a tree of \(table.schema.name)")
    }
    for (index, edgeType) in graph.edgeTypes.enumerated() {
      let source = graph.source(of: edgeType)
      let target = graph.destination(of: edgeType)
      let links = subgraph.links[index]
      let ours = zip(links.sources, links.targets).map { from, to in
        [
          Int64(subgraph.nodes[target].seeds[Int(to)]),
          Int64(subgraph.nodes[source].rows[Int(from)]),
          Int64(subgraph.nodes[target].rows[Int(to)]),
        ]
      }
      let name = "\(name)." + "edge_index." + graph.name(of: edgeType)
      let flat = reference.integers(name)
      let count = flat.count / 2
      let sourceName = database.tables[source].schema.name
      let targetName = database.tables[target].schema.name
      let prefix = String(name.prefix { $0 != "." })
      let sourceRows = reference.integers("\(prefix).n_id.\(sourceName)")
      let targetRows = reference.integers("\(prefix).n_id.\(targetName)")
      let targetBatch = reference.integers("\(prefix).batch.\(targetName)")
      let theirs = (0..<count).map { link in
        let (from, to) = (Int(flat[link]), Int(flat[count + link]))
        return [targetBatch[to], sourceRows[from], targetRows[to]]
      }
      #expect(ours.sorted(by: Self.less) == theirs.sorted(by: Self.less), "\(name)")
    }
  }

  private static func less(_ a: [Int64], _ b: [Int64]) -> Bool { a.lexicographicallyPrecedes(b) }
}

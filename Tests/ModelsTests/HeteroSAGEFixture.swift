import EntityGraphs
import FixtureSupport
import Foundation
import Neural
import Randomness
import Relational
import Sampling
import Tasks
import Tensors
import Testing
import Text

@testable import Features
@testable import Models

/// The fixture's database with the statistics and texts that the reference used.
struct HeteroSAGEFixture {
  let folder: TemporaryFolder
  let database: Database
  let graph: EntityGraph
  let schema: FeatureSchema
  let encoder: TableOfTexts
  let seedTable: Int

  init() throws {
    folder = try TemporaryFolder()
    database = try HeteroSAGEDatabase.open(in: folder)
    graph = EntityGraph(database)
    encoder = TableOfTexts(vectors: try HeteroSAGEDatabase.description().textEmbeddings)
    seedTable = try #require(database.index(ofTable: "customers"))
    schema = try Self.schema(of: database)
  }

  /// The reference's vector per text.
  struct TableOfTexts: SentenceEncoder {
    let vectors: [String: [Float]]
    var name: String { "fixture" }
    var width: Int { 8 }
    func encode(_ texts: [String]) -> [Float] {
      texts.flatMap { vectors[$0] ?? [Float](repeating: .nan, count: 8) }
    }
  }

  func model(_ seed: UInt64 = 0) throws -> RDL {
    var configuration = RDLConfiguration()
    configuration.channels = 16
    configuration.fanout = [-1, -1]
    let sampler = NeighborSampler(
      graph, rule: TemporalRule(history: .asOf, testCutoff: nil), fanout: Fanout([-1, -1]),
      strategy: .uniform, random: RandomSource(seed: 0))
    let batches = try SubgraphBatches(
      sampler: sampler, schema: schema, hidden: [:], seedTable: seedTable, encoder: encoder)
    return RDL(batches, configuration: configuration, random: RandomSource(seed: seed))
  }

  /// Parameters of the reference under a prefix, by our path.
  static func parameters(_ file: ReferenceTensors, under prefix: String) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for name in file.names(under: prefix) {
      tensors[name] = Tensor(
        file.floats(prefix + name), shape: Shape(file.shape(prefix + name)))
    }
    return tensors
  }

  private static func schema(of database: Database) throws -> FeatureSchema {
    let url = URL(fileURLWithPath: SharedFolder.file("fixtures/hetero-sage/description.json"))
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
    let description = try #require(json as? [String: Any])
    let encoder = try #require(description["encoder"] as? [String: Any])
    let tables = try #require(encoder["tables"] as? [String: [String: Any]])
    var features: [TableFeatures] = []
    for (table, facts) in tables.sorted(by: { $0.key < $1.key }) {
      let names = try #require(facts["col_names_dict"] as? [String: [String]])
      let stats = try #require(facts["col_stats"] as? [String: [String: Any]])
      var columns: [ColumnFeature] = []
      for (type, list) in names {
        for column in list {
          let stat = try #require(stats[column])
          columns.append(
            ColumnFeature(name: column, statistics: try statistics(type, stat)))
        }
      }
      features.append(TableFeatures(table: table, columns: columns))
    }
    return FeatureSchema(
      database: "hetero", fingerprint: database.fingerprint, cutoff: nil, textEncoder: "fixture",
      tables: features)
  }

  private static func statistics(_ type: String, _ stat: [String: Any]) throws
    -> ColumnStatistics
  {
    switch type {
    case "numerical":
      return .numerical(
        mean: try #require(stat["MEAN"] as? Double),
        deviation: try #require(stat["STD"] as? Double))
    case "categorical":
      let count = try #require(stat["COUNT"] as? [String: Any])
      return .categorical(values: try #require(count["categories"] as? [String]))
    case "timestamp":
      let years = try #require(stat["YEAR_RANGE"] as? [Int])
      // year, month - 1, day - 1, weekday, hour, minute, second
      let median = try #require(stat["MEDIAN_TIME"] as? [Int])
      let text = String(
        format: "%04d-%02d-%02d %02d:%02d:%02d", median[0], median[1] + 1, median[2] + 1,
        median[4], median[5], median[6])
      let time = try #require(Timestamp(parsing: text))
      return .timestamp(
        minimumYear: years[0], maximumYear: years[1], medianMicroseconds: time.microseconds)
    default: return .text
    }
  }
}

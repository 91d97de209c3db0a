import EntityGraphs
import Features
import Foundation
import Inspection
import Randomness
import Relational
import Sampling
import Tasks
import Text

/// What screens and commands show of a project.
extension Project {
  /// The schema with the semantic types of the project file, where there is one.
  public func schemaSummary() -> SchemaSummary {
    var summary = database.summary
    summary.warnings += futureRows(after: Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
    guard
      let features = try? FeatureSchema(
        contentsOf: featureFile(
          encoder: HashedNGramEncoder(), cutoff: database.schema.validationCutoff))
    else { return summary }
    for table in summary.tables.indices {
      guard let known = features.features(of: summary.tables[table].name) else { continue }
      for column in summary.tables[table].columns.indices {
        let name = summary.tables[table].columns[column].name
        summary.tables[table].columns[column].semanticType =
          known.columns.first { $0.name == name }?.statistics.type.rawValue
      }
    }
    return summary
  }

  /// How a column's values are spread over its table's time; nil for a table without times.
  public func columnHistory(
    table: String, column: String, asOf: Timestamp?, watching: (Double) -> Bool = { _ in true }
  ) throws -> ColumnHistorySummary? {
    let index = try graph.index(ofTable: table)
    guard
      let place = database.tables[index].columns.firstIndex(where: { $0.schema.name == column })
    else {
      throw EntityGraphError.unknownColumn(
        column, table: table, columns: database.tables[index].columns.map(\.schema.name))
    }
    return try database.history(
      ofColumn: place, in: index, asOf: asOf?.microseconds, watching: watching)
  }

  /// Tables with rows later than a time: as a rule mistyped, and never to be known at that time.
  func futureRows(after now: Timestamp) -> [WarningSummary] {
    database.tables.compactMap { table in
      guard let times = table.times else { return nil }
      let count = times.count { $0 > now.microseconds }
      guard count > 0, let last = times.max() else { return nil }
      return WarningSummary(
        table: table.name, column: table.schema.timeColumn.map { table.schema.columns[$0].name },
        message: "\(table.name): \(count) rows are later than today (the last: "
          + "\(Timestamp(microseconds: last)))")
    }
  }

  /// When "now" is in the database: the test cutoff, else its latest time, else the epoch's start.
  public var presentTime: Timestamp {
    if let cutoff = database.schema.testCutoff { return cutoff }
    let latest = database.tables.compactMap { table in
      table.times?.max().flatMap { $0 == Table.noTime ? nil : $0 }
    }.max()
    return Timestamp(microseconds: latest ?? 0)
  }

  /// The rows that a model would see around one row.
  public func subgraph(
    table: Int, row: Int, time: Timestamp, fanout: [Int], strategy: SamplingStrategy,
    history: HistoryPolicy, seed: UInt64, watching: (Double) -> Bool = { _ in true }
  ) throws(TrainingError) -> SubgraphSummary {
    let sampler = NeighborSampler(
      graph, rule: rule(history), fanout: Fanout(fanout), strategy: strategy,
      random: RandomSource(seed: seed))
    let question = Seed(row: Int32(row), time: time.microseconds)
    guard watching(0) else { throw .cancelled }
    let subgraph = sampler.sample([question], of: table, epoch: 0)
    // What could have been sampled is counted over all the rows that lead on.
    guard watching(0.5) else { throw .cancelled }
    return sampler.summary(of: subgraph)
  }
}

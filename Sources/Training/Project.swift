import EntityGraphs
import Features
import Foundation
import Relational
import Tasks
import Text

/// An opened database with its graph and the home that keeps what is learned about it.
///
/// Opened once and shared: the screen reads from it while runs train on it.
public final class Project: Sendable {
  public let database: Database
  public let graph: EntityGraph
  /// The folder of run log, checkpoints and project files.
  public let home: String

  public init(database: Database, home: String) {
    self.database = database
    graph = EntityGraph(database)
    self.home = home
  }

  private var folder: String {
    "\(home)/projects/\(Self.safe(database.name))-\(database.fingerprint)"
  }

  /// The project file: semantic types and statistics of rows up to a cutoff, frozen when they were first
  /// needed.
  func featureFile(encoder: any SentenceEncoder, cutoff: Timestamp?) -> String {
    let time = cutoff.map { Self.safe($0.description) } ?? "all"
    return "\(folder)/features-\(time)-\(Self.safe(encoder.name)).yaml"
  }

  public func checkpointFolder(of run: String) -> String { "\(home)/checkpoints/\(run)" }

  /// The frozen feature schema; inferred from rows up to the cutoff when there is none yet.
  public func features(encoder: any SentenceEncoder, cutoff: Timestamp?) throws(FeatureError)
    -> FeatureSchema
  {
    try FeatureSchema.frozen(
      at: featureFile(encoder: encoder, cutoff: cutoff), for: database, cutoff: cutoff,
      textEncoder: encoder.name)
  }

  /// Says what a column means in every project file there is of this database, and in the one that
  /// screens show; runs that start later read the column so.
  public func setMeaning(table: String, column: String, type: String?) throws(FeatureError) {
    guard let meaning = ColumnMeaning(named: type) else {
      throw .notOfType(table: table, column: column, type: type ?? "")
    }
    let shown = featureFile(
      encoder: HashedNGramEncoder(), cutoff: database.schema.validationCutoff)
    _ = try features(encoder: HashedNGramEncoder(), cutoff: database.schema.validationCutoff)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let others = names.filter { $0.hasPrefix("features-") && $0.hasSuffix(".yaml") }
      .map { "\(folder)/\($0)" }.filter { $0 != shown }.sorted()
    // All are changed before any is written, so that a meaning that does not fit changes none.
    var changed: [(path: String, schema: FeatureSchema)] = []
    for path in [shown] + others {
      var schema = try FeatureSchema(contentsOf: path)
      try schema.setMeaning(ofColumn: column, in: table, to: meaning, from: database)
      changed.append((path, schema))
    }
    for (path, schema) in changed { try schema.write(to: path) }
  }

  /// The rule that says which rows a seed may see.
  public func rule(_ history: HistoryPolicy) -> TemporalRule {
    TemporalRule(history: history, testCutoff: database.schema.testCutoff)
  }

  /// The name with everything but letters, digits, `-`, `_` and `.` replaced: safe in a path.
  private static func safe(_ name: String) -> String {
    let kept = name.map { character -> Character in
      character.isLetter || character.isNumber || "-_.".contains(character) ? character : "_"
    }
    return String(kept.prefix(80))
  }
}

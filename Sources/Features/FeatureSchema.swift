import Foundation
import Inspection
import Relational
import Yams

/// How every column of a database becomes numbers: its semantic type and the statistics that scale it.
///
/// Inferred once from rows up to the training cutoff, then frozen in the project file, so that a model,
/// its checkpoints and a prediction next month all read the columns the same way. A person may change the
/// file; every checkpoint carries the schema it was trained with.
public struct FeatureSchema: Codable, Equatable, Sendable {
  public static let currentVersion = 1

  public var version = currentVersion
  public var database: String
  public var fingerprint: String
  /// Rows later than this were not looked at; nil when the database has no cutoff.
  public var cutoff: String?
  public var textEncoder: String
  public var tables: [TableFeatures]

  public func features(of table: String) -> TableFeatures? {
    tables.first { $0.table == table }
  }
}

/// The feature columns of one table, grouped by type and sorted by name within a type.
public struct TableFeatures: Codable, Equatable, Sendable {
  public var table: String
  public var columns: [ColumnFeature]

  /// Columns in the order in which a model sees them.
  init(table: String, columns: [ColumnFeature]) {
    self.table = table
    self.columns = columns.sorted { a, b in
      let (left, right) = (a.statistics.type.order, b.statistics.type.order)
      return left == right ? a.name < b.name : left < right
    }
  }

  /// A table of numerical columns, with the values that scale each.
  public init(table: String, numerical columns: [String: [Double]]) {
    self.init(
      table: table,
      columns: columns.map { ColumnFeature(name: $0.key, statistics: .moments($0.value)) })
  }

  /// The table without the columns that a task must not see.
  func without(_ hidden: Set<String>) -> TableFeatures {
    let kept = columns.filter { !hidden.contains($0.name) }
    return TableFeatures(table: table, columns: kept.isEmpty ? [.constant] : kept)
  }
}

public struct ColumnFeature: Codable, Equatable, Sendable {
  public var name: String
  public var statistics: ColumnStatistics

  /// Stands in for the columns of a table that has none but keys: encoded as its bias alone.
  static let constant = ColumnFeature(name: "", statistics: .numerical(mean: 1, deviation: 0))
  var isConstant: Bool { name.isEmpty }
}

/// What of a column's past values its encoder needs.
public enum ColumnStatistics: Codable, Equatable, Sendable {
  /// Mean and population standard deviation of the values that are there.
  case numerical(mean: Double, deviation: Double)
  /// Values by falling count; a value's place is its code.
  case categorical(values: [String])
  case multicategorical(separator: String, values: [String])
  /// First and last year, and the median time, which stands in for a missing one.
  case timestamp(minimumYear: Int, maximumYear: Int, medianMicroseconds: Int64)
  case text

  public var type: SemanticType {
    switch self {
    case .numerical: .numerical
    case .categorical: .categorical
    case .multicategorical: .multicategorical
    case .timestamp: .timestamp
    case .text: .text
    }
  }
}

extension SemanticType {
  /// pytorch-frame's order of column groups.
  fileprivate var order: Int {
    switch self {
    case .numerical: 0
    case .categorical: 1
    case .multicategorical: 2
    case .timestamp: 3
    case .text: 4
    }
  }
}

extension FeatureSchema {
  /// Reads a frozen schema.
  public init(contentsOf path: String) throws(FeatureError) {
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw .unreadable(path: path, reason: "\(error.localizedDescription)")
    }
    self = try FeatureSchema(yaml: text, path: path)
  }

  /// - Parameter path: where the text comes from, for the error.
  public init(yaml text: String, path: String) throws(FeatureError) {
    do { self = try YAMLDecoder().decode(FeatureSchema.self, from: text) } catch {
      throw .malformed(path: path, reason: "\(error)")
    }
    guard version == Self.currentVersion else {
      throw .malformed(path: path, reason: "version \(version), expected \(Self.currentVersion)")
    }
  }

  /// The schema as YAML text.
  public func yaml() throws(FeatureError) -> String {
    let encoder = YAMLEncoder()
    encoder.options.sortKeys = false
    encoder.options.width = 100
    encoder.options.allowUnicode = true
    do { return try encoder.encode(self) } catch {
      throw .malformed(path: "feature schema of \(database)", reason: "\(error)")
    }
  }

  /// The schema of this database that is frozen at `path`; inferred and written there first if there is
  /// none, or if it is of other data.
  ///
  /// What is returned is always what the file says, so that the first run and the second read the same
  /// bits.
  public static func frozen(
    at path: String, for database: Database, cutoff: Timestamp?, textEncoder: String
  ) throws(FeatureError) -> FeatureSchema {
    if FileManager.default.fileExists(atPath: path) {
      let found = try FeatureSchema(contentsOf: path)
      if found.fingerprint == database.fingerprint, found.textEncoder == textEncoder,
        found.cutoff == cutoff?.description
      {
        return found
      }
    }
    let inferred = FeatureSchema(inferredFrom: database, cutoff: cutoff, textEncoder: textEncoder)
    try inferred.write(to: path)
    return try FeatureSchema(contentsOf: path)
  }
}

import Foundation
import Relational

/// What a person says that a column means.
public enum ColumnMeaning: Equatable, Sendable {
  /// What its values look like.
  case inferred
  /// No model sees it.
  case ignored
  case type(SemanticType)

  /// The same as a person names it: nil and `ignored`, or a semantic type.
  public init?(named name: String?) {
    switch name {
    case nil: self = .inferred
    case "ignored": self = .ignored
    case let name?:
      guard let type = SemanticType(rawValue: name) else { return nil }
      self = .type(type)
    }
  }
}

extension FeatureSchema {
  /// Changes what one column means; its statistics are taken from rows up to the schema's cutoff.
  ///
  /// - Throws: `unknownTable`, `unknownColumn`, or `notOfType` where the values cannot be read so.
  public mutating func setMeaning(
    ofColumn column: String, in table: String, to meaning: ColumnMeaning, from database: Database
  ) throws(FeatureError) {
    guard let index = database.index(ofTable: table),
      let place = tables.firstIndex(where: { $0.table == table })
    else { throw .unknownTable(table, path: database.path) }
    guard let values = database.tables[index].columns.first(where: { $0.schema.name == column })
    else { throw .unknownColumn(table: table, column: column) }
    var kept = tables[place].columns.filter { $0.name != column && !$0.isConstant }
    let rows = Self.rows(
      of: database.tables[index], cutoff: cutoff.flatMap(Timestamp.init(parsing:)))
    let sample = SemanticTypeInference.sample(of: rows, table: table)
    switch meaning {
    case .ignored: break
    case .inferred:
      if let proposal = SemanticTypeInference.propose(values, rows: sample) {
        kept.append(
          ColumnFeature(
            name: column, statistics: ColumnStatistics(of: values, proposal: proposal, rows: rows)))
      }
    case .type(let type):
      if type == .timestamp, values.values.storage != .timestamp {
        throw .notOfType(table: table, column: column, type: type.rawValue)
      }
      if type == .numerical, !rows.contains(where: { values.number(at: $0) != nil }) {
        throw .notOfType(table: table, column: column, type: type.rawValue)
      }
      kept.append(
        ColumnFeature(
          name: column,
          statistics: ColumnStatistics(of: values, proposal: .init(type: type), rows: rows)))
    }
    tables[place] = TableFeatures(table: table, columns: kept.isEmpty ? [.constant] : kept)
  }

  /// Writes the schema where ``frozen(at:for:cutoff:textEncoder:)`` finds it.
  public func write(to path: String) throws(FeatureError) {
    let text = try yaml()
    do {
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, reason: "\(error.localizedDescription)")
    }
  }
}

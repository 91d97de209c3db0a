import Relational

/// A column of the entity table that equals the label: whoever sees it need not predict.
public struct ColumnLeak: Equatable, Sendable, CustomStringConvertible {
  public let table: String
  public let column: String
  /// Labels that it equals, of how many.
  public let equal: Int
  public let labels: Int

  /// The first column, not of the key and not hidden, that equals 99 of 100 labels and more of them than
  /// the most frequent label would; nil where there is none.
  init?(_ entity: Table, seeds: [Seed], targets: [Double], hidden: Set<Int>) {
    guard !seeds.isEmpty else { return nil }
    var counts: [Double: Int] = [:]
    for target in targets { counts[target, default: 0] += 1 }
    let frequent = counts.values.max() ?? 0
    for (place, column) in entity.columns.enumerated()
    where !entity.schema.primaryKey.contains(place) && !hidden.contains(place) {
      let equal = zip(seeds, targets).count { seed, target in
        Self.equals(column, row: Int(seed.row), target)
      }
      guard equal * 100 >= targets.count * 99, equal > frequent else { continue }
      table = entity.name
      self.column = column.schema.name
      self.equal = equal
      labels = targets.count
      return
    }
    return nil
  }

  private static func equals(_ column: Column, row: Int, _ target: Double) -> Bool {
    guard column.validity[row] else { return false }
    return switch column.values {
    case .integers(let values): Double(values[row]) == target
    case .reals(let values): values[row] == target
    case .booleans(let values): (values[row] ? 1 : 0) == target
    case .timestamps, .texts, .blobs: false
    }
  }

  public var description: String {
    "\(table).\(column) equals \(equal) of \(labels) labels: hide it from models "
      + "(remove_columns in the task's manifest.yaml)"
  }
}

import Randomness
import Relational

/// Noise on a database's numbers, to see how much a model's answers hang on their exact values: each is
/// moved by a normal draw in units of its column's deviation.
///
/// Only columns that a model reads as quantities are moved: no key, no time, no category. Whole numbers
/// stay whole, and what is missing stays missing. A draw depends on the random seed, the column and the
/// row alone.
///
/// - Source: covariate shift, `spec/relzero.md` §7.
public struct NumberNoise: Sendable {
  /// Standard deviation of the noise as a share of the column's own.
  public let strength: Double
  private let random: RandomSource

  public init(_ strength: Double, random: RandomSource) {
    self.strength = strength
    self.random = random
  }

  /// The database with noise on it; the file is not touched.
  ///
  /// - Parameter schema: which columns are quantities, and their deviations.
  public func applied(to database: Database, readBy schema: FeatureSchema) -> Database {
    var changed: [ColumnPlace: Column] = [:]
    for (index, table) in database.tables.enumerated() {
      let keys = Set(
        table.schema.primaryKey + [table.schema.timeColumn].compactMap { $0 }
          + database.schema.relations.filter { $0.childTable == index }.flatMap(\.columns))
      for feature in schema.features(of: table.name)?.columns ?? [] {
        guard case .numerical(_, let deviation) = feature.statistics, deviation > 0,
          let place = table.columns.firstIndex(where: { $0.schema.name == feature.name }),
          !keys.contains(place)
        else { continue }
        let draw = { row in
          var stream = random.stream(.numberNoise, epoch: index << 16 | place, row: row)
          return strength * deviation * stream.normal()
        }
        guard let column = table.columns[place].adding(draw) else { continue }
        changed[ColumnPlace(table: index, column: place)] = column
      }
    }
    return database.replacing(columns: changed)
  }
}

extension Column {
  /// The column with something added to each value that is there; nil where values are no numbers.
  fileprivate func adding(_ noise: (_ row: Int) -> Double) -> Column? {
    switch values {
    case .integers(let values):
      let moved = values.enumerated().map { row, value in
        validity[row]
          ? Int64(exactly: (Double(value) + noise(row)).rounded()) ?? value : value
      }
      return Column(schema: schema, values: .integers(moved), validity: validity)
    case .reals(let values):
      let moved = values.enumerated().map { validity[$0] ? $1 + noise($0) : $1 }
      return Column(schema: schema, values: .reals(moved), validity: validity)
    case .booleans, .timestamps, .texts, .blobs: return nil
    }
  }
}

extension RandomSource.Purpose {
  fileprivate static let numberNoise = RandomSource.Purpose("number-noise")
}

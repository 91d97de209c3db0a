import Relational

extension FeatureSchema {
  /// Infers types and statistics from the rows whose time is at most `cutoff` (all rows of tables
  /// without time).
  ///
  /// Key columns are left out: they say which row, not what it is like. Blobs and columns without a value
  /// are left out too.
  ///
  /// - Source: `spec/relzero.md` §2.1; rows up to the validation cutoff rather than, as RelBench does, the
  ///   test cutoff, so that nothing of the validation years scales what is trained before them.
  public init(inferredFrom database: Database, cutoff: Timestamp?, textEncoder: String) {
    self.database = database.name
    fingerprint = database.fingerprint
    self.cutoff = cutoff?.description
    self.textEncoder = textEncoder
    tables = database.tables.indices.map { index in
      Self.infer(database, table: index, cutoff: cutoff)
    }
  }

  /// The rows that statistics may see.
  static func rows(of table: Table, cutoff: Timestamp?) -> [Int] {
    let rows = Array(0..<table.rowCount)
    guard let times = table.times, let cutoff else { return rows }
    return rows.filter { times[$0] <= cutoff.microseconds }
  }

  private static func infer(_ database: Database, table index: Int, cutoff: Timestamp?)
    -> TableFeatures
  {
    let table = database.tables[index]
    var keys = Set(table.schema.primaryKey)
    for relation in database.schema.relations where relation.childTable == index {
      keys.formUnion(relation.columns)
    }
    let rows = rows(of: table, cutoff: cutoff)
    let sample = SemanticTypeInference.sample(of: rows, table: table.schema.name)
    let features = table.columns.indices.compactMap { place -> ColumnFeature? in
      guard !keys.contains(place) else { return nil }
      let column = table.columns[place]
      guard let proposal = SemanticTypeInference.propose(column, rows: sample) else { return nil }
      let statistics = ColumnStatistics(of: column, proposal: proposal, rows: rows)
      return ColumnFeature(name: column.schema.name, statistics: statistics)
    }
    return TableFeatures(
      table: table.schema.name, columns: features.isEmpty ? [.constant] : features)
  }
}

extension ColumnStatistics {
  init(of column: Column, proposal: SemanticTypeInference.Proposal, rows: [Int]) {
    switch proposal.type {
    case .numerical:
      self = Self.moments(rows.compactMap { column.number(at: $0) })
    case .categorical:
      self = .categorical(values: Self.byCount(rows.compactMap { column.category(at: $0) }))
    case .multicategorical:
      let separator = proposal.separator ?? ","
      let parts = rows.compactMap { column.category(at: $0) }
        .flatMap { MulticategoricalText.parts(of: $0, separator: separator) }
      self = .multicategorical(separator: String(separator), values: Self.byCount(parts))
    case .timestamp:
      self = Self.times(rows.compactMap { column.microseconds(at: $0) })
    case .text:
      self = .text
    }
  }

  static func moments(_ values: [Double]) -> ColumnStatistics {
    let finite = values.filter(\.isFinite)
    guard !finite.isEmpty else { return .numerical(mean: 0, deviation: 1) }
    let mean = finite.reduce(0, +) / Double(finite.count)
    let square = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return .numerical(mean: mean, deviation: (square / Double(finite.count)).squareRoot())
  }

  /// Distinct values by falling count; equal counts in the values' own order, so that the codes do not
  /// depend on where a value was first met.
  private static func byCount(_ values: [String]) -> [String] {
    var counts: [String: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
      .map(\.key)
  }

  private static func times(_ values: [Int64]) -> ColumnStatistics {
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last else {
      return .timestamp(minimumYear: 1970, maximumYear: 1970, medianMicroseconds: 0)
    }
    return .timestamp(
      minimumYear: Timestamp(microseconds: first).civil.year,
      maximumYear: Timestamp(microseconds: last).civil.year,
      medianMicroseconds: sorted[sorted.count / 2])
  }
}

extension Column {
  /// The cell as a number; nil where it is missing or no number.
  public func number(at row: Int) -> Double? {
    guard validity[row] else { return nil }
    switch values {
    case .integers(let values): return Double(values[row])
    case .reals(let values): return values[row]
    case .booleans(let values): return values[row] ? 1 : 0
    case .timestamps(let values): return Double(values[row]) / 86_400e6
    case .texts(let texts): return Double(texts.pool[Int(texts.codes[row])])
    case .blobs: return nil
    }
  }

  /// The cell as the name of a category; nil where it is missing.
  public func category(at row: Int) -> String? {
    guard validity[row] else { return nil }
    switch values {
    case .integers(let values): return String(values[row])
    case .reals(let values):
      return values[row] == values[row].rounded() && abs(values[row]) < 1e15
        ? String(Int64(values[row])) : "\(values[row])"
    case .booleans(let values): return values[row] ? "true" : "false"
    case .timestamps(let values): return Timestamp(microseconds: values[row]).description
    case .texts(let texts): return texts.pool[Int(texts.codes[row])]
    case .blobs: return nil
    }
  }

  /// The cell as a time; nil where it is missing or no time.
  public func microseconds(at row: Int) -> Int64? {
    guard validity[row], case .timestamps(let values) = values else { return nil }
    return values[row]
  }
}

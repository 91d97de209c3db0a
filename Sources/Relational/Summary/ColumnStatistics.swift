import Inspection

/// What the values of one column look like. NULL counts nowhere.
struct ColumnStatistics {
  /// Of blobs, whose bytes are not kept, the distinct sizes.
  var distinct = 0
  var minimum = CellValue.null
  var maximum = CellValue.null
  /// Eight equal bins for numbers and times, the eight most frequent values' counts for text, false and
  /// true for booleans; empty without values.
  var histogram: [Int] = []

  private static let bins = 8

  init(_ column: Column) {
    guard column.nullCount < column.rowCount else { return }
    let rows = (0..<column.rowCount).lazy.filter { column.validity[$0] }
    switch column.values {
    case .integers(let values):
      count(rows.map { values[$0] }.sorted(), cell: CellValue.integer, number: Double.init)
    case .timestamps(let values):
      count(
        rows.map { values[$0] }.sorted(),
        cell: { .time(Timestamp(microseconds: $0).description) }, number: Double.init)
    case .reals(let values):
      count(rows.map { values[$0] }.sorted(), cell: CellValue.real, number: { $0 })
    case .blobs(let counts):
      count(
        rows.map { counts[$0] }.sorted(), cell: { .blob(byteCount: $0) }, number: Double.init)
    case .booleans(let values):
      let trues = rows.count { values[$0] }
      let falses = column.rowCount - column.nullCount - trues
      histogram = [falses, trues]
      distinct = histogram.count { $0 > 0 }
      minimum = .boolean(falses == 0)
      maximum = .boolean(trues > 0)
    case .texts(let texts):
      var counts = [Int](repeating: 0, count: texts.pool.count)
      for code in texts.codes where code >= 0 { counts[Int(code)] += 1 }
      let used = texts.pool.indices.filter { counts[$0] > 0 }
      distinct = used.count
      minimum = used.lazy.map { texts.pool[$0] }.min().map(CellValue.text) ?? .null
      maximum = used.lazy.map { texts.pool[$0] }.max().map(CellValue.text) ?? .null
      histogram = Array(used.map { counts[$0] }.sorted(by: >).prefix(Self.bins))
    }
  }

  private mutating func count<Value: Comparable>(
    _ sorted: [Value], cell: (Value) -> CellValue, number: (Value) -> Double
  ) {
    guard let first = sorted.first, let last = sorted.last else { return }
    minimum = cell(first)
    maximum = cell(last)
    histogram = Self.histogram(sorted.lazy.map(number), from: number(first), to: number(last))
    distinct = 1
    for place in 1..<sorted.count where sorted[place] != sorted[place - 1] { distinct += 1 }
  }

  /// Counts in eight equal bins; a single value fills the first.
  static func histogram(_ values: some Sequence<Double>, from low: Double, to high: Double) -> [Int]
  {
    var counts = [Int](repeating: 0, count: bins)
    let scale = Double(bins) / (high - low)
    for value in values {
      let place = (value - low) * scale
      // Infinite values or spans have no place between the ends.
      counts[place.isFinite ? max(0, min(bins - 1, Int(place))) : 0] += 1
    }
    return counts
  }
}

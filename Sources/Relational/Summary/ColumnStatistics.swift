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
  /// What the histogram counts, the beginnings of long texts; nil where it counts bins.
  private(set) var counted: [String]?

  /// Whether ``distinct`` and ``histogram`` were estimated from some of the rows. The ends never are.
  private(set) var isSampled = false

  private static let bins = 8
  /// Characters of a text that are enough to know it by.
  private static let valueLength = 64
  /// Rows of a sample: enough for eight bins and for telling few values from many.
  static let sampleRows = 1 << 16

  /// - Parameter isExact: sorts all values; else, of a table four times larger than a sample, only every
  ///   n-th row.
  init(_ column: Column, isExact: Bool = true) {
    guard column.nullCount < column.rowCount else { return }
    let stride = isExact ? 1 : max(1, column.rowCount / Self.sampleRows)
    let isText = column.values.storage == .text || column.values.storage == .boolean
    if stride >= 4, !isText {
      sample(column, every: stride)
      return
    }
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
      counted = ["false", "true"]
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
      // Of the same count the one that comes first in the table.
      let frequent = used.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(Self.bins)
      histogram = frequent.map { counts[$0] }
      counted = frequent.map { String(texts.pool[$0].prefix(Self.valueLength)) }
    }
  }

  /// From every n-th row; least and greatest from all.
  private mutating func sample(_ column: Column, every stride: Int) {
    let all = (0..<column.rowCount).lazy.filter { column.validity[$0] }
    let some = Swift.stride(from: 0, to: column.rowCount, by: stride).lazy
      .filter { column.validity[$0] }
    switch column.values {
    case .integers(let values):
      estimate(
        some.map { values[$0] }.sorted(), ends: Self.ends(all.lazy.map { values[$0] }),
        cell: CellValue.integer, number: Double.init)
    case .timestamps(let values):
      estimate(
        some.map { values[$0] }.sorted(), ends: Self.ends(all.lazy.map { values[$0] }),
        cell: { .time(Timestamp(microseconds: $0).description) }, number: Double.init)
    case .reals(let values):
      estimate(
        some.map { values[$0] }.sorted(), ends: Self.ends(all.lazy.map { values[$0] }),
        cell: CellValue.real, number: { $0 })
    case .blobs(let counts):
      estimate(
        some.map { counts[$0] }.sorted(), ends: Self.ends(all.lazy.map { counts[$0] }),
        cell: { .blob(byteCount: $0) }, number: Double.init)
    case .booleans, .texts: break
    }
    isSampled = true
    // A sample without a repeat says that most values are different: all there are.
    let sampled = some.count { _ in true }
    if sampled > 0, distinct == sampled { distinct = column.rowCount - column.nullCount }
  }

  private static func ends<Value: Comparable>(
    _ values: some Sequence<Value>
  ) -> (least: Value, greatest: Value)? {
    var ends: (least: Value, greatest: Value)?
    for value in values {
      guard let known = ends else {
        ends = (value, value)
        continue
      }
      ends = (Swift.min(known.least, value), Swift.max(known.greatest, value))
    }
    return ends
  }

  private mutating func estimate<Value: Comparable>(
    _ sample: [Value], ends: (least: Value, greatest: Value)?, cell: (Value) -> CellValue,
    number: (Value) -> Double
  ) {
    guard let ends else { return }
    count(sample, cell: cell, number: number)
    minimum = cell(ends.least)
    maximum = cell(ends.greatest)
    histogram = Self.histogram(
      sample.lazy.map(number), from: number(ends.least), to: number(ends.greatest))
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

import Inspection

/// The periods into which a table's rows fall by their time: of equal calendar length, at most
/// ``most``.
struct Periods {
  static let most = 24

  private enum Unit {
    case days(Int64)
    case months(Int)
  }

  private let unit: Unit
  private let first: Int64
  let count: Int

  /// - Parameter ends: microseconds of the first and the last row.
  init(_ ends: ClosedRange<Int64>) {
    let units: [Unit] =
      [.days(1), .days(7)] + [1, 3, 12, 24, 60, 120, 240, 600, 1_200].map(Unit.months)
    let chosen =
      units.first { unit in
        let span =
          Self.number(of: ends.upperBound, in: unit)
          - Self.number(of: ends.lowerBound, in: unit)
        return span < Int64(Self.most)
      } ?? .months(12_000)
    unit = chosen
    first = Self.number(of: ends.lowerBound, in: chosen)
    count = Int(
      min(Int64(Self.most), Self.number(of: ends.upperBound, in: chosen) - first + 1))
  }

  /// The place of a row's period.
  func place(of time: Int64) -> Int {
    min(count - 1, max(0, Int(Self.number(of: time, in: unit) - first)))
  }

  var name: String {
    switch unit {
    case .days(1): "day"
    case .days(let days): "\(days) days"
    case .months(1): "month"
    case .months(12): "year"
    case .months(let months): months % 12 == 0 ? "\(months / 12) years" : "\(months) months"
    }
  }

  func label(of place: Int) -> String {
    let number = first + Int64(place)
    switch unit {
    case .days(let days):
      let day = Timestamp(microseconds: number * days * Self.day)
      return String(day.description.prefix(10))
    case .months(let months):
      let month = number * Int64(months)
      let year = floorDivide(month, 12)
      if months % 12 == 0 { return "\(year)" }
      let inYear = floorModulo(month, 12) + 1
      return "\(year)-\(inYear < 10 ? "0" : "")\(inYear)"
    }
  }

  private static let day: Int64 = 86_400_000_000

  private static func number(of time: Int64, in unit: Unit) -> Int64 {
    let days = floorDivide(time, day)
    switch unit {
    case .days(let length): return floorDivide(days, length)
    case .months(let length):
      let date = CivilDateTime(microseconds: time)
      return floorDivide(Int64(date.year) * 12 + Int64(date.month - 1), Int64(length))
    }
  }
}

extension Database {
  /// Rows that are walked before anybody is asked whether to go on.
  private static let stretch = 1 << 16

  /// How the values of a column are spread in each period of its table's time, all rows counted.
  ///
  /// - Parameters:
  ///   - asOf: microseconds; later rows are left out.
  ///   - watching: hears what share is done, and says whether to go on.
  /// - Returns: nil for a table without times.
  /// - Throws: `DatabaseError.stopped` when told not to go on.
  /// - Complexity: O(rows).
  public func history(
    ofColumn place: Int, in index: Int, asOf: Int64? = nil,
    watching: (Double) -> Bool = { _ in true }
  ) throws(DatabaseError) -> ColumnHistorySummary? {
    let table = tables[index]
    let column = table.columns[place]
    guard let times = table.times, let timeColumn = table.schema.timeColumn else { return nil }
    var rows: [Int] = []
    var (untimed, later) = (0, 0)
    /// Each of three walks over the rows is a third of the way.
    func goOn(_ walk: Int, _ row: Int) throws(DatabaseError) {
      guard row % Self.stretch == 0 else { return }
      let share = (Double(walk) + Double(row) / Double(max(1, times.count))) / 3
      guard watching(share) else { throw .stopped(path: path) }
    }
    for (row, time) in times.enumerated() {
      try goOn(0, row)
      if time == Table.noTime {
        untimed += 1
      } else if let asOf, time > asOf {
        later += 1
      } else {
        rows.append(row)
      }
    }
    try goOn(1, 0)
    let bins = ColumnBins(column, rows: rows)
    var periods: [ColumnHistorySummary.Period] = []
    var unit = ""
    if let least = rows.lazy.map({ times[$0] }).min(), let last = rows.lazy.map({ times[$0] }).max()
    {
      let all = Periods(least...last)
      unit = all.name
      var counted = (0..<all.count).map {
        ColumnHistorySummary.Period(
          label: all.label(of: $0), rows: 0, nulls: 0,
          histogram: [Int](repeating: 0, count: bins.labels.count), mean: nil)
      }
      var sums = [(sum: Double, count: Int)](repeating: (0, 0), count: all.count)
      for (walked, row) in rows.enumerated() {
        try goOn(2, walked)
        let period = all.place(of: times[row])
        counted[period].rows += 1
        guard let bin = bins.place(ofRow: row) else {
          counted[period].nulls += 1
          continue
        }
        counted[period].histogram[bin] += 1
        if let value = column.quantity(at: row), value.isFinite {
          sums[period].sum += value
          sums[period].count += 1
        }
      }
      for (period, sum) in sums.enumerated() where sum.count > 0 {
        counted[period].mean = sum.sum / Double(sum.count)
      }
      periods = counted
    }
    return ColumnHistorySummary(
      table: table.name, column: column.schema.name,
      timeColumn: table.columns[timeColumn].schema.name, unit: unit, bins: bins.labels,
      isByValue: bins.isByValue, periods: periods, untimed: untimed, later: later)
  }
}

/// Into which bin each value of a column falls: eight equal ones of numbers and times, the seven most
/// frequent values and the rest of what is told apart by name.
struct ColumnBins {
  private(set) var labels: [String] = []
  private(set) var isByValue = false
  private var column: Column
  private var low = 0.0
  private var scale = 0.0
  /// Per text of the pool its bin.
  private var bins: [Int] = []

  private static let count = 8

  init(_ column: Column, rows: [Int]) {
    self.column = column
    switch column.values {
    case .booleans:
      labels = ["false", "true"]
      isByValue = true
    case .texts(let texts):
      isByValue = true
      var counts = [Int](repeating: 0, count: texts.pool.count)
      for row in rows where texts.codes[row] >= 0 { counts[Int(texts.codes[row])] += 1 }
      let used = counts.indices.filter { counts[$0] > 0 }
        .sorted { (counts[$1], $0) < (counts[$0], $1) }
      let kept = used.count <= Self.count ? used.count : Self.count - 1
      labels = used.prefix(kept).map { texts.pool[$0] }
      if used.count > kept { labels.append("others") }
      bins = [Int](repeating: kept, count: texts.pool.count)
      for (bin, code) in used.prefix(kept).enumerated() { bins[code] = bin }
    default:
      let numbers = rows.lazy.compactMap { Self.number(column, $0) }.filter(\.isFinite)
      guard let least = numbers.min(), let greatest = numbers.max() else { return }
      low = least
      scale = greatest > least ? Double(Self.count) / (greatest - least) : 0
      let width = (greatest - least) / Double(Self.count)
      labels = (0..<Self.count).map { bin in
        let start = least + Double(bin) * width
        if case .timestamps = column.values {
          return String(Timestamp(microseconds: Int64(start)).description.prefix(10))
        }
        return CellValue.real((start * 1000).rounded() / 1000).display
      }
    }
  }

  /// Nil for NULL.
  func place(ofRow row: Int) -> Int? {
    guard column.validity[row], !labels.isEmpty else { return nil }
    switch column.values {
    case .booleans(let values): return values[row] ? 1 : 0
    case .texts(let texts): return bins[Int(texts.codes[row])]
    default:
      let place = ((Self.number(column, row) ?? .nan) - low) * scale
      return place.isFinite ? max(0, min(Self.count - 1, Int(place))) : 0
    }
  }

  private static func number(_ column: Column, _ row: Int) -> Double? {
    guard column.validity[row] else { return nil }
    switch column.values {
    case .timestamps(let values): return Double(values[row])
    case .blobs(let counts): return Double(counts[row])
    default: return column.quantity(at: row)
    }
  }
}

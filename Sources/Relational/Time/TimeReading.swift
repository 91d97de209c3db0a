/// Recognizes numbers that are points in time, by declared type, name and size.
enum TimeReading {
  /// Whether the DDL says that a column holds dates: DATE, DATETIME, TIMESTAMP and their kin.
  static func isDeclared(_ declaredType: String) -> Bool {
    let type = declaredType.uppercased()
    return type.contains("DATE") || type.contains("TIMESTAMP")
  }

  /// Whether a column's name says so: `created_at`, `orderDate`, `ts`.
  static func isNamed(_ name: String) -> Bool {
    let words = NameTokens(name).words
    guard let last = words.last, let first = words.first else { return false }
    return ["at", "time", "date", "timestamp", "ts", "datetime", "created", "updated", "modified"]
      .contains(last) || ["date", "timestamp", "datetime"].contains(first)
  }

  /// The values as microseconds since 1970, `Table.noTime` for NULL; nil if they are not times.
  ///
  /// - Parameter isForced: a person said that it is a time, so years and small numbers count too.
  static func microseconds(
    integers values: [Int64], validity: Validity, declaredType: String, name: String,
    isForced: Bool = false
  ) -> [Int64]? {
    let declared = isDeclared(declaredType)
    guard isForced || declared || isNamed(name) else { return nil }
    guard let (low, high) = range(values, validity) else { return nil }
    guard let unit = unit(low, high, declaredType, isDeclared: declared, isForced: isForced) else {
      return nil
    }
    var times = [Int64](repeating: Table.noTime, count: values.count)
    for row in values.indices where validity[row] {
      guard let time = unit.microseconds(values[row]) else { return nil }
      // The smallest number means that there is no time.
      times[row] = max(time, Table.noTime + 1)
    }
    return times
  }

  /// Unix seconds with a fraction, or Julian days.
  static func microseconds(
    reals values: [Double], validity: Validity, declaredType: String, name: String
  ) -> [Int64]? {
    guard isDeclared(declaredType) || isNamed(name) else { return nil }
    var low = Double.infinity
    var high = -Double.infinity
    for row in values.indices where validity[row] {
      low = min(low, values[row])
      high = max(high, values[row])
    }
    guard low.isFinite, high.isFinite else { return nil }
    let scale: (Double) -> Double
    if low >= 1_500_000, high <= 3_500_000 {
      scale = { (($0 - 2_440_587.5) * 86_400_000).rounded() * 1000 }
    } else if low >= 100_000_000, high < 5_000_000_000 {
      scale = { ($0 * 1e6).rounded() }
    } else if low >= 100_000_000_000, high < 5_000_000_000_000 {
      scale = { ($0 * 1e3).rounded() }
    } else {
      return nil
    }
    return values.indices.map { validity[$0] ? Int64(scale(values[$0])) : Table.noTime }
  }

  private enum Unit {
    case perSecond(Int64)
    case nanoseconds
    case compactDate
    case year

    func microseconds(_ value: Int64) -> Int64? {
      switch self {
      case .perSecond(let scale):
        let (product, overflow) = value.multipliedReportingOverflow(by: 1_000_000 / scale)
        return overflow ? nil : product
      case .nanoseconds: return floorDivide(value, 1000)
      case .compactDate:
        let (year, month, day) = (Int(value / 10_000), Int(value / 100 % 100), Int(value % 100))
        guard (1...12).contains(month), day >= 1,
          day <= CivilDateTime.daysIn(month: month, of: year)
        else { return nil }
        return Int64(CivilDateTime.daysSince1970(year: year, month: month, day: day))
          * 86_400_000_000
      case .year:
        return Int64(CivilDateTime.daysSince1970(year: Int(value), month: 1, day: 1))
          * 86_400_000_000
      }
    }
  }

  private static func unit(
    _ low: Int64, _ high: Int64, _ declaredType: String, isDeclared: Bool, isForced: Bool
  ) -> Unit? {
    if low >= 10_000_101, high <= 29_991_231, isCompactDate(low), isCompactDate(high) {
      return .compactDate
    }
    let isDateOnly =
      declaredType.uppercased().contains("DATE") && !declaredType.uppercased().contains("TIME")
    if low >= 1000, high <= 2999 {
      if isForced { return .year }
      if isDateOnly || !isDeclared { return nil }
    }
    if !isDeclared, !isForced {
      // A name alone is weak: only numbers of the years 1980 to 2100 count.
      switch (low, high) {
      case (315_532_800..., ...4_102_444_800): return .perSecond(1)
      case (315_532_800_000..., ...4_102_444_800_000): return .perSecond(1000)
      case (315_532_800_000_000..., ...4_102_444_800_000_000): return .perSecond(1_000_000)
      case (315_532_800_000_000_000..., ...4_102_444_800_000_000_000): return .nanoseconds
      default: return nil
      }
    }
    let size = max(low.magnitude, high.magnitude)
    if isDateOnly, !isForced, size < 1_000_000 { return nil }
    // In seconds 10¹¹ is the year 5138; in milliseconds it is 1973.
    return switch size {
    case ..<100_000_000_000: .perSecond(1)
    case ..<100_000_000_000_000: .perSecond(1000)
    case ..<100_000_000_000_000_000: .perSecond(1_000_000)
    default: .nanoseconds
    }
  }

  private static func isCompactDate(_ value: Int64) -> Bool {
    Unit.compactDate.microseconds(value) != nil
  }

  private static func range(_ values: [Int64], _ validity: Validity) -> (Int64, Int64)? {
    var low = Int64.max
    var high = Int64.min
    for row in values.indices where validity[row] {
      low = min(low, values[row])
      high = max(high, values[row])
    }
    return low <= high ? (low, high) : nil
  }
}

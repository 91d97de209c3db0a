/// How the values of one column are spread in each period of its table's time.
public struct ColumnHistorySummary: Summary {
  public struct Period: Codable, Equatable, Sendable {
    /// `2010`, `2010-04`, `2010-04-17`: its first year, month or day.
    public var label: String
    public var rows: Int
    public var nulls: Int
    /// Counts in the same bins in every period.
    public var histogram: [Int]
    /// Of numbers.
    public var mean: Double?

    public init(label: String, rows: Int, nulls: Int, histogram: [Int], mean: Double?) {
      self.label = label
      self.rows = rows
      self.nulls = nulls
      self.histogram = histogram
      self.mean = mean
    }
  }

  public var table: String
  public var column: String
  /// By which column rows are put into periods.
  public var timeColumn: String
  /// `day`, `month`, `3 months`, `year`, `10 years`.
  public var unit: String
  /// The values that the bins stand for: the most frequent ones, or the least of each equal bin.
  public var bins: [String]
  /// Whether the bins are single values, the last one for all others.
  public var isByValue: Bool
  public var periods: [Period]
  /// Rows without a time, which are in no period; and rows later than was asked for.
  public var untimed: Int
  public var later: Int

  public init(
    table: String, column: String, timeColumn: String, unit: String, bins: [String],
    isByValue: Bool, periods: [Period], untimed: Int, later: Int
  ) {
    self.table = table
    self.column = column
    self.timeColumn = timeColumn
    self.unit = unit
    self.bins = bins
    self.isByValue = isByValue
    self.periods = periods
    self.untimed = untimed
    self.later = later
  }

  public var text: String {
    let head =
      "\(Escaping.visible(table)).\(Escaping.visible(column)) by \(unit) of \(Escaping.visible(timeColumn))"
    let lines = periods.map { period in
      let counts = period.histogram.map(String.init).joined(separator: " ")
      let mean = period.mean.map { "  mean \($0)" } ?? ""
      return "  \(period.label)  \(period.rows) rows  null \(period.nulls)  \(counts)\(mean)"
    }
    let left = [
      untimed > 0 ? "\(untimed) rows without a time" : "",
      later > 0 ? "\(later) later rows" : "",
    ].filter { !$0.isEmpty }
    let names = bins.map(Escaping.visible).joined(separator: " · ")
    return
      ([head, "  bins " + names] + lines
      + (left.isEmpty ? [] : ["  left out: " + left.joined(separator: ", ")]))
      .joined(separator: "\n")
  }
}

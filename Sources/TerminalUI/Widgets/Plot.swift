import Glibc

/// Curves in braille dots (2×4 per cell), with axes, level lines, marked points, a band below and a
/// cursor.
public struct Plot: Sendable {
  /// A point, or a span of many points at one x.
  public struct Item: Equatable, Sendable {
    public var x: Double
    public var low: Double
    public var high: Double
    /// Whether some of it was no number.
    public var isBroken: Bool
    /// Whether it is more than one point: then it is drawn as a bar from low to high.
    public var isSpan: Bool

    public init(x: Double, low: Double, high: Double, isBroken: Bool = false, isSpan: Bool = true) {
      self.x = x
      self.low = low
      self.high = high
      self.isBroken = isBroken
      self.isSpan = isSpan
    }

    public init(x: Double, y: Double) {
      self.init(x: x, low: y, high: y, isBroken: !y.isFinite, isSpan: false)
    }
  }

  public struct Series: Sendable {
    /// In order of x; a y that is no number leaves a gap.
    public var items: [Item]
    /// Drawn faintly below the curve: the raw values of a smoothed one.
    public var under: [Item]
    public var role: Role
    /// Tells series apart without color: a sign on the curve now and then, and breaks in its line.
    public var sign: String
    public var dash: Dash

    public init(
      _ items: [Item], under: [Item] = [], role: Role, sign: String = "", dash: Dash = .solid
    ) {
      self.items = items
      self.under = under
      self.role = role
      self.sign = sign
      self.dash = dash
    }

    public init(_ points: [(x: Double, y: Double)], role: Role) {
      self.init(points.map { Item(x: $0.x, y: $0.y) }, role: role)
    }
  }

  /// Dots drawn and dots left out, along x.
  public enum Dash: Int, CaseIterable, Sendable {
    case solid, long, short, dotted

    func draws(_ column: Int) -> Bool {
      switch self {
      case .solid: true
      case .long: column % 10 < 7
      case .short: column % 6 < 3
      case .dotted: column % 4 == 0
      }
    }
  }

  /// A horizontal line, such as what a trivial guess scores.
  public struct Level: Sendable {
    public var value: Double
    public var label: String
    public init(value: Double, label: String) {
      self.value = value
      self.label = label
    }
  }
  public struct Mark: Sendable {
    public var x: Double
    public var y: Double
    public var symbol: String
    public var role: Role
    public init(x: Double, y: Double, symbol: String, role: Role) {
      self.x = x
      self.y = y
      self.symbol = symbol
      self.role = role
    }
  }

  /// A schedule from 0 to 1 along x, drawn as one line of bars under the curves.
  public struct Band: Sendable {
    public var label: String
    public var items: [Item]
    public init(label: String, items: [Item]) {
      self.label = label
      self.items = items
    }
  }

  public var series: [Series]
  public var levels: [Level]
  public var marks: [Mark]
  public var band: Band?
  /// The x axis; nil takes the points' own.
  public var xRange: ClosedRange<Double>?
  /// Where the cursor stands, and a point marked before it.
  public var cursor: Double?
  public var anchor: Double?
  public var isLogarithmic: Bool
  public var isLogarithmicX: Bool
  /// Leaves the outermost values out of the y axis, so that one outlier does not flatten the rest.
  public var isClipped: Bool
  /// Columns left of the axis.
  public var gutter: Int
  public var label: @Sendable (Double) -> String
  public var xLabel: @Sendable (Double) -> String

  public init(
    series: [Series], levels: [Level] = [], marks: [Mark] = [], band: Band? = nil,
    xRange: ClosedRange<Double>? = nil, cursor: Double? = nil, anchor: Double? = nil,
    isLogarithmic: Bool = false, isLogarithmicX: Bool = false, isClipped: Bool = false,
    gutter: Int = 6,
    label: @escaping @Sendable (Double) -> String, xLabel: @escaping @Sendable (Double) -> String
  ) {
    self.series = series
    self.levels = levels
    self.marks = marks
    self.band = band
    self.xRange = xRange
    self.cursor = cursor
    self.anchor = anchor
    self.isLogarithmic = isLogarithmic
    self.isLogarithmicX = isLogarithmicX
    self.isClipped = isClipped
    self.gutter = gutter
    self.label = label
    self.xLabel = xLabel
  }

  /// Points that a logarithmic axis cannot show. A span counts once.
  public var hiddenPoints: Int {
    series.reduce(0) { sum, one in
      sum
        + one.items.count { item in
          (isLogarithmic && item.low <= 0) || (isLogarithmicX && item.x <= 0)
        }
    }
  }

  /// Draws the plot; the last row of the part holds the x labels.
  /// - Returns: how many items the clip leaves out above and below.
  @discardableResult
  public func draw(on screen: inout CellBuffer, in part: Rect) -> (above: Int, below: Int) {
    let bandRows = band != nil && part.rows >= 6 ? 1 : 0
    let area = Rect(
      row: part.row, column: part.column + gutter + 1, rows: part.rows - 1 - bandRows,
      columns: part.columns - gutter - 1)
    guard area.rows >= 2, area.columns >= 4 else { return (0, 0) }
    guard let range = heightRange else {
      drawAxis(on: &screen, in: area, ticks: [])
      return (0, 0)
    }
    let (low, high) = withRoom(range)
    let xs = place(xRange ?? ownRange)
    let scale = Scale(x: xs, low: low, high: high, area: area)
    let ticks = yTicks(low: low, high: high, count: max(3, area.rows / 2))
    drawAxis(
      on: &screen, in: area,
      ticks: ticks.map { (scale.row(ofHeight: height($0)), label($0)) })
    drawXLabels(on: &screen, scale, row: area.endRow + bandRows)
    if bandRows > 0, let band { draw(band, on: &screen, scale, row: area.endRow) }
    drawLevels(on: &screen, scale)
    for one in series where !one.under.isEmpty {
      drawCurve(one.under, one, isFaint: true, on: &screen, scale)
    }
    for one in series { drawCurve(one.items, one, isFaint: false, on: &screen, scale) }
    for (place, one) in series.enumerated() { drawSigns(of: one, place, on: &screen, scale) }
    drawLevelNames(on: &screen, scale)
    drawCursor(on: &screen, scale)
    drawMarks(on: &screen, scale)
    return outside(low: low, high: high)
  }
}

extension Plot {
  /// Where a y lies on the axis; what could not be subtracted from another is cut.
  func height(_ y: Double) -> Double {
    guard y.isFinite else { return .nan }
    return isLogarithmic ? (y > 0 ? log10(y) : .nan) : min(max(y, -1e300), 1e300)
  }

  /// Where an x lies on the axis.
  func place(_ x: Double) -> Double {
    isLogarithmicX ? (x > 0 ? log10(x) : .nan) : x
  }

  private func place(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    guard isLogarithmicX else { return range }
    let high = range.upperBound > 0 ? range.upperBound : 1
    var least = range.lowerBound
    if least <= 0 {
      let first = series.lazy.flatMap(\.items).map(\.x).filter { $0 > 0 }.min()
      least = min(first ?? 1, high)
    }
    return log10(least)...max(log10(high), log10(least) + 1e-9)
  }

  /// The least and the greatest height; nil where there is none. With a clip, the hundredth part at
  /// each end is left out.
  private var heightRange: (low: Double, high: Double)? {
    var lows: [Double] = []
    var highs: [Double] = []
    for one in series {
      for item in one.items + one.under {
        let low = height(item.low)
        let high = height(item.high)
        if low.isFinite || high.isFinite {
          lows.append(low.isFinite ? low : high)
          highs.append(high.isFinite ? high : low)
        }
      }
    }
    guard var low = lows.min(), var high = highs.max() else { return nil }
    if isClipped, lows.count >= 8 {
      let cut = max(1, lows.count / 50)
      low = lows.sorted()[cut]
      high = highs.sorted()[highs.count - 1 - cut]
      if low > high { (low, high) = (high, low) }
    }
    return (low, high)
  }

  private func withRoom(_ range: (low: Double, high: Double)) -> (Double, Double) {
    var (low, high) = range
    if high == low {
      // A constant lies in the middle of a range of its own size; zero has none.
      let reach = low == 0 ? 1 : max(abs(low) * 0.2, 1e-9)
      low -= reach
      high += reach
    }
    let span = max(high - low, abs(high) * 1e-3, 1e-9)
    // A level far from the curves would flatten them: it is only named then.
    for level in levels.map({ height($0.value) }) where level.isFinite {
      if level > low - 2 * span, level < high + 2 * span {
        low = min(low, level)
        high = max(high, level)
      }
    }
    let room = max(high - low, abs(high) * 1e-3, 1e-9) * 0.04
    return (low - room, high + room)
  }

  private func outside(low: Double, high: Double) -> (above: Int, below: Int) {
    guard isClipped else { return (0, 0) }
    var above = 0
    var below = 0
    for item in series.lazy.flatMap({ $0.under.isEmpty ? $0.items : $0.under }) {
      if height(item.high) > high { above += 1 }
      if height(item.low) < low { below += 1 }
    }
    return (above, below)
  }

  private var ownRange: ClosedRange<Double> {
    let all = series.lazy.flatMap(\.items).map(\.x).filter(\.isFinite)
    guard let low = all.min(), let high = all.max() else { return 0...1 }
    return min(0, low)...max(high, low + 1)
  }
}

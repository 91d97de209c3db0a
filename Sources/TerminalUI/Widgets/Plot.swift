import Glibc

/// Curves in braille dots (2×4 per cell), with axes, level lines and marked points.
public struct Plot: Sendable {
  public struct Series: Sendable {
    /// Points in order of x; a y that is no number leaves a gap.
    public var points: [(x: Double, y: Double)]
    public var role: Role
    public init(_ points: [(x: Double, y: Double)], role: Role) {
      self.points = points
      self.role = role
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

  public var series: [Series]
  public var levels: [Level]
  public var marks: [Mark]
  /// The x axis; nil takes the points' own.
  public var xRange: ClosedRange<Double>?
  public var isLogarithmic: Bool
  /// Columns left of the axis.
  public var gutter: Int
  public var label: @Sendable (Double) -> String
  public var xLabel: @Sendable (Double) -> String

  public init(
    series: [Series], levels: [Level] = [], marks: [Mark] = [],
    xRange: ClosedRange<Double>? = nil, isLogarithmic: Bool = false, gutter: Int = 6,
    label: @escaping @Sendable (Double) -> String, xLabel: @escaping @Sendable (Double) -> String
  ) {
    self.series = series
    self.levels = levels
    self.marks = marks
    self.xRange = xRange
    self.isLogarithmic = isLogarithmic
    self.gutter = gutter
    self.label = label
    self.xLabel = xLabel
  }

  /// Points that a logarithmic axis cannot show.
  public var hiddenPoints: Int {
    guard isLogarithmic else { return 0 }
    return series.reduce(0) { $0 + $1.points.count { $0.y <= 0 } }
  }

  /// Where a y lies on the axis; what could not be subtracted from another is cut.
  private func height(_ y: Double) -> Double {
    guard y.isFinite else { return .nan }
    return isLogarithmic ? (y > 0 ? log10(y) : .nan) : min(max(y, -1e300), 1e300)
  }

  /// Draws the plot; the last row of the part holds the x labels.
  public func draw(on screen: inout CellBuffer, in part: Rect) {
    let area = Rect(
      row: part.row, column: part.column + gutter + 1, rows: part.rows - 1,
      columns: part.columns - gutter - 1)
    guard area.rows >= 2, area.columns >= 4 else { return }
    guard var (low, high) = heightRange else {
      drawAxis(on: &screen, in: area, ticks: [])
      return
    }
    if high == low {
      // A constant lies in the middle of a range of its own size.
      low -= max(abs(low) * 0.2, 1e-9)
      high += max(abs(high) * 0.2, 1e-9)
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
    low -= room
    high += room
    let xs = xRange ?? ownRange
    let scale = Scale(x: xs, low: low, high: high, area: area)
    let ticks = yTicks(low: low, high: high, count: max(3, area.rows / 2))
    drawAxis(
      on: &screen, in: area,
      ticks: ticks.map { (scale.row(ofHeight: height($0)), label($0)) })
    drawXLabels(on: &screen, scale)
    for level in levels {
      let place = height(level.value)
      guard place.isFinite, place >= low, place <= high else { continue }
      let row = scale.row(ofHeight: place)
      screen.put(
        String(repeating: "┄", count: area.columns), row: row, column: area.column, .baseline)
      let text = " \(level.label) ".fitted(to: area.columns)
      screen.put(
        text, row: row, column: area.endColumn - CharacterWidth.columns(of: text), .baseline)
    }
    for one in series { drawCurve(one, on: &screen, scale) }
    for mark in marks where height(mark.y).isFinite {
      let column = scale.column(ofX: mark.x)
      guard area.contains(row: scale.row(ofHeight: height(mark.y)), column: column) else {
        continue
      }
      screen.put(
        mark.symbol, row: scale.row(ofHeight: height(mark.y)), column: column, mark.role, .bold)
    }
  }

  /// The least and the greatest height; nil where there is none.
  private var heightRange: (low: Double, high: Double)? {
    var low = Double.infinity
    var high = -Double.infinity
    for one in series {
      for point in one.points {
        let place = height(point.y)
        guard place.isFinite else { continue }
        if place < low { low = place }
        if place > high { high = place }
      }
    }
    return low <= high ? (low, high) : nil
  }

  private var ownRange: ClosedRange<Double> {
    let all = series.lazy.flatMap(\.points).map(\.x).filter(\.isFinite)
    guard let low = all.min(), let high = all.max() else { return 0...1 }
    return min(0, low)...max(high, low + 1)
  }

  private func yTicks(low: Double, high: Double, count: Int) -> [Double] {
    guard isLogarithmic else { return Ticks.round(in: low...high, count: count) }
    let whole = Ticks.round(in: low...high, count: count).filter { $0 == $0.rounded() }
    return whole.count > 1
      ? whole.map { pow(10, $0) } : Ticks.round(in: pow(10, low)...pow(10, high), count: count)
  }

  private func drawAxis(
    on screen: inout CellBuffer, in area: Rect, ticks: [(row: Int, text: String)]
  ) {
    for row in area.row..<area.endRow { screen.put("│", row: row, column: area.column - 1, .dim) }
    for tick in ticks where tick.row >= area.row && tick.row < area.endRow {
      screen.put("┤", row: tick.row, column: area.column - 1, .dim)
      let text = tick.text.padded(to: gutter, right: true)
      screen.put(text, row: tick.row, column: area.column - 1 - gutter, .dim)
    }
  }

  private func drawXLabels(on screen: inout CellBuffer, _ scale: Scale) {
    let area = scale.area
    var free = area.column - 1
    for tick in Ticks.round(in: scale.x, count: max(2, area.columns / 11)) {
      let text = xLabel(tick)
      let width = CharacterWidth.columns(of: text)
      let centered = scale.column(ofX: tick) - width / 2
      let column = min(max(area.column, centered), area.endColumn - width)
      guard column > free else { continue }
      screen.put(text, row: area.endRow, column: column, .dim)
      free = column + width
    }
  }
}

extension Plot {
  /// Where numbers lie in the area, in dots and in cells.
  struct Scale {
    let x: ClosedRange<Double>
    let low: Double
    let high: Double
    let area: Rect

    func dotColumn(ofX value: Double) -> Int? {
      let span = x.upperBound - x.lowerBound
      let share = span > 0 ? (value - x.lowerBound) / span : 0
      guard share.isFinite, share >= 0, share <= 1 else { return nil }
      return Int((share * Double(area.columns * 2 - 1)).rounded())
    }

    func dotRow(ofHeight value: Double) -> Int {
      let share = (value - low) / (high - low)
      guard share.isFinite else { return 0 }
      let dots = area.rows * 4 - 1
      return min(dots, max(0, dots - Int((share * Double(dots)).rounded())))
    }

    func row(ofHeight value: Double) -> Int { area.row + dotRow(ofHeight: value) / 4 }
    func column(ofX value: Double) -> Int { area.column + (dotColumn(ofX: value) ?? -1) / 2 }
  }

  private func drawCurve(_ one: Series, on screen: inout CellBuffer, _ scale: Scale) {
    let area = scale.area
    var dots = [UInt8](repeating: 0, count: area.rows * area.columns)
    func dot(_ column: Int, _ row: Int) {
      // Braille numbers its dots 1 2 3 7 down the left side and 4 5 6 8 down the right.
      let lower = row % 4 == 3
      let bit = lower ? 6 + column % 2 : row % 4 + 3 * (column % 2)
      dots[row / 4 * area.columns + column / 2] |= 1 << UInt8(bit)
    }
    var broken: [Int] = []
    var last: (column: Int, row: Int)?
    for point in one.points {
      guard let column = scale.dotColumn(ofX: point.x) else { continue }
      let place = height(point.y)
      guard place.isFinite else {
        if !point.y.isFinite { broken.append(column / 2) }
        last = nil
        continue
      }
      let row = scale.dotRow(ofHeight: place)
      // Many points fall on one dot: only the first of them draws.
      if let last, last == (column, row) { continue }
      if let last {
        // Every row between two points of one column is drawn, so no spike is lost.
        let steps = max(abs(column - last.column), abs(row - last.row), 1)
        for step in 1...steps {
          dot(
            last.column + (column - last.column) * step / steps,
            last.row + (row - last.row) * step / steps)
        }
      } else {
        dot(column, row)
      }
      last = (column, row)
    }
    for row in 0..<area.rows {
      for column in 0..<area.columns {
        let mask = dots[row * area.columns + column]
        guard mask != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(mask)) else { continue }
        screen.put(
          String(Character(scalar)), row: area.row + row, column: area.column + column, one.role)
      }
    }
    for column in Set(broken) {
      screen.put("✗", row: area.endRow - 1, column: area.column + column, .error)
    }
  }
}

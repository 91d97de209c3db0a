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

  /// Dots that are set, 2×4 in a cell.
  private struct Dots {
    let area: Rect
    var cells: [UInt8]

    init(_ area: Rect) {
      self.area = area
      cells = [UInt8](repeating: 0, count: area.rows * area.columns)
    }

    mutating func set(_ column: Int, _ row: Int) {
      // Braille numbers its dots 1 2 3 7 down the left side and 4 5 6 8 down the right.
      let lower = row % 4 == 3
      let bit = lower ? 6 + column % 2 : row % 4 + 3 * (column % 2)
      cells[row / 4 * area.columns + column / 2] |= 1 << UInt8(bit)
    }

    /// Every dot between two, so that no spike within a column is lost.
    mutating func line(from: (column: Int, row: Int), to: (column: Int, row: Int), _ dash: Dash) {
      let steps = max(abs(to.column - from.column), abs(to.row - from.row), 1)
      for step in 1...steps {
        let column = from.column + (to.column - from.column) * step / steps
        guard dash.draws(column) else { continue }
        set(column, from.row + (to.row - from.row) * step / steps)
      }
    }
  }

  func drawCurve(
    _ items: [Item], _ one: Series, isFaint: Bool, on screen: inout CellBuffer, _ scale: Scale
  ) {
    let area = scale.area
    let dash = isFaint ? Dash.solid : one.dash
    var dots = Dots(area)
    var broken: [Int] = []
    var last: (column: Int, row: Int)?
    for item in items {
      guard let column = scale.dotColumn(ofX: place(item.x)) else {
        last = nil
        continue
      }
      if item.isBroken { broken.append(column / 2) }
      let low = height(item.low)
      let high = height(item.high)
      guard high.isFinite else {
        last = nil
        continue
      }
      let top = scale.dotRow(ofHeight: high)
      let bottom = low.isFinite ? scale.dotRow(ofHeight: low) : scale.area.rows * 4 - 1
      // Many points fall on one dot: only the first of them draws.
      if let last, last == (column, top), top == bottom { continue }
      if let last {
        // The nearer end of the bar continues the curve.
        let near = abs(last.row - top) < abs(last.row - bottom) ? top : bottom
        dots.line(from: last, to: (column, near), dash)
      }
      if dash.draws(column) {
        for row in min(top, bottom)...max(top, bottom) { dots.set(column, row) }
      }
      last = (column, item.isSpan ? (top + bottom) / 2 : top)
    }
    let style = Style(isFaint ? .dim : one.role, isFaint ? .dim : [])
    for row in 0..<area.rows {
      for column in 0..<area.columns {
        let mask = dots.cells[row * area.columns + column]
        guard mask != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(mask)) else { continue }
        screen.put(
          String(Character(scalar)), row: area.row + row, column: area.column + column,
          style: style)
      }
    }
    for column in Set(broken) {
      screen.put("✗", row: area.endRow - 1, column: area.column + column, .error)
    }
  }

  /// The series' sign on its curve, every so many columns, each series at its own places.
  func drawSigns(of one: Series, _ place: Int, on screen: inout CellBuffer, _ scale: Scale) {
    guard !one.sign.isEmpty else { return }
    let every = 14
    var next = 2 + place * 5 % every
    for item in one.items {
      guard let dot = scale.dotColumn(ofX: self.place(item.x)) else { continue }
      let y = height(item.high)
      guard dot / 2 >= next, y.isFinite else { continue }
      let row = scale.row(ofHeight: y)
      if scale.area.contains(row: row, column: scale.area.column + dot / 2) {
        screen.put(one.sign, row: row, column: scale.area.column + dot / 2, one.role, .bold)
      }
      while next <= dot / 2 { next += every }
    }
  }
}

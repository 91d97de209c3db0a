import Glibc

// What is around the curves: axes, level lines, the band, the cursor, marked points.
extension Plot {
  func yTicks(low: Double, high: Double, count: Int) -> [Double] {
    guard isLogarithmic else { return Ticks.round(in: low...high, count: count) }
    return Ticks.logarithmic(from: low, to: high, count: count)
  }

  func drawAxis(
    on screen: inout CellBuffer, in area: Rect, ticks: [(row: Int, text: String)]
  ) {
    for row in area.row..<area.endRow { screen.put("│", row: row, column: area.column - 1, .dim) }
    for tick in ticks where tick.row >= area.row && tick.row < area.endRow {
      screen.put("┤", row: tick.row, column: area.column - 1, .dim)
      let text = tick.text.padded(to: gutter, right: true)
      screen.put(text, row: tick.row, column: area.column - 1 - gutter, .dim)
    }
  }

  func drawXLabels(on screen: inout CellBuffer, _ scale: Scale, row: Int) {
    let area = scale.area
    let count = max(2, area.columns / 11)
    let ticks =
      isLogarithmicX
      ? Ticks.logarithmic(from: scale.x.lowerBound, to: scale.x.upperBound, count: count)
      : Ticks.round(in: scale.x, count: count)
    var free = area.column - 1
    var last: String?
    for tick in ticks {
      let text = xLabel(tick)
      // Ticks closer than what their labels tell apart: one of them says it.
      guard text != last else { continue }
      let width = CharacterWidth.columns(of: text)
      let centered = scale.column(ofX: place(tick)) - width / 2
      let column = min(max(area.column, centered), area.endColumn - width)
      guard column > free else { continue }
      screen.put(text, row: row, column: column, .dim)
      free = column + width
      last = text
    }
  }

  func drawLevels(on screen: inout CellBuffer, _ scale: Scale) {
    let area = scale.area
    for level in levels {
      let place = height(level.value)
      guard place.isFinite, place >= scale.low, place <= scale.high else { continue }
      let row = scale.row(ofHeight: place)
      screen.put(
        String(repeating: "┄", count: area.columns), row: row, column: area.column, .baseline)
    }
  }

  /// Names the levels where no curve is in the way: on the line, else just above or below it.
  func drawLevelNames(on screen: inout CellBuffer, _ scale: Scale) {
    let area = scale.area
    for level in levels {
      let place = height(level.value)
      guard place.isFinite, place >= scale.low, place <= scale.high else { continue }
      let line = scale.row(ofHeight: place)
      let text = " \(level.label) ".fitted(to: area.columns)
      let width = CharacterWidth.columns(of: text)
      for row in [line, line - 1, line + 1] where row >= area.row && row < area.endRow {
        guard let end = Self.freeEnd(of: width, row: row, in: area, on: screen) else { continue }
        screen.put(text, row: row, column: end - width, .baseline)
        break
      }
    }
  }

  /// Where the rightmost stretch of so many cells without a curve ends; nil where there is none.
  private static func freeEnd(
    of width: Int, row: Int, in area: Rect, on screen: CellBuffer
  ) -> Int? {
    let line: UInt32 = 0x2504
    var end = area.endColumn
    for column in (area.column..<area.endColumn).reversed() {
      let scalar = screen[row, column].scalar
      guard scalar == 0x20 || scalar == line else {
        end = column
        continue
      }
      if end - column == width { return end }
    }
    return nil
  }

  func draw(_ band: Band, on screen: inout CellBuffer, _ scale: Scale, row: Int) {
    let area = scale.area
    let heights: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    screen.put(
      band.label.padded(to: gutter, right: true), row: row, column: area.column - 1 - gutter, .dim)
    var values = [Double?](repeating: nil, count: area.columns)
    var last: (column: Int, value: Double)?
    for item in band.items {
      guard let dot = scale.dotColumn(ofX: place(item.x)), item.high.isFinite else { continue }
      let column = dot / 2
      // Between two points the band goes on as a line.
      if let last, column > last.column {
        for step in (last.column + 1)...column {
          let share = Double(step - last.column) / Double(column - last.column)
          values[step] = last.value + (item.high - last.value) * share
        }
      } else {
        values[column] = item.high
      }
      last = (column, item.high)
    }
    for (column, value) in values.enumerated() {
      guard let value else { continue }
      let bar = heights[min(7, max(0, Int(value * 8)))]
      screen.put(String(bar), row: row, column: area.column + column, .dim)
    }
  }

  func drawCursor(on screen: inout CellBuffer, _ scale: Scale) {
    for (x, sign) in [(anchor, "┊"), (cursor, "│")] {
      guard let x, scale.dotColumn(ofX: place(x)) != nil else { continue }
      let column = scale.column(ofX: place(x))
      for row in scale.area.row..<scale.area.endRow {
        let isFree = screen[row, column].scalar == 0x20
        if isFree {
          screen.put(sign, row: row, column: column, .accent)
        } else {
          screen.restyle(Rect(row: row, column: column, rows: 1, columns: 1)) {
            $0.with(.reverse)
          }
        }
      }
    }
  }

  func drawMarks(on screen: inout CellBuffer, _ scale: Scale) {
    for mark in marks where height(mark.y).isFinite {
      guard scale.dotColumn(ofX: place(mark.x)) != nil else { continue }
      let column = scale.column(ofX: place(mark.x))
      let row = scale.row(ofHeight: height(mark.y))
      guard scale.area.contains(row: row, column: column) else { continue }
      screen.put(mark.symbol, row: row, column: column, mark.role, .bold)
    }
  }
}

import Testing

@testable import TerminalUI

@Suite("Widgets")
struct WidgetTests {
  @Test("a panel has its title at the left and its facts at the right")
  func panel() {
    var buffer = CellBuffer(size: Size(columns: 24, rows: 3))
    let inside = buffer.panel(buffer.bounds, title: "tables 9", facts: "77 rows")
    #expect(inside == Rect(row: 1, column: 1, rows: 1, columns: 22))
    #expect(
      buffer.lines == [
        "┌─ tables 9 ─ 77 rows ─┐", "│                      │", "└──────────────────────┘",
      ])
  }

  @Test("a panel without room draws what fits and never fails")
  func tinyPanels() {
    for columns in 0...9 {
      for rows in 0...4 {
        var buffer = CellBuffer(size: Size(columns: columns, rows: rows))
        buffer.panel(buffer.bounds, title: "a long title", facts: "facts")
        #expect(buffer.brokenInvariants.isEmpty)
      }
    }
  }

  @Test("a list scrolls just enough to show its cursor")
  func list() {
    var place = ListPlace()
    place.move(to: 7, count: 20, height: 5)
    #expect(place == ListPlace(cursor: 7, top: 3))
    place.move(to: 4, count: 20, height: 5)
    #expect(place == ListPlace(cursor: 4, top: 3))
    place.move(to: 2, count: 20, height: 5)
    #expect(place == ListPlace(cursor: 2, top: 2))
    place.move(to: 99, count: 20, height: 5)
    #expect(place == ListPlace(cursor: 19, top: 15))
    #expect(place.lines(count: 20, height: 5) == 15..<20)
    place.move(to: 19, count: 3, height: 5)
    #expect(place == ListPlace(cursor: 2, top: 0))
    place.move(to: 0, count: 0, height: 5)
    #expect(place.lines(count: 0, height: 5).isEmpty)
  }

  @Test("a text field edits around its cursor")
  func field() {
    var field = TextField("lr=1")
    for key in [Key.backspace, .character("3"), .home, .character("x"), .right, .delete] {
      let edited1 = field.edit(key)
      #expect(edited1)
    }
    #expect(field.text == "xl=3")
    let edited2 = field.edit(.end)
    #expect(edited2)
    field.insert(" two\nlines")
    #expect(field.text == "xl=3 two lines")
    let edited3 = field.edit(.control("w"))
    #expect(edited3)
    #expect(field.text == "xl=3 two ")
    let edited4 = field.edit(.control("u"))
    #expect(edited4)
    #expect(field.text.isEmpty)
    #expect(field.cursor == 0)
    let edited5 = field.edit(.enter)
    #expect(!edited5)
  }

  @Test("a text field shows the part that holds the cursor")
  func longField() {
    var buffer = CellBuffer(size: Size(columns: 10, rows: 1))
    let column = TextField("0123456789abc").draw(
      on: &buffer, row: 0, column: 2, width: 6, .prompt)
    #expect(buffer.lines == ["  89abc"])
    #expect(column == 7)
  }

  @Test("bars are as long as their fraction; sparklines as high as their value")
  func bars() {
    #expect(Bars.bar(0.5, columns: 8) == "████")
    #expect(Bars.bar(0.53, columns: 8) == "████▎")
    #expect(Bars.bar(7, columns: 3) == "███")
    #expect(Bars.bar(.nan, columns: 3).isEmpty)
    #expect(Bars.sparkline([0, 1, 4, 8]) == " ▁▄█")
    #expect(Bars.sparkline([]).isEmpty)
    #expect(Bars.trend([0, 1, 2, 3], columns: 4) == "▁▃▆█")
    #expect(Bars.trend([.nan, 5, 5], columns: 4) == "▄▄")
  }

  @Test("ticks are round numbers inside the range")
  func ticks() {
    #expect(Ticks.round(in: 0...4_000, count: 4) == [0, 1_000, 2_000, 3_000, 4_000])
    #expect(Ticks.round(in: 0.48...0.78, count: 4).map { ($0 * 100).rounded() } == [50, 60, 70])
    #expect(Ticks.round(in: 5...5, count: 3) == [5])
    #expect(Ticks.round(in: -1...1, count: 2) == [-1, 0, 1])
  }
}

@Suite("Plot")
struct PlotTests {
  private func plot(_ points: [(Double, Double)], isLogarithmic: Bool = false) -> Plot {
    Plot(
      series: [.init(points.map { (x: $0.0, y: $0.1) }, role: .first)],
      isLogarithmic: isLogarithmic, gutter: 4, label: { "\($0)" }, xLabel: { "\(Int($0))" })
  }

  private func lines(_ plot: Plot, columns: Int = 15, rows: Int = 5) -> [String] {
    var buffer = CellBuffer(size: Size(columns: columns, rows: rows))
    plot.draw(on: &buffer, in: buffer.bounds)
    return buffer.lines
  }

  @Test("draws a rising line from corner to corner")
  func rising() {
    #expect(
      lines(plot([(0, 0), (10, 10)])) == [
        "10.0┤        ⢀⠔", " 5.0┤     ⢀⠤⠊⠁", "    │  ⢀⠤⠊⠁", " 0.0┤⠤⠊⠁", "     0    5  10",
      ])
  }

  @Test("a spike of one point among thousands is drawn to its height")
  func spike() {
    let points = (0..<5_000).map { (Double($0), $0 == 2_500 ? 9.0 : 1.0) }
    let top = lines(plot(points))[0]
    #expect(top.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) })
  }

  @Test("a curve that stays at zero has an axis of whole numbers")
  func zero() {
    let labels = lines(plot((0..<20).map { (Double($0), 0) })).joined()
    #expect(!labels.contains("e-"))
    #expect(labels.contains("0.0"))
  }

  @Test("ticks whose labels say the same have one label")
  func sameLabels() {
    let axis = lines(plot([(0, 1)]), columns: 40).last ?? ""
    #expect(axis.filter { $0 == "0" }.count == 1)
  }

  @Test("no number leaves a gap and a sign at its place")
  func gap() {
    let text = lines(plot([(0, 1), (4, 1), (5, .nan), (6, 2), (10, 2)])).joined(separator: "\n")
    #expect(text.contains("✗"))
  }

  @Test("points that a logarithmic axis cannot show are counted")
  func logarithmic() {
    let plot = plot([(0, 0), (1, 1), (2, 10), (3, 100), (4, -3)], isLogarithmic: true)
    #expect(plot.hiddenPoints == 2)
    #expect(lines(plot, rows: 8).joined().contains("10.0┤"))
  }

  @Test("nothing to draw, and no room to draw it, are no failure")
  func empty() {
    #expect(!lines(plot([])).isEmpty)
    #expect(!lines(plot([(0, .nan)])).isEmpty)
    for columns in 0...12 {
      for rows in 0...6 { _ = lines(plot([(0, 1), (1, 2)]), columns: columns, rows: rows) }
    }
    _ = lines(plot([(0, 1e308), (1, -1e308)]))
    _ = lines(plot([(0, 5), (1, 5)]))
    _ = lines(plot([(0, .infinity), (.nan, 3)]))
  }
}

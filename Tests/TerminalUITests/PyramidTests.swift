import Testing

@testable import TerminalUI

@Suite("Pyramid")
struct PyramidTests {
  /// Numbers that jump, with gaps, from a fixed rule.
  private func numbers(_ count: Int) -> [Double] {
    (0..<count).map { (place: Int) -> Double in
      let jumping = (place * 7919) % 1009
      return place % 97 == 50 ? Double.nan : Double(jumping - 200)
    }
  }

  @Test("every span holds the least and the greatest of its numbers, at any length and level")
  func spans() {
    for count in [0, 1, 2, 3, 7, 8, 9, 64, 65, 1_000, 4_097] {
      let values = numbers(count)
      let pyramid = Pyramid(values)
      for limit in [1, 2, 5, 80, 10_000] {
        for part in [0..<count, count / 3..<count, count / 3..<(count / 3 + min(10, count / 2))] {
          let found = pyramid.spans(of: part, atMost: limit)
          #expect(found.spans.count <= max(1, limit))
          #expect(found.start <= part.lowerBound)
          for (place, span) in found.spans.enumerated() {
            let first = found.start + place * found.length
            let covered = values[first..<min(count, first + found.length)]
            let finite = covered.filter(\.isFinite)
            #expect(span.low == finite.min() ?? .infinity)
            #expect(span.high == finite.max() ?? -.infinity)
            #expect(Int(span.broken) == covered.count - finite.count)
            #expect(Int(span.nonPositive) == finite.count { $0 <= 0 })
          }
          let end = found.start + found.spans.count * found.length
          #expect(end >= part.upperBound || part.isEmpty)
        }
      }
    }
  }

  @Test("where there are many numbers, at least half of the spans asked for are given")
  func fineEnough() {
    let pyramid = Pyramid(numbers(100_000))
    for limit in [10, 100, 137, 300] {
      let found = pyramid.spans(of: 0..<100_000, atMost: limit).spans.count
      #expect(found * 2 >= limit)
    }
  }
}

@Suite("Plots of many points")
struct PlotViewTests {
  private func lines(_ plot: Plot, columns: Int = 30, rows: Int = 8) -> [String] {
    var buffer = CellBuffer(size: Size(columns: columns, rows: rows))
    plot.draw(on: &buffer, in: buffer.bounds)
    #expect(buffer.brokenInvariants.isEmpty)
    return buffer.lines
  }

  private func plot(_ series: [Plot.Series]) -> Plot {
    Plot(series: series, gutter: 5, label: { "\($0)" }, xLabel: { "\(Int($0))" })
  }

  private let ramp = (0...50).map { Plot.Item(x: Double($0), y: Double($0)) }

  @Test("series differ without color: by signs and by breaks in their lines")
  func signs() {
    let flat = (0...50).map { Plot.Item(x: Double($0), y: 3) }
    let text = lines(
      plot([
        .init(ramp, role: .first, sign: "*"), .init(flat, role: .second, sign: "+", dash: .short),
      ])
    ).joined()
    #expect(text.contains("*"))
    #expect(text.contains("+"))
    let solid = lines(plot([.init(flat, role: .first)]))
    let broken = lines(plot([.init(flat, role: .first, dash: .short)]))
    #expect(solid != broken)
  }

  @Test("the raw values lie faint under a smoothed curve")
  func under() {
    let raw = (0...50).map { Plot.Item(x: Double($0), y: $0 % 2 == 0 ? 0 : 100) }
    let flat = (0...50).map { Plot.Item(x: Double($0), y: 50) }
    var buffer = CellBuffer(size: Size(columns: 30, rows: 8))
    plot([.init(flat, under: raw, role: .first)]).draw(on: &buffer, in: buffer.bounds)
    let styles = Set(buffer.cells.filter { $0.scalar > 0x2800 }.map(\.style))
    #expect(styles == [Style(.first), Style(.dim, .dim)])
  }

  @Test("a clip leaves the outlier out of the axis and says how many are above")
  func clip() {
    var items = ramp
    items[20] = Plot.Item(x: 20, y: 9_000)
    var one = plot([.init(items, role: .first)])
    one.isClipped = true
    var buffer = CellBuffer(size: Size(columns: 30, rows: 8))
    let outside = one.draw(on: &buffer, in: buffer.bounds)
    #expect(outside.above == 1)
    #expect(!buffer.lines.joined().contains("9000"))
  }

  @Test("a logarithmic x axis counts what it cannot show and has powers of ten as ticks")
  func logX() {
    let items = [Plot.Item(x: 0, y: 1)] + (0...4).map { Plot.Item(x: pow10($0), y: Double($0)) }
    var one = plot([.init(items, role: .first)])
    one.isLogarithmicX = true
    #expect(one.hiddenPoints == 1)
    let axis = lines(one, columns: 50).last ?? ""
    for label in ["1", "100", "10000"] { #expect(axis.contains(label)) }
  }

  private func pow10(_ power: Int) -> Double { (0..<power).reduce(1.0) { sum, _ in sum * 10 } }

  @Test("the band of a schedule lies under the curve, low where it is low")
  func band() {
    var one = plot([.init(ramp, role: .first)])
    one.band = Plot.Band(
      label: "s", items: (0...50).map { .init(x: Double($0), y: Double($0) / 50) })
    let found = lines(one)
    #expect(found[6].hasPrefix("    s"))
    #expect(found[6].contains("▁"))
    #expect(found[6].hasSuffix("█"))
  }

  @Test("the cursor is a line through the plot")
  func cursor() {
    var one = plot([.init(ramp, role: .first)])
    one.cursor = 25
    one.anchor = 10
    let found = lines(one)
    #expect(found[0].contains("┊"))
    #expect(found[5].contains("│"))
  }
}

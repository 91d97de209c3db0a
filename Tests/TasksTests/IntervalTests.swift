import Testing

@testable import Tasks

@Suite("Bootstrap interval")
struct IntervalTests {
  @Test("holds the value, narrows with more rows, and is the same each time")
  func interval() throws {
    func rows(_ count: Int) -> (predictions: [Double], labels: [Double]) {
      (
        (0..<count).map { Double($0 * 37 % 100) },
        (0..<count).map { Double($0 * 37 % 100 > 60 ? 1 : $0 % 2) }
      )
    }
    var widths: [Double] = []
    for count in [50, 800] {
      let (predictions, labels) = rows(count)
      let value = try Metric.rocAUC.value(of: predictions, labels: labels)
      let interval = try #require(Metric.rocAUC.interval(of: predictions, labels: labels))
      #expect(interval[0] < value && value < interval[1])
      #expect(Metric.rocAUC.interval(of: predictions, labels: labels) == interval)
      widths.append(interval[1] - interval[0])
    }
    #expect(widths[1] < widths[0] / 2)
  }

  @Test("is none where there is no value")
  func none() {
    #expect(Metric.rocAUC.interval(of: [1, 2], labels: [1, 1]) == nil)
    #expect(Metric.mae.interval(of: [], labels: []) == nil)
  }
}

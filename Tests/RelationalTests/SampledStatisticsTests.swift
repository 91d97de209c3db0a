import Inspection
import Testing

@testable import Relational

@Suite("Statistics from a sample")
struct SampledStatisticsTests {
  private func column(_ rows: Int, _ value: (Int) -> Int64) -> Column {
    Column(
      schema: ColumnSchema(name: "x", storage: .integer),
      values: .integers((0..<rows).map(value)), validity: Validity(allValid: rows))
  }

  @Test("a large column has exact ends, an estimate of what is distinct, and says so")
  func large() {
    let rows = ColumnStatistics.sampleRows * 4 + 8
    // The greatest value is in a row that no sample of every fourth row holds.
    let few = column(rows) { $0 == 5 ? 1_000 : Int64($0 % 97) }
    let sampled = ColumnStatistics(few, isExact: false)
    #expect(sampled.isSampled)
    #expect(sampled.maximum == .integer(1_000))
    #expect(sampled.distinct == 97)
    let exact = ColumnStatistics(few)
    #expect(!exact.isSampled)
    #expect(exact.distinct == 98)
    #expect(exact.minimum == sampled.minimum)
    let unique = ColumnStatistics(column(rows) { Int64($0) }, isExact: false)
    #expect(unique.distinct == rows)
  }

  @Test("a small column is counted exactly")
  func small() {
    let statistics = ColumnStatistics(column(1_000) { Int64($0 % 7) }, isExact: false)
    #expect(!statistics.isSampled)
    #expect(statistics.distinct == 7)
  }
}

import Foundation
import Relational

/// A time as waves: 8 numbers for each of year, month, day, weekday, hour, minute and second.
///
/// The year counts from the column's first and goes through sine and cosine of `t · 10000^(−i/4)`, i = 0…3
/// (8 numbers: four sines, then four cosines). The other fields x, scaled to [0, 1) by 12, 31, 7, 24, 60
/// and 60, give `sin(kπx)`, then `cos(2kπx)`, k = 1…4. Years outside the range seen in training are read
/// as its ends, so that a row of the future meets no wave it was never trained on.
///
/// - Source: pytorch-frame `TimestampEncoder`; checked against `fixtures/hetero-sage/encoder.safetensors`.
public struct CalendarWaves: Sendable {
  public static let fields = 7
  public static let perField = 8
  /// Numbers per time: 56.
  public static let width = fields * perField

  private let minimumYear: Int
  private let years: [Float]

  public init(minimumYear: Int, maximumYear: Int) {
    self.minimumYear = minimumYear
    years = (0...max(0, maximumYear - minimumYear)).flatMap { Self.position(Float($0)) }
  }

  private static let months = table(12)
  private static let days = table(31)
  private static let weekdays = table(7)
  private static let hours = table(24)
  private static let sixtieths = table(60)

  private static func position(_ year: Float) -> [Float] {
    let angles = (0..<4).map { year * pow(10_000, -2 * Float($0) / 8) }
    return angles.map { sin($0) } + angles.map { cos($0) }
  }

  private static func table(_ count: Int) -> [Float] {
    (0..<count).flatMap { value -> [Float] in
      let x = Double(value) / Double(count)
      return (1...4).map { Float(sin(Double($0) * x * .pi)) }
        + (1...4).map { Float(cos(Double($0) * x * 2 * .pi)) }
    }
  }

  /// Writes the 56 waves of a time.
  ///
  /// - Parameter microseconds: since 1970, UTC.
  public func write(_ microseconds: Int64, to target: UnsafeMutablePointer<Float>) {
    let civil = Timestamp(microseconds: microseconds).civil
    let year = min(max(0, civil.year - minimumYear), years.count / Self.perField - 1)
    copy(years, year, to: target)
    copy(Self.months, civil.month - 1, to: target + 8)
    copy(Self.days, civil.day - 1, to: target + 16)
    copy(Self.weekdays, civil.weekday, to: target + 24)
    copy(Self.hours, civil.hour, to: target + 32)
    copy(Self.sixtieths, civil.minute, to: target + 40)
    copy(Self.sixtieths, civil.second, to: target + 48)
  }

  private func copy(_ table: [Float], _ value: Int, to target: UnsafeMutablePointer<Float>) {
    for index in 0..<Self.perField { target[index] = table[value * Self.perField + index] }
  }
}

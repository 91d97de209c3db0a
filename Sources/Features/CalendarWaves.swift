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

  /// The waves of all fields but the year, and where each field's begin.
  private static let fixed = table(12) + table(31) + table(7) + table(24) + table(60)
  private static let months = 0
  private static let days = months + 12 * perField
  private static let weekdays = days + 31 * perField
  private static let hours = weekdays + 7 * perField
  private static let sixtieths = hours + 24 * perField

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
    write([microseconds], rows: [0], to: target, stride: Self.width)
  }

  /// Writes the waves of some rows' times, `stride` numbers from one row to the next.
  func write(
    _ times: [Int64], rows: [Int32], to target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let lastYear = years.count / Self.perField - 1
    years.withUnsafeBufferPointer { years in
      Self.fixed.withUnsafeBufferPointer { fixed in
        times.withUnsafeBufferPointer { times in
          guard let years = years.baseAddress, let fixed = fixed.baseAddress else { return }
          var out = target
          for row in rows {
            let civil = Timestamp(microseconds: times[Int(row)]).civil
            copy(years, min(max(0, civil.year - minimumYear), lastYear), to: out)
            copy(fixed + Self.months, civil.month - 1, to: out + 8)
            copy(fixed + Self.days, civil.day - 1, to: out + 16)
            copy(fixed + Self.weekdays, civil.weekday, to: out + 24)
            copy(fixed + Self.hours, civil.hour, to: out + 32)
            copy(fixed + Self.sixtieths, civil.minute, to: out + 40)
            copy(fixed + Self.sixtieths, civil.second, to: out + 48)
            out += stride
          }
        }
      }
    }
  }

  @inline(__always)
  private func copy(
    _ table: UnsafePointer<Float>, _ value: Int, to target: UnsafeMutablePointer<Float>
  ) {
    target.update(from: table + value * Self.perField, count: Self.perField)
  }
}

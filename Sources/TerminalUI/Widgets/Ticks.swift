import Glibc

/// Round numbers on an axis.
public enum Ticks {
  /// Multiples of 1, 2 or 5 times a power of ten within the range, at most `count` (at least 2) of
  /// them where possible.
  public static func round(in range: ClosedRange<Double>, count: Int) -> [Double] {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite else { return [range.lowerBound] }
    let rough = span / Double(max(2, count))
    let power = pow(10, floor(log10(rough)))
    let step = [1.0, 2, 5, 10].map { $0 * power }.first {
      span / $0 <= Double(max(2, count)) + 1e-9
    }
    guard let step, step > 0 else { return [range.lowerBound] }
    let first = (range.lowerBound / step).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard first <= last, last - first < 1000 else { return [range.lowerBound] }
    return stride(from: first, through: last, by: 1).map { $0 * step + 0 }
  }

  /// Powers of ten between two logarithms; where there are fewer than two, round numbers.
  static func logarithmic(from low: Double, to high: Double, count: Int) -> [Double] {
    let whole = round(in: low...max(low, high), count: count).filter { $0 == $0.rounded() }
    return whole.count > 1
      ? whole.map { pow(10, $0) } : round(in: pow(10, low)...pow(10, high), count: count)
  }
}

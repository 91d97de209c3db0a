/// Small pictures of numbers in one line of text.
public enum Bars {
  private static let heights: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

  /// One bar per value from 0 to the largest; a space for 0 or no number.
  public static func sparkline(_ values: [Double]) -> String {
    let top = values.filter(\.isFinite).max() ?? 0
    guard top > 0 else { return String(repeating: " ", count: values.count) }
    return String(
      values.map { value in
        guard value.isFinite, value > 0 else { return " " }
        return heights[min(7, max(0, Int((value / top * 8).rounded(.up)) - 1))]
      })
  }

  /// A curve as bars from its least to its largest value, at most `columns` wide (means of spans).
  public static func trend(_ values: [Double], columns: Int) -> String {
    let finite = values.filter { abs($0) < 1e300 }
    guard columns > 0, let low = finite.min(), let high = finite.max() else { return "" }
    let count = min(columns, finite.count)
    let means = (0..<count).map { place -> Double in
      let start = place * finite.count / count
      let end = max(start + 1, (place + 1) * finite.count / count)
      return finite[start..<end].reduce(0, +) / Double(end - start)
    }
    return String(
      means.map { mean in
        high > low ? heights[min(7, Int((mean - low) / (high - low) * 8))] : heights[3]
      })
  }

  /// A bar of `fraction` (0…1) of the columns, in eighths of a column.
  public static func bar(_ fraction: Double, columns: Int) -> String {
    guard fraction.isFinite, columns > 0 else { return "" }
    let parts = Int((min(1, max(0, fraction)) * Double(columns * 8)).rounded())
    var text = String(repeating: "█", count: parts / 8)
    if parts % 8 > 0 { text.append(eighths[parts % 8 - 1]) }
    return text
  }
}

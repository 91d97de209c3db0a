/// The least and the greatest value of spans of 1, 2, 4, 8… numbers of a row that grows.
///
/// Made once and extended by each new number, so that a curve of any length is drawn from about as many
/// spans as there are columns, and no spike of a single number is lost.
///
/// Complexity: O(log n) for a number; memory for 2n spans.
public struct Pyramid: Equatable, Sendable {
  public struct Span: Equatable, Sendable {
    /// Of the finite numbers; `low > high` where there is none.
    public var low = Double.infinity
    public var high = -Double.infinity
    /// How many are no finite numbers, and how many are 0 or less.
    public var broken: Int32 = 0
    public var nonPositive: Int32 = 0

    public init() {}

    public init(_ value: Double) {
      if value.isFinite {
        low = value
        high = value
        nonPositive = value <= 0 ? 1 : 0
      } else {
        broken = 1
      }
    }

    public var isEmpty: Bool { low > high }

    mutating func join(_ other: Span) {
      low = min(low, other.low)
      high = max(high, other.high)
      broken += other.broken
      nonPositive += other.nonPositive
    }
  }

  private var levels: [[Span]] = [[]]

  public init() {}

  public init(_ values: some Sequence<Double>) {
    for value in values { append(value) }
  }

  public var count: Int { levels[0].count }

  public mutating func append(_ value: Double) {
    let place = count
    let span = Span(value)
    levels[0].append(span)
    var level = 1
    while level < levels.count || levels[level - 1].count == 2 {
      if level == levels.count {
        // The level below has just got its second span: join the two.
        var both = levels[level - 1][0]
        both.join(levels[level - 1][1])
        levels.append([both])
      } else if place >> level == levels[level].count {
        levels[level].append(span)
      } else {
        levels[level][place >> level].join(span)
      }
      level += 1
    }
  }

  /// Spans that cover a part of the row, at most `limit` (and at least half as many where there are
  /// so many numbers).
  ///
  /// - Returns: the spans, the place of the first number of the first, and the length of each.
  public func spans(of part: Range<Int>, atMost limit: Int) -> (
    spans: ArraySlice<Span>, start: Int, length: Int
  ) {
    let part = part.clamped(to: 0..<count)
    guard !part.isEmpty else { return ([], part.lowerBound, 1) }
    var level = 0
    while level + 1 < levels.count,
      ((part.upperBound - 1) >> level) - (part.lowerBound >> level) + 1 > max(1, limit)
    {
      level += 1
    }
    let first = part.lowerBound >> level
    return (
      levels[level][first...((part.upperBound - 1) >> level)], first << level, 1 << level
    )
  }
}

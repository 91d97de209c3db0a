/// Which rows attend to which: some problems, each a run of query rows that looks at a run of key rows.
///
/// One sequence is one problem, so sequences of different lengths stand after one another without
/// padding. Rows of queries that no problem names come out as zeros.
public struct AttentionPlan: Sendable {
  public struct Problem: Sendable, Equatable {
    public let queries: Range<Int>
    public let keys: Range<Int>

    public init(queries: Range<Int>, keys: Range<Int>) {
      self.queries = queries
      self.keys = keys
    }
  }

  public let problems: [Problem]
  public let mask: Mask
  /// Where each problem's bytes begin in a visible mask.
  let starts: [Int]
  /// Whether no two problems share keys, so that their gradients may be added at the same time.
  let hasSeparateKeys: Bool

  public enum Mask: Sendable {
    case all
    /// Query i of n sees the first `keys - n + 1 + i` keys of its problem: the last query sees all.
    case causal
    /// One byte per query and key, not 0 where seen: `[queries, keys]` of each problem in turn.
    case visible([UInt8])
  }

  /// - Parameter problems: no two may name the same query row.
  public init(_ problems: [Problem], mask: Mask = .all) {
    precondition(
      Self.areSeparate(problems.map(\.queries)), "attention: two problems share a query row")
    self.problems = problems
    self.mask = mask
    let ends = problems.reduce(into: [0]) {
      $0.append($0[$0.count - 1] + $1.queries.count * $1.keys.count)
    }
    starts = Array(ends.dropLast())
    hasSeparateKeys = Self.areSeparate(problems.map(\.keys))
    if case .visible(let bytes) = mask {
      precondition(
        bytes.count == ends[problems.count],
        "attention: \(bytes.count) mask bytes for \(ends[problems.count]) pairs")
    }
  }

  /// Sequences of equal length after one another, each looking at itself.
  public init(sequences: Int, length: Int, mask: Mask = .all) {
    self.init(lengths: [Int](repeating: length, count: sequences), mask: mask)
  }

  /// Sequences of these lengths after one another, each looking at itself.
  public init(lengths: [Int], mask: Mask = .all) {
    var start = 0
    self.init(
      lengths.map { length in
        defer { start += length }
        return Problem(queries: start..<start + length, keys: start..<start + length)
      }, mask: mask)
  }

  private static func areSeparate(_ ranges: [Range<Int>]) -> Bool {
    let sorted = ranges.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
    return zip(sorted, sorted.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
  }
}

extension AttentionPlan {
  /// The mask of some queries of a problem, counted within it, over all its keys.
  func scoreMask(_ problem: Int, queries: Range<Int>) -> ScoreMaskRows {
    let (height, width) = (problems[problem].queries.count, problems[problem].keys.count)
    switch mask {
    case .all: return ScoreMaskRows(firstSeen: width, seenPerRow: 0, start: nil)
    case .causal:
      return ScoreMaskRows(
        firstSeen: width - height + 1 + queries.lowerBound, seenPerRow: 1, start: nil)
    case .visible:
      return ScoreMaskRows(
        firstSeen: width, seenPerRow: 0, start: starts[problem] + queries.lowerBound * width)
    }
  }

  struct ScoreMaskRows {
    let firstSeen: Int
    let seenPerRow: Int
    /// Where the rows' bytes begin, if there are any.
    let start: Int?

    /// How many keys the last of some rows sees: no row sees more.
    func most(rows: Int, of width: Int) -> Int {
      max(0, min(width, firstSeen + seenPerRow * (rows - 1)))
    }
  }
}

import Relational

/// Which history a test row sees.
public enum HistoryPolicy: String, Codable, Sendable, CaseIterable {
  /// RelBench's: rows after the test cutoff are dropped for every seed, however late.
  case cut
  /// Every seed sees all rows up to its own time.
  case asOf = "as-of"
}

/// The one gate of time: every sampler, every screen and every check asks it.
///
/// A row is visible when its time is at most the seed's time, and at most the cutoff under
/// ``HistoryPolicy/cut``; a row without a time is always visible.
public struct TemporalRule: Sendable, Hashable {
  /// Rows later than it are dropped for every seed; nil: nothing is dropped.
  public let cutoff: Timestamp?

  /// - Parameter testCutoff: used by ``HistoryPolicy/cut``; without one nothing is dropped.
  public init(history: HistoryPolicy, testCutoff: Timestamp?) {
    cutoff = history == .cut ? testCutoff : nil
  }

  /// Whether a row of this time is visible to a seed; both in microseconds.
  @inlinable public func admits(rowTime: Int64, at seedTime: Int64) -> Bool {
    // `Table.noTime` is the smallest of all times, so such a row is always admitted.
    rowTime <= horizon(at: seedTime)
  }

  /// The latest time that is visible to a seed.
  @inlinable public func horizon(at seedTime: Int64) -> Int64 {
    guard let cutoff else { return seedTime }
    return min(seedTime, cutoff.microseconds)
  }
}

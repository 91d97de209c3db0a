import Synchronization

/// Which rows of a tensor to take: numbers of rows, -1 for a row of zeros.
public final class Rows: Sendable {
  public let indices: [Int32]
  /// How many rows the tensor has from which they are taken.
  public let sourceCount: Int
  private let grouped = Mutex<Grouping?>(nil)

  /// - Parameters:
  ///   - indices: each at least -1 and below `sourceCount`.
  public init(_ indices: [Int32], of sourceCount: Int) {
    let outside = Grouping.firstOutside(indices, from: -1, below: sourceCount)
    precondition(
      outside == nil, "Rows: row \(outside ?? 0) of a tensor of \(sourceCount) rows")
    self.indices = indices
    self.sourceCount = sourceCount
  }

  public var count: Int { indices.count }

  /// For each source row the positions that take it; made when first asked for.
  var takers: Grouping {
    grouped.withLock { grouped in
      if let grouped { return grouped }
      let made = Grouping(by: indices, count: sourceCount)
      grouped = made
      return made
    }
  }

  /// Makes what gradients need now, for instance on the thread that samples, rather than when first
  /// used.
  public func prepareForGradients() {
    _ = takers
  }
}

import Synchronization

/// Edges from rows of one tensor to rows of another, along which messages are summed.
///
/// Kept grouped by target for the sums, and by source, once needed, for their gradients: each row of
/// a result is then written by one thread in one order.
public final class Edges: Sendable {
  public let sourceCount: Int
  public let targetCount: Int
  public let count: Int
  /// For each target the sources of its edges, in the order given.
  let byTarget: Grouping
  /// For each target 1 / number of its edges, 0 without edges.
  let reciprocalDegrees: [Float]
  private let keptSources: [Int32]
  private let keptTargets: [Int32]
  private let grouped = Mutex<Grouping?>(nil)

  /// - Parameters:
  ///   - sources: each edge's source row, in `0 ..< sourceCount`.
  ///   - targets: each edge's target row, in `0 ..< targetCount`; as many as sources.
  public init(sources: [Int32], targets: [Int32], sourceCount: Int, targetCount: Int) {
    precondition(
      sources.count == targets.count,
      "Edges: \(sources.count) sources and \(targets.count) targets")
    let badSource = Grouping.firstOutside(sources, below: sourceCount)
    precondition(
      badSource == nil, "Edges: source \(badSource ?? 0) of \(sourceCount) source rows")
    let badTarget = Grouping.firstOutside(targets, below: targetCount)
    precondition(
      badTarget == nil, "Edges: target \(badTarget ?? 0) of \(targetCount) target rows")
    self.sourceCount = sourceCount
    self.targetCount = targetCount
    count = sources.count
    keptSources = sources
    keptTargets = targets
    byTarget = Grouping(by: targets, count: targetCount, values: sources)
    reciprocalDegrees = byTarget.reciprocalSizes
  }

  /// For each source the targets of its edges; made when first asked for.
  var bySource: Grouping {
    grouped.withLock { grouped in
      if let grouped { return grouped }
      let made = Grouping(by: keptSources, count: sourceCount, values: keptTargets)
      grouped = made
      return made
    }
  }

  /// Makes what gradients need now, for instance on the thread that samples, rather than when first
  /// used.
  public func prepareForGradients() {
    _ = bySource
  }
}

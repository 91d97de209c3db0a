/// How many neighbors a node may take at each hop, per edge type.
///
/// RelBench's default is `[128, 64]`: 128 per edge type at the first hop, half at the second.
public struct Fanout: Sendable, Hashable {
  /// Neighbors per edge type at hop 1, 2, …; a negative number takes all.
  public let perHop: [Int]
  /// Edge types (by index in the graph) with fan-outs of their own.
  public let perEdgeType: [Int: [Int]]

  public var hops: Int { perHop.count }

  public init(_ perHop: [Int], perEdgeType: [Int: [Int]] = [:]) {
    precondition(!perHop.isEmpty, "Fanout: at least one hop is needed")
    for (edgeType, own) in perEdgeType {
      precondition(
        own.count == perHop.count,
        "Fanout: edge type \(edgeType) has \(own.count) hops, the others \(perHop.count)")
    }
    self.perHop = perHop
    self.perEdgeType = perEdgeType
  }

  /// Neighbors to take at `hop` (from 1) along `edgeType`; `Int.max` for all.
  public func limit(hop: Int, edgeType: Int) -> Int {
    let limit = (perEdgeType[edgeType] ?? perHop)[hop - 1]
    return limit < 0 ? Int.max : limit
  }
}

/// Which of the allowed neighbors are taken when there are more than the fan-out.
public enum SamplingStrategy: String, Codable, Sendable, CaseIterable {
  /// Any of them with equal chance, without replacement.
  case uniform
  /// The newest.
  case last
}

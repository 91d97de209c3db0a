import Inspection

/// A graph's edge types with their links, and what its own checks found.
public struct GraphSummary: Summary {
  public struct EdgeTypeFacts: Codable, Equatable, Sendable {
    /// `results__f2p_driverId__drivers`, in message direction.
    public var name: String
    public var links: Int
    /// Rows of the destination that at least one link ends in.
    public var reached: Int
  }
  public var nodes: [String: Int]
  public var edgeTypes: [EdgeTypeFacts]
  /// What ``EntityGraph/violations()`` says; empty when all is well.
  public var violations: [String]

  public var text: String {
    let nodeCount = nodes.values.reduce(0, +)
    var lines = ["\(nodeCount) nodes of \(nodes.count) tables, \(edgeTypes.count) edge types"]
    for edgeType in edgeTypes {
      lines.append(
        "  \(Escaping.visible(edgeType.name))  \(edgeType.links) links  "
          + "\(edgeType.reached) rows reached")
    }
    for violation in violations { lines.append("! " + Escaping.visible(violation)) }
    return lines.joined(separator: "\n")
  }
}

extension EntityGraph: Inspectable {
  /// - Complexity: O(rows + links)
  public var summary: GraphSummary {
    let tables = database.tables
    return GraphSummary(
      nodes: Dictionary(uniqueKeysWithValues: tables.map { ($0.schema.name, $0.rowCount) }),
      edgeTypes: edgeTypes.map { edgeType in
        let relation = database.schema.relations[edgeType.relation]
        let links = childRows(relation: edgeType.relation).count
        let parents = (0..<Int32(tables[relation.parentTable].rowCount)).count {
          !childRange(of: $0, relation: edgeType.relation).isEmpty
        }
        return GraphSummary.EdgeTypeFacts(
          name: name(of: edgeType), links: links,
          reached: edgeType.direction == .toParent ? parents : links)
      },
      violations: violations())
  }
}

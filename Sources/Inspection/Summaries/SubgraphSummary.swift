/// The rows that a model would see for one seed, by table and hop, and the check that none of them is
/// later than the seed.
public struct SubgraphSummary: Summary {
  public struct Node: Codable, Equatable, Sendable {
    public var reference: RowReference
    public var hop: Int
    /// Place in `nodes` of the node through which this one was reached; nil for the seed.
    public var from: Int?
    /// The foreign key followed: `results.driverId`, with ← when from parent to child.
    public var via: String
    public init(reference: RowReference, hop: Int, from: Int?, via: String) {
      self.reference = reference
      self.hop = hop
      self.from = from
      self.via = via
    }
  }
  /// What one edge type brought in at one hop.
  public struct Group: Codable, Equatable, Sendable {
    public var hop: Int
    public var via: String
    public var fromTable: String
    public var table: String
    /// Rows taken, and rows the rule of time would have allowed.
    public var sampled: Int
    public var reachable: Int
    public var fanout: Int
    /// Rows that hang on the edge type, later ones too; the rule of time left out the difference.
    public var linked: Int
    public init(
      hop: Int, via: String, fromTable: String, table: String, sampled: Int, reachable: Int,
      fanout: Int, linked: Int? = nil
    ) {
      self.linked = linked ?? reachable
      self.hop = hop
      self.via = via
      self.fromTable = fromTable
      self.table = table
      self.sampled = sampled
      self.reachable = reachable
      self.fanout = fanout
    }
  }

  public var seed: RowReference
  public var seedTime: String
  public var nodes: [Node]
  public var groups: [Group]
  public var edges: Int
  public var fanout: [Int]
  /// uniform or last.
  public var strategy: String
  /// cut or as-of.
  public var history: String
  public var randomSeed: UInt64
  public var newestTime: String?
  /// Rows later than the seed: 0, or the sampler is broken and the screen says so in red.
  public var rowsAfterSeed: Int

  public init(
    seed: RowReference, seedTime: String, nodes: [Node], groups: [Group], edges: Int,
    fanout: [Int], strategy: String, history: String, randomSeed: UInt64, newestTime: String?,
    rowsAfterSeed: Int
  ) {
    self.seed = seed
    self.seedTime = seedTime
    self.nodes = nodes
    self.groups = groups
    self.edges = edges
    self.fanout = fanout
    self.strategy = strategy
    self.history = history
    self.randomSeed = randomSeed
    self.newestTime = newestTime
    self.rowsAfterSeed = rowsAfterSeed
  }

  public var text: String {
    var lines = [
      "\(seed.label) at \(seedTime)",
      "\(nodes.count) rows, \(edges) edges, fan-out \(fanout.map(String.init).joined(separator: ",")) "
        + "\(strategy), history \(history), seed \(randomSeed)",
      "time check: newest row \(newestTime ?? "has no time"), \(rowsAfterSeed) rows after the seed",
    ]
    for group in groups {
      lines.append(
        "  hop \(group.hop)  \(Escaping.visible(group.fromTable)) \(Escaping.visible(group.via)) "
          + "\(Escaping.visible(group.table)) ×\(group.sampled) of \(group.reachable)"
          + (group.linked > group.reachable ? ", \(group.linked - group.reachable) later" : ""))
    }
    return lines.joined(separator: "\n")
  }
}

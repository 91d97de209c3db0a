extension SubgraphSummary {
  /// The arguments that sample the same rows again.
  public var arguments: String {
    "--at '\(seedTime)' --fanout \(fanout.map(String.init).joined(separator: ",")) "
      + "--strategy \(strategy) --history \(history) --seed \(randomSeed)"
  }

  /// A digraph for Graphviz: one node per row, an arrow from each row to the one through which it was
  /// reached, and the sampler's arguments on top.
  public var dot: String {
    var lines = [
      "digraph subgraph_of_seed {",
      "  // \(Self.plain(seed.table)) \(Self.plain(seed.key)): \(arguments)",
      "  rankdir=LR; node [shape=box, fontsize=10];",
    ]
    for (place, node) in nodes.enumerated() {
      let time = node.reference.time.map { "\\n" + Self.plain($0) } ?? ""
      let name = Self.plain("\(node.reference.table) \(node.reference.key)")
      let detail = node.reference.detail.isEmpty ? "" : "\\n" + Self.plain(node.reference.detail)
      lines.append(
        "  n\(place) [label=\"\(name)\(detail)\(time)\"\(place == 0 ? ", style=bold" : "")];")
    }
    for (place, node) in nodes.enumerated() {
      guard let from = node.from else { continue }
      lines.append("  n\(place) -> n\(from) [label=\"\(Self.plain(node.via))\", fontsize=8];")
    }
    return (lines + ["}"]).joined(separator: "\n")
  }

  private static func plain(_ text: String) -> String {
    String(Escaping.visible(text).map { $0 == "\"" || $0 == "\\" ? "'" : $0 })
  }
}

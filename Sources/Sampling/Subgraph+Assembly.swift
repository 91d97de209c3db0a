import EntityGraphs
import Tasks

extension Subgraph {
  /// Joins the trees of the seeds: nodes by table, ordered by hop and then by seed; links by edge type,
  /// ordered by the hop that brought them in, and by target.
  init(joining trees: SamplingScratch, seeds: [Seed], table: Int, graph: EntityGraph) {
    let hops = trees.hops
    let nodes = graph.database.tables.indices.map { table -> Nodes in
      let groups = table * (hops + 1)..<(table + 1) * (hops + 1)
      var nodes = Nodes()
      nodes.hopEnds = Self.ends(groups.map { trees.rows[$0].count })
      nodes.rows = Self.joined(groups.map { trees.rows[$0] })
      nodes.seeds = Self.joined(groups.map { trees.seeds[$0] })
      return nodes
    }
    // Where the nodes of each hop begin in their table.
    let starts = nodes.map { [0] + $0.hopEnds.map(Int32.init).dropLast() }
    let links = graph.edgeTypes.enumerated().map { index, edgeType -> Links in
      let source = starts[graph.source(of: edgeType)]
      let target = starts[graph.destination(of: edgeType)]
      let groups = (0..<hops).map { trees.links[index * hops + $0] }
      var links = Links()
      links.hopEnds = Self.ends(groups.map(\.count))
      links.sources = Self.numbers(in: groups) { _, link in
        source[link.source.hop] + Int32(truncatingIfNeeded: link.source.place)
      }
      links.targets = Self.numbers(in: groups) { hop, link in target[hop] + link.target }
      return links
    }
    self.init(seeds: seeds, seedTable: table, hops: hops, nodes: nodes, links: links)
  }

  private static func ends(_ counts: [Int]) -> [Int] {
    var sum = 0
    return counts.map { count in
      sum += count
      return sum
    }
  }

  private static func joined(_ piles: [Pile<Int32>]) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: piles.reduce(0) { $0 + $1.count }) { buffer, count in
      for pile in piles {
        guard let base = buffer.baseAddress, pile.count > 0 else { continue }
        (base + count).initialize(from: pile.base, count: pile.count)
        count += pile.count
      }
    }
  }

  /// A number for each link; the groups' places are the hops before those that brought them in.
  @inline(__always)
  private static func numbers(
    in groups: [Pile<SamplingScratch.Link>], _ number: (Int, SamplingScratch.Link) -> Int32
  ) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: groups.reduce(0) { $0 + $1.count }) { buffer, count in
      for (group, links) in groups.enumerated() {
        for index in 0..<links.count {
          buffer.initializeElement(at: count, to: number(group, links.base[index]))
          count += 1
        }
      }
    }
  }
}

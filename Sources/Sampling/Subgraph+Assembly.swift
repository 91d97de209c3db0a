import Tasks

extension Subgraph {
  /// Joins the trees of the seeds: nodes by table, ordered by hop and then by seed; links by edge type,
  /// ordered by the hop that brought them in.
  init(assembling trees: [SeedTree], seeds: [Seed], table: Int, sampler: NeighborSampler) {
    let hops = sampler.fanout.hops
    let tableCount = sampler.graph.database.tables.count
    let edgeTypeCount = sampler.graph.edgeTypes.count

    // Count nodes by (table, hop), then turn the counts into where each group begins.
    var nodeCounts = [[Int]](repeating: [Int](repeating: 0, count: hops + 1), count: tableCount)
    var linkCounts = [[Int]](repeating: [Int](repeating: 0, count: hops), count: edgeTypeCount)
    for tree in trees {
      for place in tree.rows.indices {
        nodeCounts[Int(tree.tables[place])][Int(tree.hops[place])] += 1
      }
      for link in tree.sources.indices {
        let hop = Int(tree.hops[Int(tree.targets[link])])
        linkCounts[Int(tree.edgeTypes[link])][hop] += 1
      }
    }
    var nodes = nodeCounts.map { counts in
      var set = Nodes()
      set.hopEnds = Self.ends(of: counts)
      set.rows = [Int32](repeating: 0, count: set.hopEnds[hops])
      set.seeds = set.rows
      return set
    }
    var links = linkCounts.map { counts in
      var set = Links()
      set.hopEnds = Self.ends(of: counts)
      set.sources = [Int32](repeating: 0, count: set.hopEnds[hops - 1])
      set.targets = set.sources
      return set
    }
    var nextNode = nodes.indices.map { Self.starts(of: nodes[$0].hopEnds) }
    var nextLink = links.indices.map { Self.starts(of: links[$0].hopEnds) }

    var position: [Int32] = []
    for (seed, tree) in trees.enumerated() {
      position.removeAll(keepingCapacity: true)
      for place in tree.rows.indices {
        let table = Int(tree.tables[place])
        let hop = Int(tree.hops[place])
        let index = nextNode[table][hop]
        nextNode[table][hop] += 1
        nodes[table].rows[index] = tree.rows[place]
        nodes[table].seeds[index] = Int32(seed)
        position.append(Int32(index))
      }
      for link in tree.sources.indices {
        let edgeType = Int(tree.edgeTypes[link])
        let target = Int(tree.targets[link])
        let hop = Int(tree.hops[target])
        let index = nextLink[edgeType][hop]
        nextLink[edgeType][hop] += 1
        links[edgeType].sources[index] = position[Int(tree.sources[link])]
        links[edgeType].targets[index] = position[target]
      }
    }
    self.init(seeds: seeds, seedTable: table, hops: hops, nodes: nodes, links: links)
  }

  private static func ends(of counts: [Int]) -> [Int] {
    var sum = 0
    return counts.map { count in
      sum += count
      return sum
    }
  }

  private static func starts(of ends: [Int]) -> [Int] {
    [0] + ends.dropLast()
  }
}

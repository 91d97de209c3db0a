import EntityGraphs
import FixtureSupport
import Randomness
import Relational
import Tasks
import Testing

@testable import Sampling

@Suite("Neighbor sampler")
struct SamplerTests {
  private let folder: TemporaryFolder
  private let graph: EntityGraph
  private let buyers: Int
  private let purchases: Int

  init() throws {
    folder = try TemporaryFolder()
    let database = try SmallShop.open(in: folder)
    graph = EntityGraph(database)
    buyers = try #require(database.index(ofTable: "buyers"))
    purchases = try #require(database.index(ofTable: "purchases"))
  }

  private func time(day: Int) -> Int64 { (SmallShop.start + Int64(day) * 86_400) * 1_000_000 }

  private func sampler(
    _ fanout: [Int] = [4, 3], _ strategy: SamplingStrategy = .uniform,
    rule: TemporalRule = TemporalRule(history: .asOf, testCutoff: nil), seed: UInt64 = 5
  ) -> NeighborSampler {
    NeighborSampler(
      graph, rule: rule, fanout: Fanout(fanout), strategy: strategy,
      random: RandomSource(seed: seed))
  }

  private func seeds(day: Int) -> [Seed] {
    (0..<Int32(SmallShop.buyers)).map { Seed(row: $0, time: time(day: day)) }
  }

  @Test("never takes a row later than its seed, for every strategy and time")
  func honest() {
    for strategy in SamplingStrategy.allCases {
      for day in [-1, 0, 1, 20, 31, 58, 500] {
        let subgraph = sampler([-1, -1, 5], strategy).sample(seeds(day: day), of: buyers, epoch: 1)
        let times = graph.database.tables[purchases].times ?? []
        for row in subgraph.nodes[purchases].rows {
          #expect(times[Int(row)] == Table.noTime || times[Int(row)] <= time(day: day))
        }
      }
    }
  }

  @Test("keeps rows up to and including the seed time, and rows without a time")
  func inclusive() {
    // Day 10 holds purchases 20 to 23; 21 % 11 != 5 etc. give them buyers (id² + 3 id) mod 7.
    let taken = sampler([-1]).sample(seeds(day: 10), of: buyers, epoch: 0).nodes[purchases].rows
    let expected = SmallShop.purchases.filter { purchase in
      purchase.buyer != nil && (purchase.day ?? 0) <= 10
    }.map { Int32($0.id) }
    #expect(taken.sorted() == expected)
    #expect(taken.contains(62), "the purchase without a time is always visible")
    #expect(taken.contains(20))
  }

  @Test("sees tables without a time from any seed, long before 1970 too")
  func untimedTables() throws {
    // Two purchases a day from 1951 on, by all buyers and in all shops.
    let early = (0..<60).map { id in
      SmallShop.Purchase(
        id: id, buyer: id % SmallShop.buyers, shop: id % SmallShop.shops, day: id / 2 - 25_000,
        price: 1, kind: "toy")
    }
    let graph = EntityGraph(try SmallShop.open(early, in: folder, name: "early"))
    let sampler = NeighborSampler(
      graph, rule: TemporalRule(history: .asOf, testCutoff: nil), fanout: Fanout([-1, -1]),
      strategy: .uniform, random: RandomSource(seed: 5))
    let subgraph = sampler.sample(seeds(day: -24_900), of: buyers, epoch: 0)
    let shops = try #require(graph.database.index(ofTable: "shops"))
    for seed in 0..<Int32(SmallShop.buyers) {
      func rows(_ table: Int) -> [Int32] {
        let nodes = subgraph.nodes[table]
        return nodes.rows.indices.filter { nodes.seeds[$0] == seed }.map { nodes.rows[$0] }.sorted()
      }
      let own = early.filter { $0.buyer == Int(seed) }
      #expect(rows(purchases).count >= own.count)
      #expect(rows(shops) == Array(0..<Int32(SmallShop.shops)))
      if seed > 0 { #expect(rows(buyers).contains(seed / 2), "its mentor") }
    }
  }

  @Test("an array without elements has no address to read from")
  func emptyArrays() {
    withPointers(to: [[1, 2], [], [3]][...]) { found in
      #expect(found.map { $0 == nil } == [false, true, false])
      #expect(found[0]?.pointee == 1 && found[2]?.pointee == 3)
    }
  }

  @Test("drops rows after the cutoff for every later seed under the cut policy")
  func cut() {
    let rule = TemporalRule(history: .cut, testCutoff: Timestamp(microseconds: time(day: 10)))
    let late = sampler([-1], rule: rule).sample(seeds(day: 40), of: buyers, epoch: 0)
    let then = sampler([-1]).sample(seeds(day: 10), of: buyers, epoch: 0)
    #expect(late.nodes[purchases].rows == then.nodes[purchases].rows)
  }

  @Test("takes no more than the fan-out, without replacement, and all when there are fewer")
  func fanout() {
    let subgraph = sampler([4]).sample(seeds(day: 500), of: buyers, epoch: 3)
    for seed in 0..<SmallShop.buyers {
      let nodes = subgraph.nodes[purchases]
      let rows = zip(nodes.rows, nodes.seeds).filter { $0.1 == Int32(seed) }.map(\.0)
      let available = SmallShop.purchases.count { $0.buyer == seed }
      #expect(rows.count == min(4, available))
      #expect(Set(rows).count == rows.count)
    }
  }

  @Test("takes the newest rows under the last strategy")
  func last() {
    let subgraph = sampler([2], .last).sample(seeds(day: 31), of: buyers, epoch: 0)
    for seed in 0..<SmallShop.buyers {
      let nodes = subgraph.nodes[purchases]
      let rows = zip(nodes.rows, nodes.seeds).filter { $0.1 == Int32(seed) }.map { Int($0.0) }
      let expected = SmallShop.purchases
        .filter { $0.buyer == seed && ($0.day ?? 0) <= 31 && $0.day != nil }
        .map(\.id).suffix(2)
      #expect(rows == Array(expected))
    }
  }

  @Test("draws every neighbor about equally often")
  func uniform() {
    let buyer = Int32(4)
    let available = SmallShop.purchases.filter { $0.buyer == Int(buyer) }.map { Int32($0.id) }
    var counts: [Int32: Int] = [:]
    let draws = 2_000
    let sampler = sampler([4])
    for epoch in 0..<draws {
      let seed = Seed(row: buyer, time: time(day: 500))
      for row in sampler.sample([seed], of: buyers, epoch: epoch).nodes[purchases].rows {
        counts[row, default: 0] += 1
      }
    }
    // Each of n rows is among 4 with chance 4/n; five standard deviations of the binomial count.
    let share = 4 / Double(available.count)
    let margin = 5 * (Double(draws) * share * (1 - share)).squareRoot()
    for row in available {
      #expect(abs(Double(counts[row] ?? 0) - Double(draws) * share) < margin)
    }
  }

  @Test("depends on seed, epoch and entity alone, not on the batch")
  func determinism() {
    let sampler = sampler()
    let together = sampler.sample(seeds(day: 50), of: buyers, epoch: 2)
    for seed in 0..<SmallShop.buyers {
      let alone = sampler.sample([seeds(day: 50)[seed]], of: buyers, epoch: 2)
      for table in graph.database.tables.indices {
        let nodes = together.nodes[table]
        let rows = zip(nodes.rows, nodes.seeds).filter { $0.1 == Int32(seed) }.map(\.0)
        #expect(rows == alone.nodes[table].rows)
      }
    }
    let other = sampler.sample(seeds(day: 50), of: buyers, epoch: 3)
    #expect(other.nodes[purchases].rows != together.nodes[purchases].rows)
    let reseeded = self.sampler(seed: 6).sample(seeds(day: 50), of: buyers, epoch: 2)
    #expect(reseeded.nodes[purchases].rows != together.nodes[purchases].rows)
  }

  @Test("is blind to the future: shuffling everything later changes nothing")
  func canary() throws {
    let day = 24
    var draws = RandomStream(key: 9)
    let later = SmallShop.purchases.filter { ($0.day ?? 0) > day }
    let order = draws.permutation(later.count)
    var place = 0
    let shuffled = SmallShop.purchases.map { purchase -> SmallShop.Purchase in
      guard (purchase.day ?? 0) > day else { return purchase }
      var changed = later[Int(order[place])]
      place += 1
      changed.id = purchase.id
      changed.day = day + 1 + draws.below(40)
      return changed
    }
    // Twenty more rows, that come later still or on the very next day.
    let added = (0..<20).map { number in
      SmallShop.Purchase(
        id: 120 + number, buyer: number % SmallShop.buyers, shop: number % SmallShop.shops,
        day: day + 1 + 3 * number, price: 1, kind: "toy")
    }
    let other = EntityGraph(try SmallShop.open(shuffled + added, in: folder, name: "shuffled"))
    for strategy in SamplingStrategy.allCases {
      let rule = TemporalRule(history: .asOf, testCutoff: nil)
      func sample(_ graph: EntityGraph) -> Subgraph {
        NeighborSampler(
          graph, rule: rule, fanout: Fanout([3, 3]), strategy: strategy,
          random: RandomSource(seed: 1)
        ).sample(seeds(day: day), of: buyers, epoch: 1)
      }
      let (before, after) = (sample(graph), sample(other))
      for table in before.nodes.indices {
        #expect(before.nodes[table].rows == after.nodes[table].rows)
      }
      for edgeType in before.links.indices {
        #expect(before.links[edgeType].sources == after.links[edgeType].sources)
        #expect(before.links[edgeType].targets == after.links[edgeType].targets)
      }
      // The canary can die: the day after, the added rows are seen.
      let next = NeighborSampler(
        other, rule: rule, fanout: Fanout([-1]), strategy: strategy, random: RandomSource(seed: 1)
      ).sample(seeds(day: day + 1), of: buyers, epoch: 1)
      #expect(next.nodes[purchases].rows.contains(120))
    }
  }

  @Test("orders nodes by hop, so that the nodes near a seed are a prefix")
  func hopOrder() {
    let subgraph = sampler([4, 3]).sample(seeds(day: 500), of: buyers, epoch: 0)
    #expect(subgraph.nodes[buyers].count(withinHops: 0) == SmallShop.buyers)
    #expect(Array(subgraph.nodes[buyers].rows.prefix(7)) == [0, 1, 2, 3, 4, 5, 6])
    for edgeType in graph.edgeTypes.indices {
      let links = subgraph.links[edgeType]
      let target = graph.destination(of: graph.edgeTypes[edgeType])
      let source = graph.source(of: graph.edgeTypes[edgeType])
      let near = links.count(withinHops: 1)
      #expect(
        links.targets.prefix(near).allSatisfy {
          Int($0) < subgraph.nodes[target].count(withinHops: 0)
        })
      #expect(
        links.sources.prefix(near).allSatisfy {
          Int($0) < subgraph.nodes[source].count(withinHops: 1)
        })
      #expect(
        links.targets.dropFirst(near).allSatisfy {
          Int($0) >= subgraph.nodes[target].count(withinHops: 0)
            && Int($0) < subgraph.nodes[target].count(withinHops: 1)
        })
    }
  }

  @Test("leaves out hidden rows and tables, all other draws the same")
  func hidden() throws {
    let seed = Seed(row: 4, time: time(day: 500))
    let sampler = sampler([4, 0])
    let all = sampler.sample([seed], of: buyers, epoch: 0).nodes[purchases].rows
    let row = try #require(all.first)
    let without = sampler.sample(
      [seed], of: buyers, epoch: 0, without: [HiddenRows(table: purchases, row: row)])
    #expect(without.nodes[purchases].rows == Array(all.dropFirst()))
    let none = sampler.sample(
      [seed], of: buyers, epoch: 0, without: [HiddenRows(table: purchases)])
    #expect(none.nodes[purchases].count == 0)
  }

  @Test("a seed with a horizon sees what a seed of that time would see, and keeps its own time")
  func horizon() {
    let (late, early) = (time(day: 500), time(day: 30))
    for strategy in SamplingStrategy.allCases {
      // The fan-out takes all there is, so that the draws, which go by the seed's own time, do not
      // matter.
      let sampler = sampler([-1, -1], strategy)
      let stale = sampler.sample(
        [Seed(row: 4, time: late, horizon: early)], of: buyers, epoch: 0)
      let then = sampler.sample([Seed(row: 4, time: early)], of: buyers, epoch: 0)
      let now = sampler.sample([Seed(row: 4, time: late)], of: buyers, epoch: 0)
      #expect(stale.nodes.map(\.rows) == then.nodes.map(\.rows))
      #expect(stale.nodes.map(\.rows) != now.nodes.map(\.rows))
      #expect(stale.seeds[0].time == late)
      #expect(sampler.summary(of: stale).rowsAfterSeed == 0)
    }
    #expect(Seed(row: 4, time: early, horizon: late).latest == early)
  }

  @Test("sums up what was sampled and what could have been")
  func summary() {
    let sampler = sampler([2, 2])
    let subgraph = sampler.sample(
      [Seed(row: 4, time: time(day: 40))], of: buyers, epoch: 0)
    let facts = sampler.summary(of: subgraph)
    let reachable = SmallShop.purchases.count { $0.buyer == 4 && ($0.day ?? 0) <= 40 }
    let group = facts.groups.first { $0.hop == 1 && $0.table == "purchases" }
    #expect(group?.sampled == 2)
    #expect(group?.reachable == reachable)
    #expect(facts.rowsAfterSeed == 0)
    #expect(facts.nodes.count == subgraph.nodeCount)
    #expect(facts.nodes.dropFirst().allSatisfy { $0.from != nil })
    #expect(facts.edges == subgraph.linkCount)
  }
}

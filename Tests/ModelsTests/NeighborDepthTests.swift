import FixtureSupport
import Prompts
import Randomness
import Relational
import Tasks
import Testing

@testable import Models

/// Rows two foreign keys away among a seed's neighbors.
@Suite("Neighbors of neighbors")
struct NeighborDepthTests {
  private static func settings(_ depth: Int, limit: Int) -> [String: String] {
    ["neighbor_depth": "\(depth)", "neighbor_tokens": "\(limit)"]
  }

  private func shop(_ depth: Int, limit: Int) throws -> SmallShopRelZero {
    try SmallShopRelZero(
      settings: SmallShopRelZero.settings.merging(Self.settings(depth, limit: limit)) { $1 })
  }

  @Test("follow each neighbor at once, never by a table twice, up to the limit")
  func order() throws {
    let shop = try shop(2, limit: 100)
    let database = shop.database
    let buyers = try #require(database.index(ofTable: "buyers"))
    let purchases = try #require(database.index(ofTable: "purchases"))
    let shops = try #require(database.index(ofTable: "shops"))
    let seeds = SmallShopContext.seeds(onDay: 40)
    let batch = shop.model.lessons.batches.batch(of: seeds, in: buyers, epoch: 0)
    let graph = shop.model.lessons.batches.graph
    let near = NeighborTokens(batch, graph: graph, reach: .init(limit: 100, depth: 1))
    let all = NeighborTokens(batch, graph: graph, reach: .init(limit: 100, depth: 2))
    let tables = database.tables.count
    #expect(near.rows.count == tables && all.rows.count == 2 * tables)
    func row(_ place: (table: Int, place: Int32), _ tokens: NeighborTokens) throws -> Int {
      let table = place.table % tables
      let node = try #require(tokens.rows[place.table]).indices[Int(place.place)]
      return Int(batch.subgraph.nodes[table].rows[Int(node)])
    }
    for seed in seeds.indices {
      // A purchase, then its shop: no buyer, which the way came from.
      let places = all.places[seed]
      #expect(
        places.map { $0.table % tables } == near.places[seed].flatMap { _ in [purchases, shops] })
      #expect(places.allSatisfy { ($0.table < tables) == ($0.table % tables == purchases) })
      #expect(
        try places.filter { $0.table < tables }.map { try row($0, all) }
          == near.places[seed].map { try row($0, near) })
      for (purchase, at) in zip(places, places.dropFirst()) where purchase.table == purchases {
        #expect(try SmallShop.purchases[row(purchase, all)].shop == row(at, all))
      }
      for limit in [1, 2, 3, 5] {
        let cut = NeighborTokens(batch, graph: graph, reach: .init(limit: limit, depth: 2))
        #expect(cut.counts[seed] == min(limit, all.counts[seed]))
        #expect(
          try cut.places[seed].map { try row($0, cut) }
            == places.prefix(limit).map { try row($0, all) })
      }
    }
    #expect(all.counts.contains { $0 > 5 })
  }

  @Test("take a place each in the prompt, in lessons and when a question is asked")
  func places() throws {
    for limit in [3, 40] {
      let shop = try shop(2, limit: limit)
      let buyers = try #require(shop.database.index(ofTable: "buyers"))
      var stream = RandomSource(seed: 2).stream(.lesson)
      let lesson = try #require(
        (0..<20).lazy.map { _ in
          shop.model.lessons.windows(.learned, sparsity: 0, count: 8, epoch: 0, from: &stream)
        }.first { $0.graph.subgraph.seedTable == buyers })
      let whole = NeighborTokens(
        lesson.graph, graph: shop.model.lessons.batches.graph, reach: .init(limit: 1000, depth: 2))
      for (index, prompt) in lesson.prompts.enumerated() {
        let places = Set(
          prompt.places.compactMap { if case .graph(let number) = $0 { number } else { nil } })
        #expect(places.count == 1 + min(limit, whole.counts[index]))
      }
      #expect(shop.model.loss(of: lesson, in: .inference).scalar.isFinite)

      // The same rows of the same seeds, asked of a finished model.
      let task = try PredictionTask.read(
        folder: shop.folder.file("tasks/toys"), database: shop.database)
      let asked = try ZeroShot(task, model: shop.model)
      let batch = asked.batches.batch(of: lesson.graph.subgraph.seeds, epoch: 0, without: [])
      let again = shop.model.lessons.batches.batch(
        of: lesson.graph.subgraph.seeds, in: buyers, epoch: 0)
      let trained = NeighborTokens(
        again, graph: shop.model.lessons.batches.graph, reach: shop.model.lessons.reach)
      #expect(batch.neighbors.counts == trained.counts)
      #expect(batch.neighbors.rows.map { $0?.indices } == trained.rows.map { $0?.indices })

      // Each has its row's name where the prompt is shown.
      let seed = try #require(lesson.graph.subgraph.seeds.first)
      let shown = asked.promptSummary(of: seed, task: task).tokens.filter { $0.kind == .graph }
      #expect(shown.count == 1 + batch.neighbors.counts[0])
      #expect(shown.allSatisfy { !$0.text.isEmpty })
    }
  }

  @Test("are read by a supervised model too, and only 1 and 2 are depths")
  func supervised() throws {
    let context = try SmallShopContext("toys")
    let seeds = SmallShopContext.seeds(onDay: 36)
    let one = try context.relLLM(Self.settings(1, limit: 6))
    let two = try context.relLLM(Self.settings(2, limit: 6))
    try two.parameters.load(one.parameters.export())
    let (near, far) = (
      one.batches.batch(of: seeds, epoch: 0, without: []),
      two.batches.batch(of: seeds, epoch: 0, without: [])
    )
    #expect(near.neighbors.counts != far.neighbors.counts)
    #expect(one(near, in: .inference).scalars != two(far, in: .inference).scalars)
    #expect(throws: ModelError.self) { try context.relLLM(Self.settings(3, limit: 6)) }
  }
}

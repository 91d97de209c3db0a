import FixtureSupport
import Neural
import Prompts
import Randomness
import Relational
import Tensors
import Testing

@testable import Models

/// Rows told apart by their neighbors: what is compared, and what learns from it.
@Suite("Contrasted rows of RelZero")
struct RowContrastTests {
  private func shop(_ more: [String: String]) throws -> SmallShopRelZero {
    try SmallShopRelZero(settings: SmallShopRelZero.settings.merging(more) { $1 })
  }

  /// A lesson about buyers.
  private func lesson(_ shop: SmallShopRelZero) throws -> Lesson {
    let buyers = try #require(shop.database.index(ofTable: "buyers"))
    return try #require(
      (0..<40).lazy.map { shop.model.lessons.lesson(step: $0, at: 0, validations: []) }
        .first { $0.graph.subgraph.seedTable == buyers })
  }

  private func learned(_ shop: SmallShopRelZero) throws -> Set<String> {
    let lesson = try lesson(shop)
    let (_, gradients) = shop.model.parameters.valueAndGradients {
      let losses = shop.model.contrasts(
        of: lesson, shop.model.decoder.graph(lesson.graph, in: .inference))
      return losses.reduce(Tensor.zeros([])) { $0 + $1 }
    }
    return Set(gradients.entries.filter { $0.gradient.sumOfSquares() > 0 }.map(\.path))
  }

  @Test("of the graph teach the graph side alone")
  func graphSide() throws {
    let paths = try learned(shop(["graph_contrast": "1"]))
    #expect(paths.contains { $0.hasPrefix("encoder.") } && paths.contains { $0.hasPrefix("gnn.") })
    #expect(
      paths.allSatisfy { path in
        ["encoder.", "gnn.", "temporal_encoder."].contains { path.hasPrefix($0) }
      }, "\(paths)")
  }

  @Test("of texts teach the words' embeddings and the map behind them alone")
  func textSide() throws {
    let paths = try learned(shop(["text_contrast": "0.5"]))
    #expect(
      paths == [
        "contrast.0.weight", "contrast.0.bias", "contrast.2.weight", "contrast.2.bias",
        "language.model.embed_tokens.weight",
      ])
    #expect(throws: ModelError.self) { try shop(["text_contrast": "0.5", "adapter": "lora"]) }
  }

  @Test("count by their weights beside the lesson's own loss; without them nothing is there")
  func weights() throws {
    let plain = try shop([:])
    #expect(!plain.model.parameters.parameters.contains { $0.path.hasPrefix("contrast.") })
    let bare = try lesson(plain)
    #expect(bare.neighborhoods == nil && bare.recordTexts == nil)
    let own = plain.model.loss(of: bare, in: .inference).scalar
    for name in ["graph_contrast", "text_contrast"] {
      func added(_ weight: String) throws -> Float {
        let shop = try shop([name: weight])
        return try shop.model.loss(of: lesson(shop), in: .inference).scalar - own
      }
      let once = try added("0.5")
      #expect(once > 0.05)
      #expect(try abs(added("1") - 2 * once) < 1e-4)
    }
  }

  @Test("neighbors' vectors are their mean over all foreign keys, each row of the seeds once")
  func means() throws {
    let shop = try shop(["graph_contrast": "1"])
    let lesson = try lesson(shop)
    let near = try #require(lesson.neighborhoods)
    let subgraph = lesson.graph.subgraph
    let rows = near.seeds.indices.map { subgraph.seeds[Int($0)].row }
    #expect(Set(rows).count == rows.count && rows.count > 2)
    // Of each table its nodes' numbers stand for their vectors.
    let vectors = subgraph.nodes.enumerated().map { table, nodes in
      Tensor((0..<nodes.count).map { Float(100 * table + $0) }, shape: [nodes.count, 1])
    }
    let means = try #require(near.means(vectors)).scalars
    let graph = shop.model.lessons.batches.graph
    for (place, seed) in near.seeds.indices.enumerated() {
      var values: [Float] = []
      for (index, type) in graph.edgeTypes.enumerated()
      where graph.destination(of: type) == subgraph.seedTable {
        let links = subgraph.links[index]
        for link in 0..<links.count(withinHops: 1) where links.targets[link] == seed {
          values.append(Float(100 * graph.source(of: type)) + Float(links.sources[link]))
        }
      }
      #expect(!values.isEmpty)
      #expect(abs(means[place] - values.reduce(0, +) / Float(values.count)) < 1e-3)
    }
  }

  @Test("texts are a row's own, and the same with at most three neighbors of each kind after it")
  func texts() throws {
    let shop = try shop(["text_contrast": "1"])
    let lesson = try lesson(shop)
    let texts = try #require(lesson.recordTexts)
    let tokenizer = shop.model.decoder.tokens.tokenizer
    #expect(texts.rows.count == texts.records.count && texts.rows.count > 2)
    var longest = 0
    for (row, record) in zip(texts.rows, texts.records) {
      let (own, all) = (tokenizer.decode(row), tokenizer.decode(record))
      #expect(own.contains(#/^buyers: name is buyer \d\.$/#))
      #expect(all.hasPrefix(own))
      let purchases = all.matches(of: #/purchases: /#).count
      // Those who mentor a buyer and those a buyer mentors: two kinds, of up to three each.
      let buyers = all.matches(of: #/buyers: /#).count - 1
      #expect(purchases <= 3 && buyers <= 4 && purchases + buyers > 0)
      longest = max(longest, purchases)
    }
    #expect(longest == 3)
  }
}

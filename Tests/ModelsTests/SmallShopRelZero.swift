import EntityGraphs
import Features
import FixtureSupport
import Randomness
import Relational
import Tasks
import Text

@testable import Models

/// A label-free model on the small shop, with the tiny decoder.
struct SmallShopRelZero {
  let folder: TemporaryFolder
  let database: Database
  let model: RelZero

  static let settings = [
    "language_model": TinyDecoder.path, "channels": "8", "blocks": "1", "fanout": "4,3",
    "projector_width": "8", "projector_dropout": "0", "dropout": "0", "neighbor_tokens": "2",
    "question_pool": "24",
  ]

  /// - Parameter frozen: the columns' statistics; nil: those of the database.
  init(
    _ purchases: [SmallShop.Purchase] = SmallShop.purchases, settings: [String: String] = settings,
    frozen: FeatureSchema? = nil
  ) throws {
    folder = try TemporaryFolder()
    try SmallShopTasks.write(in: folder)
    database = try SmallShop.open(purchases, in: folder)
    let encoder = HashedNGramEncoder(width: 8)
    var reader = try Settings(settings)
    let schema =
      try frozen
      ?? FeatureSchema.frozen(
        at: folder.file("features.yaml"), for: database,
        cutoff: database.schema.validationCutoff, textEncoder: encoder.name)
    model = try RelZero(
      RelZero.Context(
        graph: EntityGraph(database), schema: schema, encoder: encoder,
        rule: TemporalRule(history: .cut, testCutoff: database.schema.testCutoff),
        random: RandomSource(seed: 5), tasks: []),
      size: 16, &reader)
    try reader.finish()
  }

  var schema: FeatureSchema {
    get throws {
      try FeatureSchema.frozen(
        at: folder.file("features.yaml"), for: database,
        cutoff: database.schema.validationCutoff, textEncoder: HashedNGramEncoder(width: 8).name)
    }
  }
}

extension SmallShopRelZero {
  /// With another model's parameters: how it scales words depends on the pool, and that on the rows.
  func reading(_ other: SmallShopRelZero) throws -> SmallShopRelZero {
    try model.parameters.load(other.model.parameters.export())
    return self
  }

  /// The tokens of a lesson's prompts.
  func tokens(of lesson: Lesson) -> [Float] {
    let decoder = model.decoder
    return decoder.softTokens(
      decoder.graph(lesson.graph, in: .inference), lesson.readings(), lesson.neighbors,
      past: lesson.past, in: .inference
    ).seeds.scalars
  }
}

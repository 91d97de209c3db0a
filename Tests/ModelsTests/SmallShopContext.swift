import EntityGraphs
import Features
import FixtureSupport
import Prompts
import Randomness
import Relational
import Tasks
import Text

@testable import Models

/// What a model may know of the small shop and one of its tasks.
struct SmallShopContext {
  let folder: TemporaryFolder
  let context: ModelContext
  var task: PredictionTask { context.task }

  /// - Parameter edit: changes the task's files before they are read.
  init(
    _ name: String, _ purchases: [SmallShop.Purchase] = SmallShop.purchases,
    history: HistoryPolicy = .asOf, edit: (TemporaryFolder) throws -> Void = { _ in }
  ) throws {
    folder = try TemporaryFolder()
    try SmallShopTasks.write(in: folder)
    try edit(folder)
    let database = try SmallShop.open(purchases, in: folder)
    let encoder = HashedNGramEncoder(width: 8)
    let task = try PredictionTask.read(folder: folder.file("tasks/\(name)"), database: database)
    context = ModelContext(
      graph: EntityGraph(database), task: task,
      schema: try FeatureSchema.frozen(
        at: folder.file("features.yaml"), for: database,
        cutoff: database.schema.validationCutoff, textEncoder: encoder.name),
      encoder: encoder,
      rule: TemporalRule(history: history, testCutoff: database.schema.testCutoff),
      random: RandomSource(seed: 5))
  }

  func icl(_ settings: [String: String] = [:]) throws -> ICL {
    var reader = try Settings(
      ["language_model": TinyDecoder.path, "fanout": "3,2"].merging(settings) { $1 })
    let model = try ICL(context, &reader)
    try reader.finish()
    return model
  }

  func relLLM(_ settings: [String: String] = [:]) throws -> RelLLM {
    let small = [
      "language_model": TinyDecoder.path, "channels": "8", "blocks": "1", "fanout": "4,3",
      "projector_width": "8", "neighbor_tokens": "2", "dropout": "0", "projector_dropout": "0",
      "language_precision": "float32", "row_text": "yes",
    ]
    var reader = try Settings(small.merging(settings) { $1 })
    let model = try RelLLM(context, &reader)
    try reader.finish()
    return model
  }

  /// The time at the start of a day of the shop, in microseconds.
  static func time(ofDay day: Int) -> Int64 {
    (SmallShop.start + Int64(day) * 86_400) * 1_000_000
  }

  static func seeds(onDay day: Int) -> [Seed] {
    (0..<Int32(SmallShop.buyers)).map { Seed(row: $0, time: time(ofDay: day)) }
  }
}

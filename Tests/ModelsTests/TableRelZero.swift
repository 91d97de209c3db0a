import EntityGraphs
import Features
import FixtureSupport
import Prompts
import Randomness
import Relational
import Text

@testable import Models

/// A label-free model on tables made in a test.
struct TableRelZero {
  let folder: TemporaryFolder
  let database: Database
  let schema: FeatureSchema
  let model: RelZero

  /// - Parameters:
  ///   - manifest: keys and times, where they are not to be inferred.
  ///   - frozen: the columns' statistics; nil: those of the database.
  init(
    _ sql: String, manifest: String? = nil, settings: [String: String] = [:],
    frozen: FeatureSchema? = nil
  ) throws {
    folder = try TemporaryFolder()
    if let manifest { try folder.write(manifest, to: "manifest.yaml") }
    database = try Database.open(at: try folder.database(sql))
    let encoder = HashedNGramEncoder(width: 8)
    schema =
      frozen ?? FeatureSchema(inferredFrom: database, cutoff: nil, textEncoder: encoder.name)
    var reader = try Settings(SmallShopRelZero.settings.merging(settings) { $1 })
    model = try RelZero(
      RelZero.Context(
        graph: EntityGraph(database), schema: schema, encoder: encoder,
        rule: TemporalRule(history: .cut, testCutoff: nil), random: RandomSource(seed: 5),
        tasks: []),
      size: 16, &reader)
    try reader.finish()
  }

  /// With another model's parameters.
  func reading(_ other: TableRelZero) throws -> TableRelZero {
    try model.parameters.load(other.model.parameters.export())
    return self
  }

  /// The words of a prompt.
  func text(_ prompt: PromptTokens) -> String {
    model.decoder.tokens.tokenizer.decode(prompt.words)
  }
}

extension RelZero {
  /// A row's cell in a column of a table, said after all its other attributes in order.
  func cell(_ row: Int32, of column: String, in name: String) throws -> (
    table: CellTable, cell: CellQuestions.Drawn
  ) {
    guard let table = lessons.cells.tables.first(where: { $0.text.table == name }),
      let target = table.learnable.firstIndex(where: {
        table.text.attributes[$0.attribute].name == column
      })
    else { throw NoCell(table: name, column: column) }
    let time = table.times?[Int(row)] ?? 0
    let asked = table.learnable[target].attribute
    let others = table.text.present(row: row, at: time).filter { $0 != asked }
    return (table, .init(row: row, time: time, target: target, others: others))
  }

  struct NoCell: Error {
    let table: String
    let column: String
  }

  /// The seeds' tokens in a lesson's prompts.
  func tokens(of lesson: Lesson) -> [Float] {
    decoder.softTokens(
      decoder.graph(lesson.graph, in: .inference), lesson.readings(), lesson.neighbors,
      past: lesson.past, in: .inference
    ).seeds.scalars
  }

  /// The cells of stage B that a step would bring, whatever it brings.
  func cells(step: Int, at u: Double = 0.9, sparsity: Double = 0) -> Lesson {
    var stream = lessons.random.stream(.lesson, row: step)
    return lessons.plannedCells(sparsity: sparsity, step: step, at: u, from: &stream)
  }
}

import FixtureSupport
import Neural
import Randomness
import Relational
import Tensors
import Testing
import Text

@testable import Features

/// Categories and lists of them against vectors worked out by hand.
@Suite("Column encoders")
struct ColumnEncoderTests {
  private let features = TableFeatures(
    table: "things",
    columns: [
      ColumnFeature(name: "kind", statistics: .categorical(values: ["red", "blue"])),
      ColumnFeature(
        name: "tags", statistics: .multicategorical(separator: "|", values: ["a", "b"])),
    ])

  /// Six rows, among them values that nobody knew when the columns were frozen.
  private func batch() throws -> TableBatch {
    let folder = try TemporaryFolder()
    let database = try Database.open(
      at: folder.database(
        """
        CREATE TABLE things (id INTEGER PRIMARY KEY, kind TEXT, tags TEXT);
        INSERT INTO things VALUES (0, 'red', 'a|b'), (1, 'blue', 'b'), (2, NULL, NULL),
          (3, 'green', 'z'), (4, 'red', 'z | a'), (5, 'blue', 'b|a|b');
        """))
    let table = try FeatureTable(
      database.tables[0], features: features, encoder: HashedNGramEncoder(width: 8))
    return table.batch(of: [0, 1, 2, 3, 4, 5], textWidth: 8)
  }

  private func encoders(in store: ParameterStore) throws -> ColumnEncoders {
    let columns = ColumnEncoders(features, width: 2, textWidth: 8, at: store.root)
    // Missing (never read), red, blue; a, b.
    try #require(store["categorical.emb.weight"]).value = Tensor(
      [9, 9, 1, 2, 3, 4], shape: [3, 2])
    try #require(store["multicategorical.embs.0.weight"]).value = Tensor(
      [1, 10, 4, 40], shape: [2, 2])
    return columns
  }

  /// Projecting onto it writes both columns out, side by side.
  private let identity = Tensor(
    (0..<16).map { $0.isMultiple(of: 5) ? 1 : 0 }, shape: [4, 4])

  @Test("a list is the mean of its known categories; what is missing or unknown is zeros")
  func values() throws {
    let store = ParameterStore(random: RandomSource(seed: 0))
    let found = try encoders(in: store).project(batch(), onto: identity).scalars
    let expected: [[Float]] = [
      [1, 2, 2.5, 25],  // red; a and b
      [3, 4, 4, 40],  // blue; b
      [0, 0, 0, 0],  // missing
      [0, 0, 0, 0],  // never seen before
      [1, 2, 1, 10],  // red; of an unknown one and a, a
      [3, 4, 3, 30],  // blue; (4 + 1 + 4) / 3
    ]
    #expect(largestDifference(found, Array(expected.joined())) < 1e-6)
  }

  @Test("a list's gradient is shared by its categories; what is missing or unknown gives none")
  func gradients() throws {
    let store = ParameterStore(random: RandomSource(seed: 0))
    let (columns, batch) = (try encoders(in: store), try batch())
    let (_, gradients) = store.valueAndGradients { columns.project(batch, onto: identity).sum() }
    // Red and blue stand twice each.
    #expect(gradients["categorical.emb.weight"]?.scalars == [0, 0, 2, 2, 2, 2])
    // a: ½ + 1 + ⅓; b: ½ + 1 + ⅔.
    let lists = try #require(gradients["multicategorical.embs.0.weight"]).scalars
    #expect(largestDifference(lists, [11 / 6, 11 / 6, 13 / 6, 13 / 6]) < 1e-6)
  }
}

import EntityGraphs
import FixtureSupport
import Models
import Randomness
import Relational
import Testing

@testable import Training

/// A model's start from one that learned on another database.
@Suite("Transfer")
struct TransferTests {
  private let folder: TemporaryFolder
  private let first: Project
  private let second: Project

  init() throws {
    folder = try TemporaryFolder()
    first = Project(database: try SmallShop.open(in: folder), home: folder.file("home"))
    // Members in place of buyers, and purchases with one more column.
    let path = try folder.database(
      """
      CREATE TABLE members (id INTEGER PRIMARY KEY, age INTEGER);
      CREATE TABLE shops (id INTEGER PRIMARY KEY);
      CREATE TABLE purchases (id INTEGER PRIMARY KEY, member INTEGER REFERENCES members,
        shop INTEGER REFERENCES shops, at DATETIME, price REAL, kind TEXT, weight REAL);
      INSERT INTO members VALUES (0, 31), (1, 27), (2, 64);
      INSERT INTO shops VALUES (0), (1);
      INSERT INTO purchases WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n
        WHERE i < 39) SELECT i, i % 3, i % 2, date('2020-01-01', '+' || i || ' days'), i * 1.5,
        CASE i % 2 WHEN 0 THEN 'toy' ELSE 'book' END, i * 0.25 FROM n;
      """)
    second = Project(database: try Database.open(at: path), home: folder.file("home"))
  }

  /// A model that could learn on the project, and how it reads the columns.
  private func model(_ project: Project, seed: UInt64) throws -> (RelZero, RelZero.Context) {
    var reader = try LabelFreeExperiment.reader(LabelFreeTests.settings)
    let settings = try TrainingSettings(&reader)
    let context = try project.labelFreeContext(
      settings: settings, encoder: try project.textEncoder(&reader),
      cutoffs: Cutoffs(validation: nil, test: nil), random: RandomSource(seed: seed))
    return (try RelZero(context, size: 8, &reader), context)
  }

  /// A checkpoint of the first database, less some tensors.
  private func checkpoint(without left: Set<String> = []) throws -> (path: String, Checkpoint) {
    let (model, context) = try model(first, seed: 5)
    let checkpoint = Checkpoint(
      about: Checkpoint.About(
        run: "r0001", model: RelZero.name, task: LabelFreeExperiment.task, seed: 5,
        settings: [:], schema: SchemaOutline(first.database.schema),
        fingerprint: first.database.fingerprint, lowerBound: nil, upperBound: nil, scale: .raw,
        testCutoff: nil, validationCutoff: nil, validationHorizon: nil,
        metric: LabelFreeExperiment.metric),
      progress: Checkpoint.Progress(), features: context.schema,
      parameters: model.parameters.export().filter { !left.contains($0.key) })
    let path = folder.file("start/best.safetensors")
    try checkpoint.write(to: path)
    return (path, checkpoint)
  }

  @Test("to another database takes what fits, bit for bit, and leaves its encoders as they are")
  func otherDatabase() throws {
    let (path, checkpoint) = try checkpoint()
    let (model, _) = try model(second, seed: 6)
    let before = model.parameters.export()
    let transfer = try Transfer(
      from: path, to: model.parameters, settings: [:], project: second)
    let after = model.parameters.export()
    // Every parameter stands in one of three lists.
    let listed = transfer.loaded + transfer.fresh + transfer.misshapen
    #expect(listed.sorted() == after.keys.sorted())
    for path in transfer.loaded {
      #expect(after[path]?.scalars == checkpoint.parameters[path]?.scalars, "\(path)")
    }
    for path in transfer.fresh + transfer.misshapen {
      #expect(after[path]?.scalars == before[path]?.scalars, "\(path)")
    }
    #expect(transfer.loaded.contains { before[$0]?.scalars != after[$0]?.scalars })
    for path in ["projector.0.weight", "language.model.embed_tokens.weight", "tokens.mask"] {
      #expect(transfer.loaded.contains(path), "\(path)")
    }
    // Members are another table; purchases' columns are mixed by a wider matrix.
    let members = after.keys.filter { $0.hasPrefix("encoder.encoders.members.") }
    #expect(!members.isEmpty && Set(members).isSubset(of: transfer.fresh))
    #expect(
      transfer.misshapen.contains("encoder.encoders.purchases.backbone.0.lin1.weight"))
    #expect(transfer.misshapen.allSatisfy { $0.hasPrefix("encoder.encoders.purchases.") })
    #expect(!transfer.loaded.contains { $0.contains("buyers") })
  }

  @Test("lists a tensor that the checkpoint lacks, and leaves it as it is")
  func leftOut() throws {
    let (path, _) = try checkpoint(without: ["projector.3.weight"])
    let (model, _) = try model(first, seed: 6)
    let before = model.parameters.export()
    let transfer = try Transfer(from: path, to: model.parameters, settings: [:], project: first)
    #expect(transfer.fresh == ["projector.3.weight"])
    #expect(transfer.misshapen.isEmpty)
    #expect(transfer.loaded.count == before.count - 1)
    #expect(transfer.text.split(separator: "\n").contains("new projector.3.weight"))
    #expect(
      model.parameters.export()["projector.3.weight"]?.scalars
        == before["projector.3.weight"]?.scalars)
  }

  @Test("from a model without a parameter in common is refused")
  func nothingInCommon() throws {
    let (whole, _) = try model(first, seed: 5)
    let names = Set(whole.parameters.export().keys)
    let (path, _) = try checkpoint(without: names)
    #expect(throws: TrainingError.self) {
      try Transfer(from: path, to: whole.parameters, settings: [:], project: first)
    }
  }
}

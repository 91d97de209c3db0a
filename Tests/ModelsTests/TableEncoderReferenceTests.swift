import FixtureSupport
import Foundation
import Neural
import Randomness
import Sampling
import Tasks
import Tensors
import Testing
import Text

@testable import Features
@testable import Models

/// Column encoders and tabular ResNet against pytorch-frame, over all rows of three tables.
@Suite(
  "Table encoder, reference values",
  .enabled(if: SharedFolder.isPresent, "needs the folder of reference data"))
struct TableEncoderReferenceTests {
  let fixture: HeteroSAGEFixture
  let reference: ReferenceTensors

  init() throws {
    fixture = try HeteroSAGEFixture()
    reference = try ReferenceTensors("hetero-sage/encoder.safetensors")
  }

  /// All rows of a table, as a batch of features.
  private func rows(of table: String) throws -> TableBatch {
    let place = try #require(fixture.database.index(ofTable: table))
    let features = try #require(fixture.schema.features(of: table))
    let values = try FeatureTable(
      fixture.database.tables[place], features: features, encoder: fixture.encoder)
    let all = (0..<Int32(fixture.database.tables[place].rowCount)).map { $0 }
    return values.batch(of: all, textWidth: fixture.encoder.width)
  }

  private func encoder(_ table: String, in store: ParameterStore) throws -> TableEncoder {
    var configuration = RDLConfiguration()
    configuration.channels = 16
    let features = try #require(fixture.schema.features(of: table))
    return TableEncoder(
      features, textWidth: 8, configuration: configuration,
      at: store.root / "encoders" / table)
  }

  @Test(
    "gives the reference's vector for every row", arguments: ["customers", "products", "orders"])
  func outputs(table: String) throws {
    let store = ParameterStore(random: RandomSource(seed: 0))
    let encoder = try encoder(table, in: store)
    let all = HeteroSAGEFixture.parameters(reference, under: "w.")
    try store.load(all.filter { $0.key.hasPrefix("encoders.\(table).") })
    let output = encoder(try rows(of: table), in: .inference)
    #expect(largestDifference(output.scalars, reference.floats("out.\(table)")) < 1e-4)
  }

  @Test("has the reference's gradients", arguments: ["customers", "products", "orders"])
  func gradients(table: String) throws {
    let store = ParameterStore(random: RandomSource(seed: 0))
    let encoder = try encoder(table, in: store)
    let all = HeteroSAGEFixture.parameters(reference, under: "w.")
    try store.load(all.filter { $0.key.hasPrefix("encoders.\(table).") })
    let batch = try rows(of: table)
    let upstream = Tensor(
      reference.floats("upstream.\(table)"), shape: Shape(reference.shape("upstream.\(table)")))
    let (_, gradients) = store.valueAndGradients {
      (encoder(batch, in: .inference) * upstream).sum()
    }
    let names = reference.names(under: "grad.w.").filter { $0.hasPrefix("encoders.\(table).") }
    #expect(names.count > 30)
    for name in names {
      let theirs = reference.floats("grad.w." + name)
      let ours = gradients[name]?.scalars ?? [Float](repeating: 0, count: theirs.count)
      // Sums over up to 240 rows: compared against the largest entry of the tensor.
      let scale = max(1, theirs.map(abs).max() ?? 1)
      #expect(largestDifference(ours, theirs) < 1e-4 * scale, "\(name)")
    }
  }

  @Test(
    "gives the reference's vector for every cell", arguments: ["customers", "products", "orders"])
  func columns(table: String) throws {
    let store = ParameterStore(random: RandomSource(seed: 0))
    let features = try #require(fixture.schema.features(of: table))
    let columns = ColumnEncoders(
      features, width: 16, textWidth: 8,
      at: store.root / "encoders" / table / "encoder" / "encoder_dict")
    let all = HeteroSAGEFixture.parameters(reference, under: "w.")
    try store.load(
      all.filter { $0.key.hasPrefix("encoders.\(table).encoder.encoder_dict.") })
    let batch = try rows(of: table)
    let expected = reference.floats("columns.\(table)")
    let width = columns.count * 16
    // Projecting onto the identity writes all columns out, side by side.
    let identity = Tensor(
      (0..<width * width).map { $0 / width == $0 % width ? 1 : 0 }, shape: [width, width])
    let ours = columns.project(batch, onto: identity)
    #expect(largestDifference(ours.scalars, expected) < 1e-4)
  }
}

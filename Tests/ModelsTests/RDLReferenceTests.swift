import EntityGraphs
import Features
import FixtureSupport
import Neural
import Randomness
import Relational
import Sampling
import Tasks
import Tensors
import Testing

@testable import Models

/// The whole network against RelBench's, run on PyTorch: encoders, ages, messages, head, gradients, steps.
@Suite(
  "RDL, reference values",
  .enabled(if: SharedFolder.isPresent, "needs the folder of reference data"))
struct RDLReferenceTests {
  let fixture: HeteroSAGEFixture
  let reference: ReferenceTensors
  let model: RDL
  let seeds: [Seed]
  let labels: Tensor

  init() throws {
    fixture = try HeteroSAGEFixture()
    reference = try ReferenceTensors("hetero-sage/model.safetensors")
    model = try fixture.model()
    try model.parameters.load(HeteroSAGEFixture.parameters(reference, under: "w."))
    let sampler = try ReferenceTensors("hetero-sage/sampler.safetensors")
    seeds = zip(sampler.integers("seed_nodes"), reference.integers("seed_time")).map {
      Seed(row: Int32($0), time: $1 * 1_000_000)
    }
    labels = Tensor(reference.floats("y"))
  }

  private func batch() -> SubgraphBatch {
    model.batches.batch(of: seeds, epoch: 0, without: [])
  }

  @Test("declares the reference's parameters, by name and shape")
  func parameters() {
    let ours = Set(model.parameters.parameters.map { "\($0.path) \($0.shape)" })
    let theirs = Set(
      HeteroSAGEFixture.parameters(reference, under: "w.").map { "\($0.key) \($0.value.shape)" })
    #expect(ours == theirs)
  }

  @Test("predicts what the reference predicts")
  func predictions() {
    let predictions = model(batch(), in: .inference)
    #expect(largestDifference(predictions.scalars, reference.floats("pred")) < 1e-4)
  }

  @Test("has the reference's gradients of the L1 loss, all of them")
  func gradients() {
    let batch = batch()
    let (loss, gradients) = model.parameters.valueAndGradients {
      Objective.l1(model(batch, in: .inference), labels)
    }
    #expect(abs(loss - 0.206_644_28) < 1e-4)
    for name in reference.names(under: "l1.grad.") {
      let theirs = reference.floats("l1.grad." + name)
      let ours = gradients[name]?.scalars ?? [Float](repeating: 0, count: theirs.count)
      #expect(largestDifference(ours, theirs) < 1e-4, "\(name)")
    }
  }

  @Test("has the reference's cross-entropy and its gradient at the head")
  func crossEntropy() {
    let batch = batch()
    let classes = Tensor(labels.scalars.map { $0 > 0.5 ? 1 : 0 })
    let (loss, gradients) = model.parameters.valueAndGradients {
      Objective.binaryCrossEntropy()(model(batch, in: .inference), classes)
    }
    #expect(abs(loss - 0.704_579_53) < 1e-4)
    let ours = gradients["head.lins.0.weight"]?.scalars ?? []
    #expect(largestDifference(ours, reference.floats("bce.grad.head.lins.0.weight")) < 1e-4)
  }

  @Test("is where the reference is after six steps of Adam")
  func steps() throws {
    var optimizer = Adam(learningRate: 0.005)
    let batch = batch()
    let expected: [Float] = [
      0.206_644_28, 0.308_443_99, 0.177_207_89, 0.125_562_55, 0.125_716_19, 0.119_345_57,
    ]
    for step in 0..<6 {
      let (loss, gradients) = model.parameters.valueAndGradients {
        Objective.l1(model(batch, in: .inference), labels)
      }
      #expect(abs(loss - expected[step]) < 1e-3)
      optimizer.update(model.parameters, along: gradients)
    }
    let predictions = model(batch, in: .inference)
    #expect(
      largestDifference(predictions.scalars, reference.floats("adam.pred_after_6_steps")) < 1e-3)
    for name in reference.names(under: "adam.w_after_6_steps.") {
      let ours = model.parameters[name]?.value.scalars ?? []
      let theirs = reference.floats("adam.w_after_6_steps." + name)
      #expect(largestDifference(ours, theirs) < 1e-3, "\(name)")
    }
  }
}

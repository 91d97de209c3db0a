import FixtureSupport
import Foundation
import Neural
import Tensors
import Testing

@testable import Models

/// What Rel-LLM's heads make small.
@Suite("Rel-LLM heads")
struct RelLLMHeadTests {
  private func learned(_ weights: [String: String], label: Float) throws -> (Float, [[Float]]) {
    let model = try SmallShopContext("toys").relLLM(["head": "tokens"].merging(weights) { $1 })
    let batch = model.batches.batch(
      of: SmallShopContext.seeds(onDay: 20), epoch: 0, without: [])
    let labels = Tensor([Float](repeating: label, count: SmallShop.buyers))
    let (loss, gradients) = model.parameters.valueAndGradients {
      model.loss(of: batch, labels: labels, objective: .binaryCrossEntropy(), in: .inference)
    }
    return (loss, gradients.entries.map(\.gradient.scalars))
  }

  @Test(
    "a class of twice the weight has twice the loss and gradients; the other class stays",
    arguments: [("weight_yes", Float(1)), ("weight_no", 0)])
  func classWeights(_ name: String, _ label: Float) throws {
    let (loss, gradients) = try learned([:], label: label)
    let (double, doubles) = try learned([name: "2"], label: label)
    #expect(loss > 0 && abs(double - 2 * loss) < 1e-6 * loss)
    #expect(gradients.count == doubles.count && gradients.count > 20)
    for (one, two) in zip(gradients, doubles) {
      #expect(largestDifference(one.map { 2 * $0 }, two) < 1e-6)
    }
    #expect(gradients.joined().contains { $0 != 0 })
    let other = 1 - label
    #expect(try learned([name: "2"], label: other).0 == learned([:], label: other).0)
  }

  @Test("the focal loss of tokens counts what is nearly known little, and classes by weight")
  func focal() {
    // Right tokens of probability 1/2 and 1/4.
    let losses = Tensor([Float(log(2.0)), Float(log(4.0))])
    let even = RelLLM.focal(losses, gamma: 2, weights: Tensor([1, 1])).scalar
    // ((1 − ½)² log 2 + (1 − ¼)² log 4) / 2 = (0.25 · 0.693147 + 0.5625 · 1.386294) / 2
    #expect(abs(even - 0.476539) < 1e-5)
    let weighted = RelLLM.focal(losses, gamma: 2, weights: Tensor([1, 3])).scalar
    // (0.173287 + 3 · 0.779791) / 2
    #expect(abs(weighted - 1.256329) < 1e-5)
    let plain = RelLLM.focal(losses, gamma: 0, weights: Tensor([1, 1])).scalar
    #expect(abs(plain - Float(log(8.0) / 2)) < 1e-5)
    // What is known for sure costs nothing, and its slope is a number.
    let (known, slopes) = valueAndGradients(at: [Tensor([0, 30])]) {
      RelLLM.focal($0[0], gamma: 2, weights: Tensor([1, 1]))
    }
    #expect(abs(known - 15) < 1e-4)
    #expect(slopes[0].scalars.allSatisfy { $0.isFinite })
  }

  @Test("a task whose yes means label 0 has its answers turned around, and learns the other token")
  func polarity() throws {
    func shop(_ yes: Int) throws -> SmallShopContext {
      try SmallShopContext("toys") { folder in
        let path = folder.file("tasks/toys/manifest.yaml")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try (text + "question:\n  text: Will the buyer stay away?\n  yes_means: \(yes)\n")
          .write(toFile: path, atomically: true, encoding: .utf8)
      }
    }
    let seeds = SmallShopContext.seeds(onDay: 20)
    func model(_ yes: Int, _ head: String) throws -> (RelLLM, PromptBatch) {
      let model = try shop(yes).relLLM(["head": head])
      return (model, model.batches.batch(of: seeds, epoch: 0, without: []))
    }
    for head in ["odds", "tokens"] {
      let (one, batch) = try model(1, head)
      let (zero, turned) = try model(0, head)
      let odds = one(batch, in: .inference).scalars
      #expect(zero(turned, in: .inference).scalars == odds.map { -$0 })
      #expect(odds.contains { $0 != 0 })
      let labels = Tensor((0..<seeds.count).map { Float($0 % 2) })
      let loss = { (model: RelLLM, batch: PromptBatch, labels: Tensor) in
        model.loss(of: batch, labels: labels, objective: .binaryCrossEntropy(), in: .inference)
          .scalar
      }
      #expect(abs(loss(one, batch, labels) - loss(zero, turned, 1 - labels)) < 1e-6)
      #expect(loss(one, batch, labels) != loss(one, batch, 1 - labels))
    }
  }
}

import FixtureSupport
import Foundation
import Neural
import Randomness
import Tensors
import Testing

@testable import LanguageModels

@Suite("Weights rounded to eight bits")
struct WeightRoundingTests {
  @Test(
    "cost the reference model little, and say how much",
    .enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func reference() throws {
    let stored = try LanguageModel(folder: TinyLlama.folder)
    let (rounded, loss) = try stored.inBytes()
    // Its random weights are large: scores spread over tens of nats, so small errors show.
    #expect(loss.tokens > 100 && loss.divergence > 0 && loss.divergence < 0.01, "\(loss)")
    #expect(abs(loss.roundedLoss - loss.storedLoss) < 0.01 && loss.agreement > 0.9)
    #expect(rounded.decoder.bytesPerToken < stored.decoder.bytesPerToken * 9 / 16)
    // Embeddings stay; what comes out is near, and the same with a cache and without.
    let ids = stored.tokenizer.encode("Question: will it rain? Answer:")
    #expect(rounded.decoder.embed(ids).scalars == stored.decoder.embed(ids).scalars)
    let alone = rounded.decoder.logLikelihoods([
      Llama.Question(rows: rounded.decoder.embed(ids), continuations: [[5, 6, 7]])
    ])[0][0]
    let before = stored.decoder.logLikelihoods([
      Llama.Question(rows: stored.decoder.embed(ids), continuations: [[5, 6, 7]])
    ])[0][0]
    #expect(alone != before && abs(alone - before) < 1, "\(alone) \(before)")
  }

  /// A small model of random weights, changed.
  private func model(_ change: (String, Tensor) -> Tensor) -> Llama {
    let store = ParameterStore(random: RandomSource(seed: 4))
    let model = Llama(
      LlamaConfiguration(
        vocabulary: 16, width: 8, innerWidth: 12, layers: 1, heads: 2, keyHeads: 1), at: store.root)
    for parameter in store.parameters {
      parameter.value = change(parameter.path, parameter.value * 20)
    }
    return model
  }

  @Test("are judged by how far the next token's probabilities move")
  func divergence() throws {
    let ids: [Int32] = [1, 5, 3, 9, 12, 0, 7, 7, 2]
    let plain = model { $1 }
    let small = try #require(plain.loss(ofRounding: plain.inBytes(), on: ids))
    #expect(small.tokens == 8 && small.divergence > 0 && small.divergence < 0.01)
    let same = try #require(plain.loss(ofRounding: plain, on: ids))
    #expect(same.divergence == 0 && same.agreement == 1 && same.storedLoss == same.roundedLoss)
    #expect(plain.loss(ofRounding: plain, on: [3]) == nil)
    // One number of each row far above the rest: the rest is rounded to nothing.
    let spiky = model { path, value in
      guard path.hasSuffix("down_proj.weight") else { return value }
      var scalars = value.scalars
      for row in 0..<value.shape[0] { scalars[row * value.shape[1]] = 1e4 }
      return Tensor(scalars, shape: value.shape)
    }
    let large = try #require(spiky.loss(ofRounding: spiky.inBytes(), on: ids))
    #expect(large.divergence > small.divergence)
  }
}

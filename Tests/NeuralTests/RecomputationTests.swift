import Randomness
import Tensors
import Testing

@testable import Neural

@Suite("Recomputed layers")
struct RecomputationTests {
  @Test("parameters get the gradients that they get without")
  func gradients() {
    let parameters = ParameterStore(random: RandomSource(seed: 1))
    let layers = (0..<3).map { Linear(4, 4, at: parameters / "layer" / "\($0)") }
    let norm = RMSNorm(4, at: parameters / "norm")
    parameters.setFrozen(true, under: "layer.1")
    let x = Tensor((0..<12).map { Float($0) / 6 - 1 }, shape: [3, 4])
    let kept = parameters.valueAndGradients {
      norm(layers.reduce(x) { $1($0).tanh() }).sum()
    }
    let again = parameters.valueAndGradients {
      norm(
        layers.reduce(x) { h, layer in parameters.recomputed([h]) { layer($0[0]).tanh() } }
      ).sum()
    }
    #expect(kept.value == again.value)
    #expect(kept.gradients.entries.map(\.path) == again.gradients.entries.map(\.path))
    for (a, b) in zip(kept.gradients.entries, again.gradients.entries) {
      #expect(a.gradient.scalars == b.gradient.scalars, "\(a.path)")
    }
    let plain = norm(
      layers.reduce(x) { h, layer in parameters.recomputed([h]) { layer($0[0]).tanh() } })
    #expect(plain.sum().scalar == kept.value)
  }
}

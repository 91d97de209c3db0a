import Neural
import Randomness
import Tensors
import Testing

@Suite("Rates of parts of a model")
struct AdamFactorsTests {
  @Test("a factor holds for the paths under its name, and for no other that begins like it")
  func factors() {
    let store = ParameterStore(random: RandomSource(seed: 1))
    for name in ["language", "languages", "graph"] {
      _ = (store.root / name).parameter("weight", [1], .zeros)
    }
    var adam = Adam(learningRate: 0.5)
    adam.factors = ["language": 0.1]
    let (_, gradients) = store.valueAndGradients {
      store.parameters.reduce(Tensor.zeros([1])) { $0 + $1.value }.sum()
    }
    adam.update(store, along: gradients)
    // The first step of Adam is the rate itself.
    #expect(abs((store["language.weight"]?.value.scalars[0] ?? 0) + 0.05) < 1e-6)
    #expect(abs((store["languages.weight"]?.value.scalars[0] ?? 0) + 0.5) < 1e-6)
    #expect(abs((store["graph.weight"]?.value.scalars[0] ?? 0) + 0.5) < 1e-6)
  }
}

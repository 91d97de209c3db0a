import Neural
import Randomness
import Tensors
import Testing

@Suite("Parameters")
struct ParameterTests {
  func store(seed: UInt64 = 1) -> ParameterStore {
    ParameterStore(random: RandomSource(seed: seed))
  }

  @Test("have the paths of their scopes, in the order of declaration")
  func paths() {
    let parameters = store()
    _ = Linear(3, 2, at: parameters / "encoder" / "lin1")
    _ = LayerNorm(2, at: parameters / "norm")
    _ = Embedding(5, 2, at: parameters.root)
    #expect(
      parameters.parameters.map(\.path) == [
        "encoder.lin1.weight", "encoder.lin1.bias", "norm.weight", "norm.bias", "weight",
      ])
    #expect(parameters.parameters.map(\.shape) == [[2, 3], [2], [2], [2], [5, 2]])
    #expect(parameters.scalarCount() == 6 + 2 + 2 + 2 + 10)
    #expect(parameters["norm.bias"]?.value.scalars == [0, 0])
    #expect(parameters["norm.weight"]?.value.scalars == [1, 1])
    #expect(parameters["nothing"] == nil)
  }

  @Test("start from seed and path alone")
  func initialization() {
    let (first, second) = (store(), store())
    let a = Linear(30, 20, at: first / "a")
    _ = Linear(7, 7, at: second / "another")
    let b = Linear(30, 20, at: second / "a")
    #expect(a.weight.value.scalars == b.weight.value.scalars)
    #expect(a.bias?.value.scalars == b.bias?.value.scalars)
    let other = Linear(30, 20, at: store(seed: 2) / "a")
    #expect(a.weight.value.scalars != other.weight.value.scalars)
  }

  @Test("of Linear are uniform within 1 / √inputs, of Embedding normal")
  func distributions() {
    let weight = Linear(100, 400, at: store() / "l").weight.value.scalars
    let bound: Float = 0.1
    #expect(weight.allSatisfy { abs($0) <= bound })
    let mean = weight.reduce(0, +) / 40_000
    let variance = weight.reduce(0) { $0 + $1 * $1 } / 40_000
    // The mean's standard deviation is 0.0577 / 200 = 0.0003; the variance is bound² / 3.
    #expect(abs(mean) < 0.0015)
    #expect(abs(variance / (bound * bound / 3) - 1) < 0.03)
    let rows = Embedding(100, 400, standardDeviation: 2, at: store() / "e").weight.value.scalars
    let deviation = (rows.reduce(0) { $0 + $1 * $1 } / 40_000).squareRoot()
    #expect(abs(deviation - 2) < 0.04)
    #expect(rows.contains { abs($0) > 4 })
  }

  @Test("are traced only inside valueAndGradients, unless frozen")
  func tracing() {
    let parameters = store()
    let layer = Linear(2, 1, at: parameters / "a")
    let frozen = Linear(2, 1, at: parameters / "b")
    parameters.setFrozen(true, under: "b")
    #expect(parameters.scalarCount(includingFrozen: false) == 3)
    let x = Tensor([1, 2, 3, 4], shape: [2, 2])
    #expect(!layer(x).isTraced)
    let (value, gradients) = parameters.valueAndGradients {
      #expect(layer(x).isTraced)
      #expect(!frozen(x).isTraced)
      return (layer(x) + frozen(x)).sum()
    }
    #expect(!layer(x).isTraced)
    #expect(abs(value - (layer(x) + frozen(x)).sum().scalar) < 1e-5)
    #expect(gradients["a.weight"]?.scalars == [4, 6])
    #expect(gradients["a.bias"]?.scalars == [2])
    #expect(gradients[frozen.weight] == nil)
    #expect(gradients.entries.map(\.path) == ["a.weight", "a.bias"])
  }

  @Test("are plain again after an error")
  func failing() {
    struct Stop: Error {}
    let parameters = store()
    let layer = Linear(2, 1, at: parameters / "a")
    #expect(throws: Stop.self) {
      try parameters.valueAndGradients { () throws(Stop) -> Tensor in throw Stop() }
    }
    #expect(!layer.weight.value.isTraced)
  }

  @Test("freezing goes by whole names")
  func freezing() {
    let parameters = store()
    _ = Linear(1, 1, at: parameters / "head")
    _ = Linear(1, 1, at: parameters / "header")
    parameters.setFrozen(true, under: "head")
    #expect(parameters.parameters.filter(\.isFrozen).map(\.path) == ["head.weight", "head.bias"])
    parameters.setFrozen(false, under: "")
    #expect(parameters.parameters.allSatisfy { !$0.isFrozen })
  }

  @Test("gradients are scaled down together above a norm")
  func clipping() {
    let parameters = store()
    let layer = Linear(1, 1, at: parameters / "a")
    // d/dw = 3, d/db = 4: the norm is 5.
    let (_, gradients) = parameters.valueAndGradients {
      (layer.weight.value * 3).sum() + ((layer.bias?.value ?? Tensor(0)) * 4).sum()
    }
    #expect(gradients.norm == 5)
    #expect(gradients.clipped(toNorm: 6)["a.weight"]?.scalars == [3])
    let clipped = gradients.clipped(toNorm: 1)
    #expect(abs((clipped["a.weight"]?.scalar ?? 0) - 0.6) < 1e-6)
    #expect(abs((clipped["a.bias"]?.scalar ?? 0) - 0.8) < 1e-6)
  }
}

@Suite("Layers")
struct LayerTests {
  @Test("dropout drops while training only, by seed, step and path")
  func dropout() {
    let parameters = ParameterStore(random: RandomSource(seed: 1))
    let layer = Dropout(0.5, at: parameters / "d")
    let other = Dropout(0.5, at: parameters / "e")
    let x = Tensor.full(1, shape: [64])
    let random = RandomSource(seed: 3)
    #expect(layer(x, in: .inference).scalars == x.scalars)
    #expect(!Pass.inference.isTraining)
    let pass = Pass.training(random, step: 1)
    #expect(pass.isTraining)
    let once = layer(x, in: pass).scalars
    #expect(Set(once) == [0, 2])
    #expect(layer(x, in: pass).scalars == once)
    #expect(layer(x, in: .training(random, step: 2)).scalars != once)
    #expect(layer(x, in: .training(RandomSource(seed: 4), step: 1)).scalars != once)
    #expect(other(x, in: pass).scalars != once)
    #expect(Dropout(0, at: parameters / "f").rule(in: pass) == nil)
  }

  @Test("an embedding gives its rows, zeros for -1")
  func embedding() {
    let parameters = ParameterStore(random: RandomSource(seed: 1))
    let layer = Embedding(3, 2, at: parameters / "e")
    layer.weight.value = Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])
    #expect(layer(Rows([2, -1, 0], of: 3)).scalars == [5, 6, 0, 0, 1, 2])
  }
}

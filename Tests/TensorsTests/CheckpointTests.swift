import Testing

@testable import Tensors

@Suite("Computing again instead of keeping")
struct CheckpointTests {
  @Test("gives the same value and gradients to the bit")
  func same() {
    let inputs = [
      randomTensor([6, 5]), randomTensor([5, 5], seed: 2), randomTensor([5], seed: 3),
    ]
    let layer: @Sendable ([Tensor]) -> Tensor = {
      $0[0].linear(weight: $0[1], bias: $0[2]).gelu().dropout(rate: 0.3, key: 5) + $0[0]
    }
    func stack(_ x: [Tensor], _ layer: ([Tensor]) -> Tensor) -> Tensor {
      (0..<3).reduce(x[0]) { h, _ in layer([h, x[1], x[2]]) }.sumOfSquared
    }
    let kept = valueAndGradients(at: inputs) { stack($0, layer) }
    let again = valueAndGradients(at: inputs) { x in
      stack(x) { Tensor.checkpointed($0, layer) }
    }
    #expect(kept.value == again.value)
    for (a, b) in zip(kept.gradients, again.gradients) { #expect(a.scalars == b.scalars) }
  }

  @Test("a checkpoint inside a checkpoint, and one of what is not traced")
  func nested() {
    let x = randomTensor([4])
    let inner: @Sendable ([Tensor]) -> Tensor = { x in
      Tensor.checkpointed([x[0] * x[0]]) { $0[0].exp() }
    }
    expectGradients(at: [x]) { Tensor.checkpointed($0, inner) }
    #expect(Tensor.checkpointed([x], inner).scalars == inner([x]).scalars)
  }
}

extension Tensor {
  fileprivate var sumOfSquared: Tensor { (self * self).sum() }
}

import Testing

@testable import Tensors

@Suite("The tape")
struct TapeTests {
  @Test("adds up the gradients of a tensor used several times, by itself included")
  func reuse() {
    expectGradients(at: [randomTensor([3, 3])]) { inputs in
      let x = inputs[0]
      return x * x + x.matmul(x) - x + (x + x) * 0.5
    }
  }

  @Test("gives zeros, or none, where the value does not depend on an input")
  func independence() {
    let inputs = [Tensor([1, 2]), Tensor([3, 4])]
    #expect(valueAndGradients(at: inputs) { $0[0].sum() }.gradients[1].scalars == [0, 0])
    #expect(partialGradients(at: inputs) { $0[0].sum() }.gradients[1] == nil)
    #expect(partialGradients(at: inputs) { _ in Tensor(5) }.gradients.allSatisfy { $0 == nil })
  }

  @Test("a loss may be one of the inputs, and a branch without use costs nothing")
  func trivial() {
    let (value, gradients) = valueAndGradients(at: [Tensor(3)]) { inputs in
      _ = inputs[0] * 7
      return inputs[0]
    }
    #expect(value == 3)
    #expect(gradients[0].scalar == 1)
  }

  @Test("records only inside, and what escapes is a plain tensor")
  func escape() {
    let outside = Tensor([1, 2])
    var escaped = outside
    _ = valueAndGradients(at: [outside]) { inputs in
      #expect(inputs[0].isTraced)
      #expect(!inputs[0].detached.isTraced)
      #expect(!outside.isTraced)
      escaped = inputs[0] * 2
      #expect(escaped.isTraced)
      return escaped.sum()
    }
    #expect(!escaped.isTraced)
    #expect((escaped * 2).scalars == [4, 8])
    // It may even serve as an input later.
    #expect(
      valueAndGradients(at: [escaped]) { ($0[0] * $0[0]).sum() }.gradients[0].scalars == [4, 8])
  }

  @Test("stops recording when the function throws")
  func throwing() {
    struct Stop: Error {}
    var escaped = Tensor(0)
    #expect(throws: Stop.self) {
      try valueAndGradients(at: [Tensor(1)]) { (inputs: [Tensor]) throws(Stop) -> Tensor in
        escaped = inputs[0]
        throw Stop()
      }
    }
    #expect(!escaped.isTraced)
  }

  @Test("a chain of 200,000 operations is let go without recursion")
  func longChain() {
    let (value, gradients) = valueAndGradients(at: [Tensor(0)]) { inputs in
      (0..<200_000).reduce(inputs[0]) { x, _ in x + 1 }
    }
    #expect(value == 200_000)
    #expect(gradients[0].scalar == 1)
  }

  @Test("gradients nest: an inner one is a number to the outer")
  func nesting() {
    let (_, gradients) = valueAndGradients(at: [Tensor(3)]) { outer in
      let inner = valueAndGradients(at: [Tensor(2)]) { $0[0] * $0[0] }
      return outer[0] * inner.gradients[0]
    }
    #expect(gradients[0].scalar == 4)
  }

  @Test("a gradient shared by two inputs is not changed under either")
  func sharedGradients() {
    // Both inputs of + get the same tensor g; adding x's second use to it must leave y's alone.
    let (_, gradients) = valueAndGradients(at: [Tensor([1, 2]), Tensor([3, 4])]) {
      ($0[0] + $0[1]).sum() + ($0[0] * 10).sum()
    }
    #expect(gradients[0].scalars == [11, 11])
    #expect(gradients[1].scalars == [1, 1])
  }
}

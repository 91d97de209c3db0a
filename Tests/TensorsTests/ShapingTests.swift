import Tensors
import Testing

@Suite("Joining, cutting and reshaping")
struct ShapingTests {
  @Test("concatenation puts columns side by side")
  func concatenation() {
    let a = Tensor([1, 2, 3, 4], shape: [2, 2])
    let b = Tensor([5, 6], shape: [2, 1])
    #expect(Tensor.concatenated([a, b, a]).shape == [2, 5])
    #expect(Tensor.concatenated([a, b, a]).scalars == [1, 2, 5, 1, 2, 3, 4, 6, 3, 4])
    #expect(Tensor.concatenated([.zeros([0, 2]), .zeros([0, 3])]).shape == [0, 5])
    expectGradients(at: [randomTensor([3, 2]), randomTensor([3, 1]), randomTensor([3, 3])]) {
      Tensor.concatenated([$0[0], $0[1], $0[2], $0[0]])
    }
  }

  @Test("columns and rows are cut out, with zeros for the gradient elsewhere")
  func cutting() {
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(x.columns(1..<3).scalars == [2, 3, 5, 6])
    #expect(x.columns(0..<0).shape == [2, 0])
    #expect(x.prefix(rows: 1).scalars == [1, 2, 3])
    #expect(x.rows(1..<2).scalars == [4, 5, 6])
    #expect(x.prefix(rows: 0).shape == [0, 3])
    for range in [0..<4, 1..<3, 2..<2, 0..<1, 3..<4] {
      expectGradients(at: [randomTensor([3, 4])]) { $0[0].columns(range) }
      expectGradients(at: [randomTensor([4, 3])]) { $0[0].rows(range) }
    }
    expectGradients(at: [randomTensor([4, 3])]) { $0[0].rows(1..<4).rows(1..<3) }
  }

  @Test("rows' gradients join those of the whole, in either order and when shared")
  func partialGradients() {
    let x = randomTensor([5, 3])
    expectGradients(at: [x]) {
      $0[0].rows(1..<3) * 3 + $0[0].rows(2..<4) + ($0[0] * $0[0]).prefix(rows: 2)
    }
    expectGradients(at: [x]) { inputs in
      let part = inputs[0].prefix(rows: 2)
      return Tensor.concatenated([(inputs[0] + inputs[0]).prefix(rows: 2), part])
    }
    // + hands one gradient to both: x's part must not reach y's.
    let (_, gradients) = valueAndGradients(at: [x, x]) { inputs in
      let part = inputs[0].prefix(rows: 1)
      return (inputs[0] + inputs[1]).sum() + part.sum()
    }
    #expect(
      gradients[0].scalars == [Float](repeating: 2, count: 3) + [Float](repeating: 1, count: 12))
    #expect(gradients[1].scalars == [Float](repeating: 1, count: 15))
  }

  @Test("padding the gradient of rows works across chunks")
  func longPadding() {
    let (_, gradients) = valueAndGradients(at: [randomTensor([3000, 64])]) {
      $0[0].rows(1100..<2900).sum()
    }
    let found = gradients[0].scalars
    #expect(found.indices.allSatisfy { found[$0] == (1100 * 64..<2900 * 64 ~= $0 ? 1 : 0) })
  }

  @Test("reshaping keeps the numbers and their order")
  func reshaping() {
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(x.reshaped([3, 2]).scalars == x.scalars)
    expectGradients(at: [randomTensor([2, 3])]) { $0[0].reshaped([6]) }
    expectGradients(at: [randomTensor([2, 3])]) { $0[0].reshaped([3, 2]).columns(0..<1) }
  }

  @Test("changing a tensor leaves those that shared its storage as they were")
  func copyOnWrite() {
    var x = Tensor([1, 2, 3, 4], shape: [2, 2])
    let view = x.rows(1..<2)
    let copy = x
    x.withMutableScalars { $0[2] = 9 }
    #expect(x.scalars == [1, 2, 9, 4])
    #expect(view.scalars == [3, 4])
    #expect(copy.scalars == [1, 2, 3, 4])
  }
}

import Tensors
import Testing

@Suite("Spreading columns")
struct SpreadColumnsTests {
  @Test("scales and shifts each column's vector; a missing number gives zeros, not its bias")
  func values() {
    let x = Tensor([2, .nan, -1, 3], shape: [2, 2])
    let weight = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    let bias = Tensor([10, 20, 30, 40, 50, 60], shape: [2, 3])
    let y = x.spreadColumns(weight: weight, bias: bias)
    #expect(y.shape == [2, 6])
    #expect(y.scalars == [12, 24, 36, 0, 0, 0, 9, 18, 27, 52, 65, 78])
  }

  @Test("has the gradients of differences")
  func gradients() {
    for rows in [0, 1, 3] {
      let inputs = [
        randomTensor([rows, 2]), randomTensor([2, 5], seed: 2), randomTensor([2, 5], seed: 3),
      ]
      expectGradients(at: inputs) { $0[0].spreadColumns(weight: $0[1], bias: $0[2]) }
    }
  }

  @Test("missing numbers give and get no gradient")
  func missing() {
    let x = Tensor([2, .nan, .nan, 3], shape: [2, 2])
    let inputs = [x, Tensor([1, 1], shape: [2, 1]), Tensor([0, 0], shape: [2, 1])]
    let (_, found) = valueAndGradients(at: inputs) {
      $0[0].spreadColumns(weight: $0[1], bias: $0[2]).sum()
    }
    #expect(found[0].scalars == [1, 0, 0, 1])
    #expect(found[1].scalars == [2, 3])
    #expect(found[2].scalars == [1, 1])
  }

  @Test("gradients over many rows are summed from all parts")
  func long() {
    let x = randomTensor([1300, 2])
    let inputs = [randomTensor([2, 3], seed: 2), randomTensor([2, 3], seed: 3)]
    let (_, found) = valueAndGradients(at: inputs) {
      x.spreadColumns(weight: $0[0], bias: $0[1]).sum()
    }
    let sums = x.sum(axis: 0).reshaped([2, 1])
    #expect(isClose(found[0], sums + .zeros([2, 3]), within: 1e-4))
    #expect(found[1].scalars == [Float](repeating: 1300, count: 6))
  }
}

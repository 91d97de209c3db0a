import Tensors
import Testing

/// `op(a) · op(b)` in double by its definition.
func plainProduct(_ a: Tensor, _ b: Tensor, _ flipA: Bool = false, _ flipB: Bool = false) -> Tensor
{
  let (x, y) = (a.scalars, b.scalars)
  let (m, k) = flipA ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
  let n = flipB ? b.shape[0] : b.shape[1]
  return Tensor(shape: [m, n]) { out in
    for i in 0..<m {
      for j in 0..<n {
        var sum = 0.0
        for p in 0..<k {
          let left = flipA ? x[p * m + i] : x[i * k + p]
          let right = flipB ? y[j * k + p] : y[p * n + j]
          sum += Double(left) * Double(right)
        }
        out[i * n + j] = Float(sum)
      }
    }
  }
}

@Suite("Matrix products")
struct MatrixTests {
  @Test("follow the definition for all four transpositions and both cuts")
  func products() {
    // Small; rows cut; columns cut; the summed axis cut.
    for (m, n, k) in [
      (3, 4, 5), (1, 1, 1), (0, 3, 2), (3, 2, 0), (900, 70, 130), (20, 800, 600), (6, 5, 5000),
    ] {
      for (flipA, flipB) in [(false, false), (true, false), (false, true), (true, true)] {
        let a = randomTensor(flipA ? [k, m] : [m, k])
        let b = randomTensor(flipB ? [n, k] : [k, n], seed: 2)
        let found = a.matmul(b, transposingSelf: flipA, transposingOther: flipB)
        let isLarge = m * n * k > 1_000_000
        if isLarge, flipA != flipB { continue }  // half of the large ones: debug builds are slow
        #expect(isClose(found, plainProduct(a, b, flipA, flipB), within: 2e-4), "\(m) \(n) \(k)")
      }
    }
  }

  @Test("have the gradients of differences")
  func productGradients() {
    for (flipA, flipB) in [(false, false), (true, false), (false, true), (true, true)] {
      let a = randomTensor(flipA ? [3, 2] : [2, 3])
      let b = randomTensor(flipB ? [4, 3] : [3, 4], seed: 2)
      expectGradients(at: [a, b]) {
        $0[0].matmul($0[1], transposingSelf: flipA, transposingOther: flipB)
      }
    }
  }

  @Test("a linear map is x · weightᵀ + bias, whatever is added to it")
  func linear() {
    for (rows, inputs, outputs) in [
      (5, 3, 4), (1, 3, 2), (0, 3, 2), (4, 0, 3), (1100, 96, 120), (40, 700, 900),
    ] {
      let x = randomTensor([rows, inputs])
      let weight = randomTensor([outputs, inputs], seed: 2)
      let bias = randomTensor([outputs], seed: 3)
      let plain = plainProduct(x, weight, false, true)
      #expect(isClose(x.linear(weight: weight), plain, within: 1e-4))
      #expect(isClose(x.linear(weight: weight, bias: bias), plain + bias, within: 1e-4))
      let addend = randomTensor([rows, outputs], seed: 4)
      let terms = [
        LinearTerm(x, weight: weight, bias: bias), LinearTerm(x, weight: weight, bias: bias),
      ]
      #expect(
        isClose(Tensor.linear(terms, adding: addend), 2 * (plain + bias) + addend, within: 2e-4))
    }
    #expect(randomTensor([2, 3, 4]).linear(weight: randomTensor([5, 4])).shape == [2, 3, 5])
  }

  @Test("linear maps have the gradients of differences", arguments: [0, 1, 3])
  func linearGradients(_ rows: Int) {
    let x = randomTensor([rows, 3])
    let (weight, bias) = (randomTensor([4, 3], seed: 2), randomTensor([4], seed: 3))
    let (second, secondWeight) = (randomTensor([rows, 2], seed: 4), randomTensor([4, 2], seed: 5))
    expectGradients(at: [x, weight]) { $0[0].linear(weight: $0[1]) }
    expectGradients(at: [x, weight, bias]) { $0[0].linear(weight: $0[1], bias: $0[2]) }
    let addend = randomTensor([rows, 4], seed: 6)
    expectGradients(at: [x, weight, bias, second, secondWeight, addend]) {
      Tensor.linear(
        [LinearTerm($0[0], weight: $0[1], bias: $0[2]), LinearTerm($0[3], weight: $0[4])],
        adding: $0[5])
    }
    expectGradients(at: [x]) { $0[0].linear(weight: weight, bias: bias) }
    expectGradients(at: [bias]) { x.linear(weight: weight, bias: $0[0]) }
  }

  @Test("gradients over many rows are those of one product")
  func longGradients() {
    // Several parts of 512 rows: ∂weight = gᵀ x, ∂x = g w, ∂bias = Σ g with g = 1 everywhere but scaled.
    let x = randomTensor([1300, 5])
    let weight = randomTensor([3, 5], seed: 2)
    let g = randomTensor([1300, 3], seed: 3)
    let (_, found) = valueAndGradients(at: [x, weight, .zeros([3])]) {
      ($0[0].linear(weight: $0[1], bias: $0[2]) * g).sum()
    }
    #expect(isClose(found[0], plainProduct(g, weight), within: 1e-5))
    #expect(isClose(found[1], plainProduct(g, x, true, false), within: 1e-4))
    #expect(isClose(found[2], g.sum(axis: 0), within: 1e-4))
  }
}

import Testing

@testable import Tensors

@Suite("Linear maps with what follows them")
struct LinearNormTests {
  static let rule = LayerNormTail.relu(dropout: DropoutRule(rate: 0.3, key: 7))

  /// Inputs, weights and a bias of two linear maps, the norm's weight and bias, an addend.
  private func inputs(rows: Int, width: Int) -> [Tensor] {
    [
      randomTensor([rows, 3]), randomTensor([width, 3], seed: 2), randomTensor([width], seed: 3),
      randomTensor([rows, 2], seed: 4), randomTensor([width, 2], seed: 5),
      randomTensor([width], seed: 6), Tensor((0..<width).map { $0 % 3 == 0 ? -4 : 4 }),
      randomTensor([rows, width], seed: 7),
    ]
  }

  private func terms(_ x: [Tensor]) -> [LinearTerm] {
    [LinearTerm(x[0], weight: x[1], bias: x[2]), LinearTerm(x[3], weight: x[4])]
  }

  private func fused(_ x: [Tensor], _ tail: LayerNormTail, adds: Bool) -> Tensor {
    .linearNorm(terms(x), weight: x[5], bias: x[6], then: tail, adding: adds ? x[7] : nil)
  }

  private func apart(_ x: [Tensor], _ tail: LayerNormTail, adds: Bool) -> Tensor {
    Tensor.linear(terms(x)).layerNorm(
      weight: x[5], bias: x[6], then: tail, adding: adds ? x[7] : nil)
  }

  @Test("are normalized as by two operations", arguments: [0, 1, 70, 1500])
  func values(_ rows: Int) {
    for width in [4, 37] {
      let x = inputs(rows: rows, width: width)
      for adds in [false, true] {
        let expected = apart(x, Self.rule, adds: adds)
        #expect(isClose(fused(x, Self.rule, adds: adds), expected, within: 1e-6))
        let first = valueAndGradients(at: x) { fused($0, Self.rule, adds: adds).sum() }
        let second = valueAndGradients(at: x) { apart($0, Self.rule, adds: adds).sum() }
        for (a, b) in zip(first.gradients, second.gradients) {
          #expect(isClose(a, b, within: 1e-5 * max(1, Float(rows).squareRoot())))
        }
      }
    }
  }

  @Test("wide ones over many blocks are those of products of the whole")
  func manyBlocks() {
    let x = randomTensor([2100, 64])
    let weights = [randomTensor([64, 64], seed: 2), randomTensor([64, 64], seed: 3)]
    let (ones, bias) = (Tensor.full(1, shape: [64]), randomTensor([64], seed: 4))
    let upstream = randomTensor([2100, 64], seed: 5)
    let blocks = gradients(at: [x] + weights, upstream: upstream) {
      let hidden = Tensor.linearNorm([LinearTerm($0[0], weight: $0[1])], weight: ones, bias: bias)
      return .linearNorm([LinearTerm(hidden, weight: $0[2])], weight: ones, bias: bias)
    }
    let whole = gradients(at: [x] + weights, upstream: upstream) {
      let hidden = $0[0].matmul($0[1], transposingOther: true).layerNorm(weight: ones, bias: bias)
      return hidden.matmul($0[2], transposingOther: true).layerNorm(weight: ones, bias: bias)
    }
    for (a, b) in zip(blocks, whole) { #expect(isClose(a, b, within: 2e-4)) }
  }

  @Test("have the gradients of differences")
  func differences() {
    expectGradients(at: inputs(rows: 3, width: 4), tolerance: 5e-4) {
      fused($0, .init(), adds: true)
    }
  }

  @Test("take the rows they are added to by number, zeros for -1")
  func taken() {
    let (x, weight, rows) = (
      randomTensor([4, 2]), randomTensor([3, 2], seed: 2), randomTensor([3, 3], seed: 3)
    )
    let numbers = Rows([2, -1, 0, 2], of: 3)
    let found = Tensor.linear([LinearTerm(x, weight: weight)], adding: rows, taking: numbers)
    #expect(isClose(found, x.linear(weight: weight) + rows.gather(numbers), within: 1e-6))
    expectGradients(at: [x, weight, rows]) {
      .linear([LinearTerm($0[0], weight: $0[1])], adding: $0[2], taking: numbers)
    }
  }
}

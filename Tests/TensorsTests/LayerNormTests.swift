import Tensors
import Testing

@Suite("Layer normalization")
struct LayerNormTests {
  static let tails: [LayerNormTail] = [
    .init(), .relu(), .init(dropout: DropoutRule(rate: 0.4, key: 7)),
    .relu(dropout: DropoutRule(rate: 0.4, key: 7)), .relu(dropout: DropoutRule(rate: 0, key: 7)),
  ]

  /// The formula in double, one step after the other.
  func plain(_ x: Tensor, _ weight: Tensor, _ bias: Tensor) -> Tensor {
    let width = x.shape.width
    let (values, w, b) = (x.scalars, weight.scalars, bias.scalars)
    return Tensor(shape: x.shape) { out in
      for row in 0..<x.shape.rows {
        let numbers = values[row * width..<(row + 1) * width].map(Double.init)
        let mean = numbers.reduce(0, +) / Double(width)
        let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
        for (i, number) in numbers.enumerated() {
          let normal = (number - mean) / (variance + 1e-5).squareRoot()
          out[row * width + i] = Float(normal * Double(w[i]) + Double(b[i]))
        }
      }
    }
  }

  @Test("follows its formula, and what comes after it is done in order", arguments: tails)
  func values(_ tail: LayerNormTail) {
    for shape in [[4, 6], [1, 3], [0, 5], [700, 37], [2, 3, 16]] as [Shape] {
      let x = randomTensor(shape, scale: 3) + 10
      let weight = randomTensor([shape.width], seed: 2)
      let bias = randomTensor([shape.width], seed: 3)
      let addend = randomTensor(shape, seed: 4)
      var expected = plain(x, weight, bias)
      if tail.isRectified { expected = expected.relu() }
      if let dropout = tail.dropout {
        expected = expected.dropout(rate: dropout.rate, key: dropout.key)
      }
      let found = x.layerNorm(weight: weight, bias: bias, then: tail)
      #expect(isClose(found, expected, within: 2e-5))
      let added = x.layerNorm(weight: weight, bias: bias, then: tail, adding: addend)
      #expect(isClose(added, expected + addend, within: 2e-5))
    }
  }

  @Test("has the gradients of differences", arguments: tails)
  func gradients(_ tail: LayerNormTail) {
    for shape in [[3, 5], [1, 4], [0, 4]] as [Shape] {
      let width = shape.width
      // A large bias of either sign keeps every number away from the kink of ReLU.
      let bias = Tensor((0..<width).map { $0 % 3 == 0 ? -4 : 4 })
      let inputs = [
        randomTensor(shape, scale: 3), randomTensor([width], seed: 2), bias,
        randomTensor(shape, seed: 4),
      ]
      expectGradients(at: inputs, tolerance: 2e-4) {
        $0[0].layerNorm(weight: $0[1], bias: $0[2], then: tail, adding: $0[3])
      }
      expectGradients(at: inputs, tolerance: 2e-4) {
        $0[0].layerNorm(weight: $0[1], bias: $0[2], then: tail) + $0[3]
      }
    }
  }

  @Test("weight and bias gradients over many rows are summed from all parts")
  func longGradients() {
    let x = randomTensor([1300, 4])
    let bias = Tensor.zeros([4])
    let (_, gradients) = valueAndGradients(at: [.full(1, shape: [4]), bias]) {
      x.layerNorm(weight: $0[0], bias: $0[1]).sum()
    }
    let normal = x.layerNorm(weight: .full(1, shape: [4]), bias: bias)
    #expect(isClose(gradients[0], normal.sum(axis: 0), within: 1e-3))
    #expect(gradients[1].scalars == [1300, 1300, 1300, 1300])
  }
}

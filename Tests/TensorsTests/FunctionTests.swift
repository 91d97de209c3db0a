import Foundation
import Tensors
import Testing

@Suite("Functions of one number")
struct FunctionTests {
  typealias Case = (
    name: String, tensor: @Sendable (Tensor) -> Tensor, number: @Sendable (Double) -> Double
  )

  static let cases: [Case] = [
    ("relu", { $0.relu() }, { max($0, 0) }),
    ("sigmoid", { $0.sigmoid() }, { 1 / (1 + Foundation.exp(-$0)) }),
    ("tanh", { $0.tanh() }, { Foundation.tanh($0) }),
    ("exp", { $0.exp() }, { Foundation.exp($0) }),
    ("softplus", { $0.softplus() }, { $0 > 40 ? $0 : log1p(Foundation.exp($0)) }),
    ("abs", { $0.abs() }, { Swift.abs($0) }),
    ("clamp", { $0.clamped(to: -0.75...0.5) }, { min(max($0, -0.75), 0.5) }),
    ("log", { $0.abs().log() }, { Foundation.log(Swift.abs($0)) }),
  ]

  @Test("agree with double precision over their whole range", arguments: cases.indices)
  func values(_ index: Int) {
    let function = Self.cases[index]
    let inputs: [Float] =
      (-4000...4000).map { Float($0) / 40 } + [
        1e-30, -1e-30, 1e-5, -1e-5, 0, 0x1p-130, 88.7, -87.3,
      ]
    let found = function.tensor(Tensor(inputs)).scalars
    for (input, value) in zip(inputs, found) {
      let expected = function.number(Double(input))
      if Float(expected).isInfinite {
        #expect(value == Float(expected), "\(function.name)(\(input))")
      } else {
        let error = Swift.abs(Double(value) - expected)
        #expect(
          error <= 3e-7 * Swift.abs(expected) + 2e-38,
          "\(function.name)(\(input)) = \(value), in double \(expected)")
      }
    }
  }

  @Test("keep NaN and know infinity")
  func specials() {
    let x = Tensor([.nan, .infinity, -.infinity])
    for function in Self.cases where function.name != "clamp" {
      #expect(function.tensor(x).scalars[0].isNaN, "\(function.name)")
    }
    #expect(Array(x.exp().scalars[1...]) == [.infinity, 0])
    #expect(Array(x.sigmoid().scalars[1...]) == [1, 0])
    #expect(Array(x.tanh().scalars[1...]) == [1, -1])
    #expect(Array(x.softplus().scalars[1...]) == [.infinity, 0])
    #expect(Tensor([0, -1, .infinity]).log().scalars[0] == -.infinity)
    #expect(Tensor([0, -1, .infinity]).log().scalars[1].isNaN)
    #expect(Tensor([0, -1, .infinity]).log().scalars[2] == .infinity)
  }

  @Test("have the gradients of differences", arguments: cases.indices)
  func gradients(_ index: Int) {
    let function = Self.cases[index]
    for shape in [[2, 5], [1, 3], [0, 4], []] as [Shape] {
      let size = function.name == "log" ? 1.0 : 0
      let x = randomTensorAwayFromZero(shape)
      let shifted = Tensor(
        x.scalars.map { $0 < 0 ? $0 - Float(size) : $0 + Float(size) }, shape: shape)
      let inputs =
        function.name == "clamp" ? [Tensor(x.scalars.map { $0 * 0.1 }, shape: shape)] : [shifted]
      expectGradients(at: inputs, tolerance: 1e-4, "\(function.name)") {
        function.tensor($0[0])
      }
    }
  }

  @Test("clamping stops the gradient outside its range only")
  func clampGradient() {
    let (_, gradients) = valueAndGradients(at: [Tensor([-1, -0.5, 0, 0.5, 1])]) {
      $0[0].clamped(to: -0.5...0.5).sum()
    }
    #expect(gradients[0].scalars == [0, 1, 1, 1, 0])
  }
}

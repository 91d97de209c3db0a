import CKernels
import Foundation
import Testing

@testable import Tensors

@Suite("Activations of transformers")
struct ActivationTests {
  static let lengths = [0, 1, 15, 16, 17, 64, 257]

  private func twin(
    _ count: Int, _ kernel: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void,
    _ formula: (Double) -> Double
  ) {
    let x = randomTensor([count], scale: 9).scalars
    var out = [Float](repeating: 5, count: count + 1)
    kernel(x, &out)
    for i in 0..<count {
      let expected = formula(Double(x[i]))
      #expect(abs(Double(out[i]) - expected) <= 4e-7 * max(1, abs(expected)), "of \(x[i])")
    }
    #expect(out[count] == 5)
  }

  private func distribution(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  @Test("the kernels agree with their formulas in double", arguments: lengths)
  func twins(_ count: Int) {
    let n = Int64(count)
    twin(count, { rz_gelu($0, n, $1) }) { $0 * distribution($0) }
    twin(count, { rz_gelu_tanh($0, n, $1) }) {
      0.5 * $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)))
    }
    twin(count, { rz_silu($0, n, $1) }) { $0 * sigmoid($0) }
  }

  @Test("far from zero they are x or 0, and NaN stays NaN")
  func extremes() {
    let x = Tensor([-100, -12, 12, 100, .nan])
    for y in [x.gelu().scalars, x.gelu(.tanh).scalars, x.silu().scalars] {
      #expect(abs(y[0]) < 1e-12 && abs(y[1]) < 1e-4 && abs(y[2] - 12) < 1e-4)
      #expect(y[3] == 100 && y[4].isNaN)
    }
  }

  @Test("their gradients are those of differences")
  func gradients() {
    let x = randomTensor([3, 5], scale: 3)
    let other = randomTensor([3, 5], seed: 2)
    expectGradients(at: [x]) { $0[0].gelu() }
    expectGradients(at: [x]) { $0[0].gelu(.tanh) }
    expectGradients(at: [x]) { $0[0].silu() }
    expectGradients(at: [x, other]) { $0[0].silu(times: $0[1]) }
  }

  @Test("a gate times a factor is silu and a product")
  func gate() {
    let (x, other) = (randomTensor([4, 33], scale: 5), randomTensor([4, 33], seed: 2))
    #expect(isClose(x.silu(times: other), x.silu() * other, within: 1e-6))
  }
}

import Foundation
import Testing

@testable import Tensors

@Suite("Softmax and cross-entropy")
struct SoftmaxTests {
  /// The definition, in double; `isSeen` of row and column.
  private func plain(
    _ x: Tensor, scale: Double, isSeen: (Int, Int) -> Bool
  ) -> [Double] {
    let width = x.shape.width
    let scalars = x.scalars.map(Double.init)
    return (0..<x.shape.rows).flatMap { row -> [Double] in
      let powers = (0..<width).map {
        isSeen(row, $0) ? exp(scale * scalars[row * width + $0]) : 0
      }
      let sum = powers.reduce(0, +)
      return powers.map { sum == 0 ? 0 : $0 / sum }
    }
  }

  private func expectEqual(_ found: Tensor, _ expected: [Double]) {
    for (a, b) in zip(found.scalars, expected) { #expect(abs(Double(a) - b) < 1e-6) }
  }

  @Test("rows of many lengths agree with the definition", arguments: [1, 2, 15, 16, 17, 40, 130])
  func definition(_ width: Int) {
    let x = randomTensor([2, 3, width], scale: 4)
    expectEqual(x.softmax(), plain(x, scale: 1) { _, _ in true })
    expectEqual(
      x.softmax(scale: 0.5, mask: .causal),
      plain(x, scale: 0.5) { row, column in column <= width - 3 + row % 3 })
    let bytes = (0..<3 * width).map { UInt8($0 % 3 == 1 ? 0 : 1) }
    expectEqual(
      x.softmax(mask: .visible(bytes)),
      plain(x, scale: 1) { row, column in bytes[row % 3 * width + column] != 0 })
    let own = (0..<6 * width).map { UInt8($0 % 5 == 1 ? 0 : 1) }
    expectEqual(
      x.softmax(mask: .visible(own)),
      plain(x, scale: 1) { row, column in own[row * width + column] != 0 })
  }

  @Test("a row that sees nothing is zeros, and huge numbers do not overflow")
  func extremes() {
    let x = Tensor([1, 2, 3, 4], shape: [2, 2])
    #expect(x.softmax(mask: .visible([0, 0, 1, 0])).scalars == [0, 0, 1, 0])
    #expect(Tensor([1e30, 1e30, -1e30]).softmax().scalars == [0.5, 0.5, 0])
    #expect(Tensor([1, .nan]).softmax().scalars.allSatisfy { $0.isNaN })
  }

  @Test("its gradient is that of differences")
  func gradients() {
    let x = randomTensor([2, 3, 4])
    expectGradients(at: [x]) { $0[0].softmax() }
    expectGradients(at: [x]) { $0[0].softmax(scale: 0.7, mask: .causal) }
    expectGradients(at: [x]) {
      $0[0].softmax(mask: .visible([1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 1]))
    }
  }

  @Test("cross-entropy is the mean of log Σ exp x - x[target] over rows that have a target")
  func crossEntropy() {
    let x = randomTensor([4, 37], scale: 6)
    let targets: [Int32] = [3, -1, 36, 0]
    let losses = targets.enumerated().map { row, target -> Double in
      let logits = x.scalars[row * 37..<(row + 1) * 37].map(Double.init)
      return target < 0 ? 0 : log(logits.map(exp).reduce(0, +)) - logits[Int(target)]
    }
    #expect(abs(Double(x.crossEntropy(targets).scalar) - losses.reduce(0, +) / 3) < 2e-6)
    #expect(x.crossEntropy([-1, -1, -1, -1]).scalar.isNaN)
    expectGradients(at: [randomTensor([3, 5])]) { $0[0].crossEntropy([4, -1, 0]) }
  }
}

import Foundation
import Tensors
import Testing

@Suite("Cross-entropies by row")
struct CrossEntropiesTests {
  @Test("are those of each row, and their gradients weigh the rows")
  func rows() {
    let x = randomTensor([4, 6])
    let targets: [Int32] = [5, 0, 2, 2]
    let each = x.crossEntropies(targets).scalars
    for (row, target) in targets.enumerated() {
      let logits = x.scalars[row * 6..<row * 6 + 6].map(Double.init)
      let expected = log(logits.reduce(0) { $0 + exp($1) }) - logits[Int(target)]
      #expect(abs(Double(each[row]) - expected) < 2e-6)
    }
    let mean = each.reduce(0, +) / 4
    #expect(abs(mean - x.crossEntropy(targets).scalar) < 1e-6)
    expectGradients(at: [randomTensor([3, 5])]) {
      ($0[0].crossEntropies([4, 1, 0]) * Tensor([0.5, 2, -1])).sum()
    }
  }
}

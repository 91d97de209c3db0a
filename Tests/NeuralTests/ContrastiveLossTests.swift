import Foundation
import Neural
import Randomness
import Tensors
import Testing

@Suite("Contrastive loss")
struct ContrastiveLossTests {
  private func random(_ rows: Int, _ width: Int, seed: UInt64) -> Tensor {
    var stream = RandomSource(seed: seed).stream(.initialization)
    return Tensor((0..<rows * width).map { _ in Float(stream.normal()) }, shape: [rows, width])
  }

  @Test("is log B where nothing tells the rows apart, and about that for rows drawn at random")
  func undecided() {
    let alike = Tensor.full(0.3, shape: [7, 5])
    #expect(abs(ContrastiveLoss()(alike, alike).scalar - Float(log(7.0))) < 1e-5)
    #expect(
      abs(
        ContrastiveLoss()(.zeros([3, 4]), alike.prefix(rows: 3).columns(0..<4)).scalar
          - Float(log(3.0))) < 1e-5)
    // Cosines of 2,048 random numbers deviate by 1 / √2048 = 0.022, over τ = 0.1 by 0.22: log B and about
    // half its square.
    let loss = ContrastiveLoss()(random(16, 2048, seed: 1), random(16, 2048, seed: 2)).scalar
    #expect(abs(loss - Float(log(16.0))) < 0.12)
  }

  @Test("falls to 0 for partners that are alike as the temperature does")
  func identical() {
    let rows = random(8, 16, seed: 3)
    let losses = [1, 0.1, 0.02].map { ContrastiveLoss(temperature: $0)(rows, rows * 3).scalar }
    #expect(losses[0] > losses[1] && losses[1] > losses[2])
    #expect(losses[2] < 1e-3)
    // Partners in another order are wrong, and the surer the worse.
    let turned = rows.gather(Rows((0..<8).map { Int32(($0 + 1) % 8) }, of: 8))
    #expect(ContrastiveLoss(temperature: 0.1)(rows, turned).scalar > 5)
  }

  @Test("is that worked out by hand")
  func byHand() {
    // Cosines [[1, 1/√2], [0, 1/√2]], over τ = ½: [[2, √2], [0, √2]].
    let loss = ContrastiveLoss(temperature: 0.5)(
      Tensor([1, 0, 0, 2], shape: [2, 2]), Tensor([3, 0, 1, 1], shape: [2, 2]))
    let root = 2.0.squareRoot()
    let along = [log(1 + exp(root - 2)), log(1 + exp(-root))]
    let across = [log(1 + exp(-2.0)), log(2.0)]
    let mean = (along + across).reduce(0, +) / 4
    #expect(abs(Double(loss.scalar) - mean) < 1e-6)
  }

  @Test("has the slope of its formula on both sides")
  func slopes() {
    let sides = [random(3, 4, seed: 4), random(3, 4, seed: 5)]
    let loss = ContrastiveLoss(temperature: 0.5)
    let (_, gradients) = valueAndGradients(at: sides) { loss($0[0], $0[1]) }
    for side in 0..<2 {
      for place in 0..<12 {
        func value(_ shift: Float) -> Double {
          var moved = sides.map(\.scalars)
          moved[side][place] += shift
          return Double(
            loss(Tensor(moved[0], shape: [3, 4]), Tensor(moved[1], shape: [3, 4])).scalar)
        }
        let slope =
          (8 * (value(1 / 32) - value(-1 / 32)) - (value(1 / 16) - value(-1 / 16))) / (12.0 / 32)
        let found = Double(gradients[side].scalars[place])
        #expect(abs(found - slope) < 1e-3, "side \(side), place \(place)")
      }
    }
  }

  @Test("stays finite for rows of zeros")
  func zeros() {
    let sides = [Tensor.zeros([2, 3]), random(2, 3, seed: 6)]
    let (value, gradients) = valueAndGradients(at: sides) { ContrastiveLoss()($0[0], $0[1]) }
    #expect(value.isFinite && gradients.allSatisfy { $0.scalars.allSatisfy(\.isFinite) })
  }
}

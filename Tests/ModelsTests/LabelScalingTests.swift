import Neural
import Randomness
import Tensors
import Testing

@testable import Models

@Suite("From a question's scale to that of labels")
struct LabelScalingTests {
  private func scaling(_ labels: ClosedRange<Double>) -> LabelScaling {
    LabelScaling(
      QuestionScale(mean: 10, deviation: 4, labels: labels),
      at: ParameterStore(random: RandomSource(seed: 1)).root / "head")
  }

  @Test("deviations are put in the labels' own unit, or in whatever that was scaled to")
  func scales() {
    let deviations = Tensor([-1, 0, 0.5])
    let plain = scaling(2...22)
    plain.fit([2, 7, 22])
    #expect(plain(deviations).scalars == [6, 10, 12])
    // Labels less 7, in units of 5.
    let scaled = scaling(2...22)
    scaled.fit([3, 0, -1])
    let found = scaled(deviations).scalars
    #expect(zip(found, [-0.2, 0.6, 1]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("labels that are all alike leave the unit as it is")
  func alike() {
    let one = scaling(5...5)
    one.fit([0, 0])
    #expect(one(Tensor([0])).scalars == [5])
  }
}

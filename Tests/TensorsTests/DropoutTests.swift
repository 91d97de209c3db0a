import Tensors
import Testing

@Suite("Dropout")
struct DropoutTests {
  @Test("drops the stated share and keeps the mean")
  func share() {
    for rate: Float in [0.1, 0.5, 0.9] {
      let y = Tensor.full(1, shape: [400, 250]).dropout(rate: rate, key: 42).scalars
      let dropped = y.filter { $0 == 0 }.count
      // 100,000 draws: the share's standard deviation is below 0.0016.
      #expect(abs(Float(dropped) / 100_000 - rate) < 0.007)
      #expect(y.allSatisfy { $0 == 0 || abs($0 - 1 / (1 - rate)) < 1e-5 })
    }
  }

  @Test("depends on key and position alone, and keys are independent")
  func keys() {
    let ones = Tensor.full(1, shape: [100_000])
    let first = ones.dropout(rate: 0.5, key: 1).scalars
    #expect(first == ones.dropout(rate: 0.5, key: 1).scalars)
    for other: UInt64 in [2, 1 << 32 | 1, 1 << 63] {
      let second = ones.dropout(rate: 0.5, key: other).scalars
      let agreeing = zip(first, second).filter { $0 == $1 }.count
      #expect(abs(agreeing - 50_000) < 800, "key \(other)")  // five standard deviations
    }
    let shifted = zip(first, first.dropFirst()).filter { $0 == $1 }.count
    #expect(abs(shifted - 50_000) < 800)
  }

  @Test("has the gradient of differences, and none of rate 0 changes anything")
  func gradients() {
    expectGradients(at: [randomTensor([5, 7])]) { $0[0].dropout(rate: 0.3, key: 5) }
    expectGradients(at: [randomTensor([0, 7])]) { $0[0].dropout(rate: 0.3, key: 5) }
    let x = randomTensor([3, 3])
    #expect(x.dropout(rate: 0, key: 5).scalars == x.scalars)
  }
}

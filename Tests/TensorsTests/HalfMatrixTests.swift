import CKernels
import Testing

@testable import Tensors

@Suite("Weights in bfloat16")
struct HalfMatrixTests {
  @Test("are rounded to the nearest, ties to even, and NaN stays NaN")
  func rounding() {
    // Between 1 and its next, 1.0078125: a tie goes to the even one, a little more goes up.
    let x = Tensor(
      [1, 1.00390625, 1.005859375, 1.01171875, -3e38, .infinity, .nan, 0], shape: [2, 4])
    let found = HalfMatrix(x).widened.scalars
    let expected: [Float] = [1, 1, 1.0078125, 1.015625]
    #expect(Array(found[..<4]) == expected)
    #expect(abs(found[4] / -3e38 - 1) < 0.004 && found[5] == .infinity)
    #expect(found[6].isNaN && found[7] == 0)
  }

  @Test("rows are taken by number and by range, zeros for -1")
  func rows() {
    let matrix = HalfMatrix(randomTensor([5, 7]))
    let all = matrix.widened
    #expect(matrix.rows(2..<4).widened.scalars == all.rows(2..<4).scalars)
    let numbers: [Int32] = [4, -1, 0, 4]
    #expect(matrix.gather(numbers).scalars == all.gather(Rows(numbers, of: 5)).scalars)
  }

  @Test(
    "multiply as the same numbers in float32, for few rows and many",
    arguments: [(1, 3, 5), (5, 33, 64), (12, 7, 31), (13, 70, 66), (40, 100, 32), (600, 20, 33)])
  func products(_ m: Int, _ n: Int, _ k: Int) {
    let (x, bias) = (randomTensor([m, k]), randomTensor([n], seed: 3))
    let weight = HalfMatrix(randomTensor([n, k], seed: 2))
    let half = valueAndGradients(at: [x, bias]) {
      let y = $0[0].linear(weight: weight, bias: $0[1])
      return (y * y).sum()
    }
    let whole = valueAndGradients(at: [x, bias]) {
      let y = $0[0].linear(weight: weight.widened, bias: $0[1])
      return (y * y).sum()
    }
    #expect(
      isClose(
        x.linear(weight: weight, bias: bias), x.linear(weight: weight.widened, bias: bias),
        within: 2e-6 * Float(k).squareRoot()))
    #expect(isClose(half.gradients[0], whole.gradients[0], within: 1e-3))
    #expect(isClose(half.gradients[1], whole.gradients[1], within: 1e-2))
  }

  @Test("memory of somebody else is used as it is, and kept alive")
  func owner() {
    final class Owner: Sendable {}
    let numbers = UnsafeMutablePointer<UInt16>.allocate(capacity: 4)
    defer { numbers.deallocate() }
    for (place, number) in [Float(1), 2, 3, 4].enumerated() {
      numbers[place] = UInt16(number.bitPattern >> 16)
    }
    var owner: Owner? = Owner()
    weak let kept = owner
    var matrix: HalfMatrix? = owner.map {
      HalfMatrix(rows: 2, columns: 2, at: numbers, owner: $0)
    }
    owner = nil
    #expect(kept != nil)
    #expect(matrix?.widened.scalars == [1, 2, 3, 4])
    matrix = nil
    #expect(kept == nil)
  }
}

import Foundation
import Testing

@testable import Tensors

@Suite("Root-mean-square norm, rotary positions, moved axes, batched products")
struct TransformerTests {
  @Test("RMS norm divides by the root of the mean square", arguments: [1, 15, 16, 33])
  func rmsNorm(_ width: Int) {
    let (x, weight) = (randomTensor([3, width]), randomTensor([width], seed: 2))
    let found = x.rmsNorm(weight: weight, epsilon: 0.01).scalars
    for row in 0..<3 {
      let values = x.scalars[row * width..<(row + 1) * width].map(Double.init)
      let root = (values.map { $0 * $0 }.reduce(0, +) / Double(width) + 0.01).squareRoot()
      for i in 0..<width {
        let expected = values[i] / root * Double(weight.scalars[i])
        #expect(abs(Double(found[row * width + i]) - expected) < 1e-6)
      }
    }
  }

  @Test("RMS norm's gradients are those of differences")
  func rmsNormGradient() {
    expectGradients(at: [randomTensor([3, 4]), randomTensor([4], seed: 2)]) {
      $0[0].rmsNorm(weight: $0[1], epsilon: 0.1)
    }
  }

  @Test("rotary positions turn the pairs (i, half + i) of each head")
  func rotary() {
    let table = RotaryTable(headWidth: 4, base: 100, positions: 8)
    let x = randomTensor([2, 8])
    let found = x.rotated(by: table, positions: [0, 5]).scalars
    #expect(Array(found[..<8]) == Array(x.scalars[..<8]), "position 0 turns nothing")
    for head in 0..<2 {
      for i in 0..<2 {
        // The angles are 5 · 100^0 and 5 · 100^(-1/2).
        let angle = 5 * pow(100, -Double(i) / 2)
        let a = Double(x.scalars[8 + 4 * head + i])
        let b = Double(x.scalars[8 + 4 * head + 2 + i])
        #expect(abs(Double(found[8 + 4 * head + i]) - (a * cos(angle) - b * sin(angle))) < 1e-6)
        #expect(
          abs(Double(found[8 + 4 * head + 2 + i]) - (b * cos(angle) + a * sin(angle))) < 1e-6)
      }
    }
    expectGradients(at: [randomTensor([2, 8])]) { $0[0].rotated(by: table, positions: [3, 1]) }
  }

  @Test(
    "permuting moves every number",
    arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1], [1, 2, 0], [2, 1, 0]])
  func permute(_ axes: [Int]) {
    let lengths = [3, 18, 35]
    let x = randomTensor(Shape(lengths))
    let y = x.permuted(axes)
    #expect(y.shape == Shape(axes.map { lengths[$0] }))
    var index = [0, 0, 0]
    for i in 0..<lengths[0] {
      for j in 0..<lengths[1] {
        for k in 0..<lengths[2] {
          index = [i, j, k]
          let place = axes.reduce(0) { $0 * lengths[$1] + index[$1] }
          #expect(y.scalars[place] == x.scalars[(i * 18 + j) * 35 + k])
        }
      }
    }
    expectGradients(at: [randomTensor([2, 2, 3])]) { $0[0].permuted(axes) }
  }

  @Test("transposing a matrix exchanges its axes; one axis and no number are fine")
  func transpose() {
    #expect(Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]).transposed().scalars == [1, 4, 2, 5, 3, 6])
    #expect(Tensor([1, 2]).permuted(0).scalars == [1, 2])
    #expect(Tensor.zeros([0, 3]).transposed().shape == [3, 0])
  }

  @Test("batched products are products one by one", arguments: [2, 7])
  func batched(_ count: Int) {
    for (flipA, flipB) in [(false, false), (true, false), (false, true), (true, true)] {
      let a = randomTensor([count, flipA ? 4 : 3, flipA ? 3 : 4])
      let b = randomTensor([count, flipB ? 5 : 4, flipB ? 4 : 5], seed: 2)
      let all = a.batchedMatmul(b, transposingSelf: flipA, transposingOther: flipB)
      #expect(all.shape == [count, 3, 5])
      for number in 0..<count {
        let one = a.rows(number..<number + 1).reshaped(Shape(Array(a.shape.dimensions.dropFirst())))
          .matmul(
            b.rows(number..<number + 1).reshaped(Shape(Array(b.shape.dimensions.dropFirst()))),
            transposingSelf: flipA, transposingOther: flipB)
        #expect(isClose(all.rows(number..<number + 1).reshaped([3, 5]), one, within: 1e-6))
      }
      expectGradients(at: [a, b]) {
        $0[0].batchedMatmul($0[1], transposingSelf: flipA, transposingOther: flipB)
      }
    }
  }
}

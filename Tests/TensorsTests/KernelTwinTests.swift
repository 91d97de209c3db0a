import CKernels
import Foundation
import Testing

@testable import Tensors

/// Each C kernel beside a plain Swift loop, over lengths around the width of a vector.
@Suite("Kernels and their plain twins")
struct KernelTwinTests {
  static let lengths = [0, 1, 3, 15, 16, 17, 31, 64, 100, 257]

  @Test("elementwise", arguments: lengths)
  func elementwise(_ count: Int) {
    let x = randomTensor([count], scale: 4).scalars
    let g = randomTensor([count], seed: 2).scalars
    func check(
      _ name: String, tolerance: Float = 0, _ twin: (Int) -> Float,
      _ kernel: (UnsafeMutablePointer<Float>) -> Void
    ) {
      var out = [Float](repeating: 5, count: count + 1)
      out.withUnsafeMutableBufferPointer { kernel($0.baseAddress!) }
      for i in 0..<count {
        #expect(abs(out[i] - twin(i)) <= tolerance * max(1, abs(twin(i))), "\(name), number \(i)")
      }
      #expect(out[count] == 5, "\(name) writes past the end")
    }
    let n = Int64(count)
    func sigmoid(_ v: Float) -> Float { 1 / (1 + exp(-v)) }
    check("fill", { _ in 3 }) { rz_fill(3, n, $0) }
    check("scale", tolerance: 1e-6, { 2.5 * x[$0] - 1 }) { rz_scale(x, 2.5, -1, n, $0) }
    check("accumulate", { 5 + x[$0] }) { rz_accumulate(x, n, $0) }
    check("relu", { max(x[$0], 0) }) { rz_relu(x, n, $0) }
    check("abs", { abs(x[$0]) }) { rz_abs(x, n, $0) }
    check("clamp", { min(max(x[$0], -1), 2) }) { rz_clamp(x, -1, 2, n, $0) }
    check("exp", tolerance: 3e-7, { exp(x[$0]) }) { rz_exp(x, n, $0) }
    check("sigmoid", tolerance: 3e-7, { sigmoid(x[$0]) }) { rz_sigmoid(x, n, $0) }
    check("tanh", tolerance: 3e-7, { tanh(x[$0]) }) { rz_tanh(x, n, $0) }
    check("softplus", tolerance: 3e-7, { log1p(exp(x[$0])) }) { rz_softplus(x, n, $0) }
    let positive = x.map { abs($0) + 1e-3 }
    check("log", tolerance: 3e-7, { log(positive[$0]) }) { rz_log(positive, n, $0) }
    check("relu gradient", { x[$0] > 0 ? g[$0] : 0 }) { rz_relu_gradient(x, g, n, $0) }
    check("abs gradient", { x[$0] > 0 ? g[$0] : -g[$0] }) { rz_abs_gradient(x, g, n, $0) }
    check("clamp gradient", { abs(x[$0]) <= 2 ? g[$0] : 0 }) {
      rz_clamp_gradient(x, g, -2, 2, n, $0)
    }
    check("sigmoid gradient", tolerance: 1e-6, { g[$0] * x[$0] * (1 - x[$0]) }) {
      rz_sigmoid_gradient(x, g, n, $0)
    }
    check("tanh gradient", tolerance: 1e-6, { g[$0] * (1 - x[$0] * x[$0]) }) {
      rz_tanh_gradient(x, g, n, $0)
    }
    check("softplus gradient", tolerance: 1e-6, { g[$0] * sigmoid(x[$0]) }) {
      rz_softplus_gradient(x, g, n, $0)
    }
    let halves = x.map { UInt16($0.bitPattern >> 16) }
    check("widen bfloat16", { Float(bitPattern: UInt32(halves[$0]) << 16) }) {
      rz_widen_bfloat16(halves, n, $0)
    }
  }

  @Test("sums", arguments: lengths)
  func sums(_ width: Int) {
    let rows = 3
    let x = randomTensor([rows, width]).scalars
    let total = x.reduce(0.0) { $0 + Double($1) }
    let squares = x.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(Double(rz_sum(x, Int64(x.count))) - total) < 1e-5)
    #expect(abs(rz_sum_of_squares(x, Int64(x.count)) - squares) < 1e-9)
    var columns = [Float](repeating: 1, count: width + 1)
    rz_sum_rows(x, Int64(rows), Int64(width), &columns)
    for i in 0..<width {
      #expect(abs(columns[i] - (1 + x[i] + x[width + i] + x[2 * width + i])) < 1e-5)
    }
    #expect(columns[width] == 1)
    var sums = [Float](repeating: 1, count: rows)
    rz_sum_columns(x, Int64(rows), Int64(width), &sums)
    for row in 0..<rows {
      #expect(abs(sums[row] - x[row * width..<(row + 1) * width].reduce(0, +)) < 1e-4)
    }
  }

  @Test("products of few rows", arguments: lengths)
  func dots(_ width: Int) {
    let (lines, rows) = (6, 3)
    let x = randomTensor([lines, width], seed: 5).scalars
    let weights = randomTensor([rows, width], seed: 6).scalars
    let before = randomTensor([lines, rows], seed: 7).scalars
    var out = before
    rz_dots(x, Int64(lines), Int64(width), weights, Int64(rows), Int64(rows), &out)
    for line in 0..<lines {
      for row in 0..<rows {
        let sum = (0..<width).reduce(Double(before[line * rows + row])) {
          $0 + Double(x[line * width + $1]) * Double(weights[row * width + $1])
        }
        let error = abs(Double(out[line * rows + row]) - sum)
        #expect(error < 1e-5 * Double(max(1, width)).squareRoot())
      }
    }
  }

  @Test("Adam against its formulas in double", arguments: lengths)
  func adam(_ count: Int) {
    let g = randomTensor([count]).scalars
    var p = randomTensor([count], seed: 2).scalars + [7]
    var m = randomTensor([count], seed: 3).scalars + [7]
    var v = randomTensor([count], seed: 4).scalars.map { abs($0) } + [7]
    let (p0, m0, v0) = (p, m, v)
    let rule = rz_adam_rule(
      learning_rate: 0.02, beta1: 0.9, beta2: 0.99, second_correction: 0.8, epsilon: 1e-8, l2: 0.1,
      decay: 0.95)
    rz_adam(rule, g, Int64(count), &p, &m, &v)
    for i in 0..<count {
      let shrunk = Double(p0[i]) * 0.95
      let gradient = Double(g[i]) + 0.1 * shrunk
      let first = 0.9 * Double(m0[i]) + 0.1 * gradient
      let second = 0.99 * Double(v0[i]) + 0.01 * gradient * gradient
      #expect(abs(Double(m[i]) - first) < 1e-6)
      #expect(abs(Double(v[i]) - second) < 1e-6)
      #expect(
        abs(Double(p[i]) - (shrunk - 0.02 * first / (second.squareRoot() / 0.8 + 1e-8))) < 2e-5)
    }
    #expect(p[count] == 7 && m[count] == 7 && v[count] == 7)
  }
}

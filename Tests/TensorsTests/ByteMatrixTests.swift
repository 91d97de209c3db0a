import CKernels
import Testing

@testable import Tensors

@Suite("Weights in eight bits")
struct ByteMatrixTests {
  @Test("are rounded to the nearest 127th of their row's largest, ties to even")
  func rounding() {
    // Scales 2, 0 and 0.5; 5 / 2 = 2.5 is a tie and goes to 2, -7 / 2 = -3.5 to -4.
    let x = Tensor([254, 5, -7, -254, 0, 0, 0, 0, -63.5, 0.2, 0.3, 1], shape: [3, 4])
    let matrix = ByteMatrix(x)
    #expect(matrix.scales.scalars == [2, 0, 0.5])
    #expect(matrix.widened.scalars == [254, 4, -8, -254, 0, 0, 0, 0, -63.5, 0, 0.5, 1])
    #expect(
      ByteMatrix(HalfMatrix(x)).widened.scalars == ByteMatrix(HalfMatrix(x).widened).widened.scalars
    )
    #expect(matrix.byteCount == 24)
  }

  @Test("kernels do what plain loops do", arguments: [1, 3, 16, 63, 64, 65, 130, 257])
  func twins(_ k: Int) {
    let rows = 3
    let x = randomTensor([rows, k], scale: 3).scalars
    var (bytes, scales) = (
      [Int8](repeating: 0, count: rows * k), [Float](repeating: 0, count: rows)
    )
    rz_narrow_bytes(x, Int64(rows), Int64(k), &bytes, &scales)
    for row in 0..<rows {
      let largest = x[row * k..<row * k + k].reduce(0) { max($0, abs($1)) }
      #expect(scales[row] == largest / 127)
      for i in row * k..<row * k + k {
        #expect(bytes[i] == Int8((x[i] * (127 / largest)).rounded(.toNearestOrEven)))
      }
    }
    var (wide, halves) = (x, [UInt16](repeating: 0, count: rows * k))
    rz_widen_bytes(bytes, scales, Int64(rows), Int64(k), &wide)
    rz_bytes_to_bfloat16(bytes, Int64(rows * k), &halves)
    for i in 0..<rows * k {
      #expect(wide[i] == Float(bytes[i]) * scales[i / k])
      #expect(Float(bitPattern: UInt32(halves[i]) << 16) == Float(bytes[i]))
    }
    for m in [1, 2, 4, 5] {
      let left = randomTensor([m, k], seed: 7).scalars
      var out = [Float](repeating: 9, count: m * (rows + 1))
      rz_byte_dots(left, Int64(m), Int64(k), bytes, scales, Int64(rows), Int64(rows + 1), &out)
      for line in 0..<m {
        for row in 0..<rows {
          let sum = (0..<k).reduce(0.0) {
            $0 + Double(left[line * k + $1]) * Double(bytes[row * k + $1])
          }
          let expected = Float(sum) * scales[row]
          #expect(abs(out[line * (rows + 1) + row] - expected) < 1e-4)
        }
        #expect(out[line * (rows + 1) + rows] == 9, "writes beside its columns")
      }
    }
  }

  @Test(
    "rows cut to 16 bits multiply as exact sums do", arguments: [1, 3, 63, 64, 65, 128, 200, 257])
  func cut(_ k: Int) {
    let (rows, m) = (3, 2)
    let weights = (0..<rows * k).map { Int8(($0 * 89 + 3) % 255 - 127) }
    let scales: [Float] = [0.5, 2, 1]
    let x = randomTensor([m, k], scale: 3).scalars
    var bytes = [Int8](repeating: 0, count: 2 * m * k)
    var cut = [rz_byte_row](repeating: rz_byte_row(), count: m)
    rz_cut_to_bytes(x, Int64(m), Int64(k), &bytes, &cut)
    var out = [Float](repeating: 9, count: m * (rows + 1))
    if rz_multiplies_bytes() != 0 {
      rz_cut_byte_dots(
        bytes, cut, Int64(m), Int64(k), weights, scales, Int64(rows), Int64(rows + 1), &out)
    }
    for line in 0..<m {
      let whole = (0..<k).map {
        256 * Int(bytes[2 * line * k + $0]) + Int(bytes[(2 * line + 1) * k + $0])
      }
      let largest = x[line * k..<(line + 1) * k].reduce(0) { max($0, abs($1)) }
      for i in 0..<k {
        let expected = (x[line * k + i] * (32512 / largest)).rounded(.toNearestOrEven)
        #expect(whole[i] == Int(expected))
      }
      guard rz_multiplies_bytes() != 0 else { continue }
      for row in 0..<rows {
        let sum = (0..<k).reduce(0) { $0 + whole[$1] * Int(weights[row * k + $1]) }
        #expect(
          out[line * (rows + 1) + row] == Float(sum) * (largest / 32512 * scales[row]))
      }
      #expect(out[line * (rows + 1) + rows] == 9, "writes beside its columns")
    }
  }

  @Test(
    "multiply as the same numbers in float32, for few rows and many",
    arguments: [(1, 3, 5), (5, 33, 64), (12, 7, 31), (13, 70, 66), (40, 300, 32), (600, 20, 33)])
  func products(_ m: Int, _ n: Int, _ k: Int) {
    let x = randomTensor([m, k])
    let weight = ByteMatrix(randomTensor([n, k], seed: 2))
    #expect(
      isClose(
        x.linear(weight: weight), x.linear(weight: weight.widened),
        // Few rows may be cut to 16 bits: half of 2⁻¹⁵ of the largest number each.
        within: 2e-5 * Float(k).squareRoot()))
  }
}

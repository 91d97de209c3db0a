import CKernels
import Testing

@testable import Tensors

/// The plain twin of `short.c`, in double.
@Suite("Products over short sums", .enabled(if: rz_has_short_products() != 0))
struct ShortProductTests {
  @Test(
    "are as exact as float32, whole blocks or not, the right side transposed or not",
    arguments: [
      (1, 1, 1), (5, 7, 3), (6, 16, 8), (7, 17, 9), (13, 33, 40), (64, 32, 64), (12, 530, 256),
      (97, 256, 20), (31, 15, 255),
    ])
  func products(_ m: Int, _ n: Int, _ k: Int) {
    // Rows lie further apart than they are long: what is between them must stay as it is.
    let (leftStride, outStride) = (k + 3, n + 2)
    let left = randomTensor([m * leftStride])
    let right = randomTensor([(n + 1) * (k + 1)], seed: 2)
    let start = randomTensor([m * n], seed: 3)
    for isTransposed in [false, true] {
      for startStride in [nil, 0, n] {
        let out = Tensor.full(2, shape: [m * outStride])
        var product = rz_short_product()
        (product.m, product.n, product.k) = (Int64(m), Int64(n), Int64(k))
        (product.left, product.left_stride) = (UnsafePointer(left.base), Int64(leftStride))
        product.right = UnsafePointer(right.base)
        product.right_stride = Int64(isTransposed ? k + 1 : n + 1)
        product.right_transposed = isTransposed ? 1 : 0
        (product.out, product.out_stride) = (out.base, Int64(outStride))
        if let startStride {
          (product.start, product.start_stride) = (UnsafePointer(start.base), Int64(startStride))
        }
        rz_short_multiply(product)
        var worst = 0.0
        for row in 0..<m {
          for column in 0..<n {
            var (sum, size) = (0.0, 0.0)
            if let startStride {
              sum = Double(start.base[row * startStride + column])
              size = abs(sum)
            }
            for i in 0..<k {
              let factor = isTransposed ? column * (k + 1) + i : i * (n + 1) + column
              let term = Double(left.base[row * leftStride + i]) * Double(right.base[factor])
              sum += term
              size += abs(term)
            }
            worst = max(worst, abs(Double(out.base[row * outStride + column]) - sum) / size)
          }
        }
        #expect(worst < 3e-7, "\(isTransposed) \(startStride as Int?)")
        let between = (0..<m).flatMap { row in (n..<outStride).map { row * outStride + $0 } }
        #expect(between.allSatisfy { out.base[$0] == 2 }, "writes between rows")
      }
    }
  }

  @Test("add to what stands in the result")
  func adding() {
    let (m, n, k) = (20, 24, 16)
    let (left, right) = (randomTensor([m, k]), randomTensor([k, n], seed: 2))
    let out = Tensor.full(1, shape: [m, n])
    func operand(_ tensor: Tensor) -> BLAS.Operand {
      BLAS.Operand(base: tensor.base, stride: tensor.shape.width, isTransposed: false)
    }
    BLAS.multiply(
      m: m, n: n, k: k, operand(left), operand(right), onto: .result, into: out.base, stride: n)
    let plain = left.matmul(right)
    #expect(zip(out.scalars, plain.scalars).allSatisfy { abs($0 - 1 - $1) < 1e-5 })
  }

  @Test("do not depend on how many rows are multiplied at a time")
  func chunks() {
    let (m, n, k) = (50, 20, 100)
    let (left, right) = (randomTensor([m, k]), randomTensor([k, n], seed: 2))
    let (whole, parts) = (Tensor.zeros([m, n]), Tensor.zeros([m, n]))
    for (out, cuts) in [(whole, [0, 50]), (parts, [0, 13, 31, 50])] {
      for (first, end) in zip(cuts, cuts.dropFirst()) {
        BLAS.multiply(
          m: end - first, n: n, k: k,
          BLAS.Operand(base: left.base + first * k, stride: k, isTransposed: false),
          BLAS.Operand(base: right.base, stride: n, isTransposed: false),
          into: out.base + first * n, stride: n)
      }
    }
    #expect(whole.scalars == parts.scalars)
  }
}

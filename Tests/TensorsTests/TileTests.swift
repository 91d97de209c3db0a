import CKernels
import Testing

@testable import Tensors

@Suite("Products on tile units", .enabled(if: rz_has_tiles() != 0))
struct TileTests {
  /// Sums in double of each entry and of its terms' sizes.
  private func plain(
    _ m: Int, _ n: Int, _ k: Int, _ a: (Int, Int) -> Float, _ b: (Int, Int) -> Float
  )
    -> [(sum: Double, size: Double)]
  {
    (0..<m * n).map { place in
      (0..<k).reduce(into: (0.0, 0.0)) { sums, l in
        let term = Double(a(place / n, l)) * Double(b(l, place % n))
        sums.0 += term
        sums.1 += abs(term)
      }
    }
  }

  @Test(
    "are as exact as float32, or as bfloat16 where asked, whole tiles or not, each side transposed or not",
    arguments: [(1, 1, 1), (5, 7, 3), (33, 17, 40), (64, 32, 64), (130, 40, 70), (16, 530, 260)])
  func products(_ m: Int, _ n: Int, _ k: Int) {
    let left = randomTensor([m * k])
    let right = randomTensor([k * n], seed: 2)
    let start = randomTensor([n], seed: 3)
    let halves = right.scalars.map { UInt16($0.bitPattern >> 16) }
    for (flipA, flipB) in [(false, false), (true, false), (false, true), (true, true)] {
      for (isHalf, rounds) in [(false, false), (true, false), (false, true), (true, true)] {
        let values =
          isHalf ? halves.map { Float(bitPattern: UInt32($0) << 16) } : right.scalars
        let expected = plain(
          m, n, k, { left.base[flipA ? $1 * m + $0 : $0 * k + $1] },
          { values[flipB ? $1 * k + $0 : $0 * n + $1] })
        for accumulates in [false, true] {
          let out = Tensor.full(2, shape: [m * n + 1])
          halves.withUnsafeBytes { halves in
            var product = rz_tile_product()
            (product.m, product.n, product.k) = (Int64(m), Int64(n), Int64(k))
            (product.left, product.left_stride) = (UnsafePointer(left.base), Int64(flipA ? m : k))
            product.right = isHalf ? halves.baseAddress : UnsafeRawPointer(right.base)
            product.right_stride = Int64(flipB ? k : n)
            product.left_transposed = flipA ? 1 : 0
            product.right_transposed = flipB ? 1 : 0
            product.rounds = rounds ? 1 : 0
            (product.out, product.out_stride) = (out.base, Int64(n))
            if accumulates {
              (product.start, product.start_stride) = (UnsafePointer(start.base), 0)
            }
            isHalf ? rz_tile_multiply_half(product) : rz_tile_multiply(product)
          }
          let found = out.scalars
          let worst = expected.indices.map { place -> Double in
            let before = accumulates ? Double(start.base[place % n]) : 0
            return abs(Double(found[place]) - before - expected[place].sum)
              / (expected[place].size + abs(before))
          }.max()
          // A rounded factor is off by 2^-8 of itself at most, the product of two by twice that.
          let limit = rounds ? (isHalf ? 1 : 2) * 0x1.01p-8 : 3e-7
          #expect((worst ?? 0) < limit, "\(flipA) \(flipB) \(isHalf) \(rounds) \(accumulates)")
          // …and to either side: over many terms far less.
          if rounds, k > 30 { #expect((worst ?? 0) < 2.5e-3) }
          #expect(found[m * n] == 2, "writes past the end")
        }
      }
    }
  }
}

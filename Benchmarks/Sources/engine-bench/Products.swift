import COpenBLAS
import Foundation
import Tensors

/// Numbers in -0.5 ..< 0.5 without a pattern that would help a cache.
func noise(_ shape: Shape) -> Tensor {
  Tensor(shape: shape) { buffer in
    var state: UInt32 = 12345
    for index in buffer.indices {
      state = state &* 1_664_525 &+ 1_013_904_223
      buffer[index] = Float(state >> 8) * 0x1p-24 - 0.5
    }
  }
}

/// GFLOP/s of bare sgemm on one and on all threads, of `matmul`, of `linear` with bias and of the
/// gradients of `linear`, for the shapes of RDL and some square ones.
func measureProducts() {
  let processors = Int32(ProcessInfo.processInfo.activeProcessorCount)
  print("\nGFLOP/s: best (median)")
  print(
    padded("x [m, k] · wᵀ, w [n, k]", 26) + padded("sgemm 1 thread", 19)
      + padded("sgemm \(processors) threads", 19) + padded("matmul", 19)
      + padded("linear + bias", 19)
      + "linear backward (÷2)")
  for (m, n, k) in [
    (256, 256, 256), (1024, 1024, 1024), (2048, 2048, 2048), (512, 128, 128), (10_000, 128, 128),
    (100_000, 128, 128), (50_000, 128, 1280), (32, 2048, 2048), (4096, 4096, 4096),
  ] {
    let (x, w, bias) = (noise([m, k]), noise([n, k]), noise([n]))
    let flops = 2 * m * n * k
    let rounds = flops > 1 << 32 ? 5 : 15
    var bare = [Float](repeating: 0, count: m * n)
    func sgemm() {
      x.withScalars { x in
        w.withScalars { w in
          cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, Int32(m), Int32(n), Int32(k), 1,
            x.baseAddress, Int32(k), w.baseAddress, Int32(k), 0, &bare, Int32(n))
        }
      }
    }
    var product = x.matmul(w, transposingOther: true)  // sets OpenBLAS to one thread, once
    openblas_set_num_threads(1)
    let one = Timing(rounds: rounds, sgemm)
    openblas_set_num_threads(processors)
    let all = Timing(rounds: rounds, sgemm)
    openblas_set_num_threads(1)
    let matmul = Timing(rounds: rounds) { product = x.matmul(w, transposingOther: true) }
    let worst = zip(product.scalars, bare).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
    check(worst < 1e-4 * Float(k).squareRoot(), "matmul \(m) \(n) \(k): off by \(worst)")
    var mapped = product
    let linear = Timing(rounds: rounds) { mapped = x.linear(weight: w, bias: bias) }
    check(abs(mapped.scalars[n] - bare[n] - bias.scalars[0]) < 1e-3, "linear \(m) \(n) \(k)")
    let backward = measureBackward(x, w, bias, rounds: rounds)
    print(
      padded("\(m) × \(n) × \(k)", 26) + padded(one.gigaflops(flops), 19)
        + padded(all.gigaflops(flops), 19) + padded(matmul.gigaflops(flops), 19)
        + padded(linear.gigaflops(flops), 19) + backward)
  }
}

/// The backward pass alone: the time of value and gradients less that of the value.
private func measureBackward(_ x: Tensor, _ w: Tensor, _ bias: Tensor, rounds: Int) -> String {
  let flops = 4 * x.count * w.shape[0]
  let forward = Timing(rounds: rounds) {
    _ = x.linear(weight: w, bias: bias).sum()
  }
  let both = Timing(rounds: rounds) {
    _ = valueAndGradients(at: [x, w, bias]) { $0[0].linear(weight: $0[1], bias: $0[2]).sum() }
  }
  return String(
    format: "%7.1f (%6.1f)", Double(flops) * 1e-9 / (both.best - forward.best),
    Double(flops) * 1e-9 / (both.median - forward.median))
}

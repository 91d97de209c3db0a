import COpenBLAS
import Foundation
import Tensors

/// What this machine can do at most, measured now: every other number is given as a share of it.
struct Ceilings {
  /// Floating-point operations per second of bare OpenBLAS on all threads, and of the engine's products
  /// (tile units included), at 1024³; billions.
  let library: Double
  let products: Double
  /// Bytes read and written per second by a copy that fits no cache, on all threads; billions.
  let memory: Double
  /// The same of a copy of a quarter of a megabyte on one thread.
  let cache: Double

  /// What a product can reach: the better of the two.
  var arithmetic: Double { max(library, products) }

  init() {
    let n = 1024
    let flops = Double(2 * n * n * n)
    let (a, b) = (noise([n, n]), noise([n, n]))
    var out = [Float](repeating: 0, count: n * n)
    var product = a.matmul(b)
    openblas_set_num_threads(Int32(ComputePool.shared.threads))
    library =
      flops * 1e-9
      / Timing {
        a.withScalars { a in
          b.withScalars { b in
            cblas_sgemm(
              CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(n), Int32(n), Int32(n), 1,
              a.baseAddress, Int32(n), b.baseAddress, Int32(n), 0, &out, Int32(n))
          }
        }
      }.best
    openblas_set_num_threads(1)
    products = flops * 1e-9 / Timing { product = a.matmul(b) }.best
    check(zip(product.scalars, out).allSatisfy { abs($0 - $1) < 1e-3 }, "ceilings")
    memory = Self.copyRate(floats: 32 << 20, chunks: 64, rounds: 9)
    cache = Self.copyRate(floats: 1 << 15, chunks: 1, rounds: 2000)
  }

  private static func copyRate(floats: Int, chunks: Int, rounds: Int) -> Double {
    var target = noise([floats])
    let source = noise([floats])
    let size = floats / chunks
    var best = Double.infinity
    source.withScalars { source in
      target.withMutableScalars { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        best =
          Timing(rounds: rounds) {
            ComputePool.shared.run(chunks: chunks) {
              (to + $0 * size).update(from: from + $0 * size, count: size)
            }
          }.best
      }
    }
    return Double(8 * floats) * 1e-9 / best
  }

  func report() {
    print("\nceilings of this machine, \(ComputePool.shared.threads) threads")
    print(padded("  OpenBLAS sgemm, 1024³", 44) + String(format: "%7.1f GFLOP/s", library))
    print(
      padded("  engine's product, 1024³", 44)
        + String(format: "%7.1f GFLOP/s", products)
        + (BLAS.usesTileUnits ? ", on tile units" : ""))
    print(padded("  copy of 128 MiB, read and written", 44) + String(format: "%7.1f GB/s", memory))
    print(padded("  copy of 128 KiB, one thread", 44) + String(format: "%7.1f GB/s", cache))
  }

  /// The least time that some work can take, in seconds: its arithmetic or its memory traffic, whichever
  /// is longer.
  func floor(flops: Double, bytes: Double) -> Double {
    max(flops * 1e-9 / arithmetic, bytes * 1e-9 / memory)
  }

  /// Prints a step's time beside its floor.
  func report(_ name: String, _ timing: Timing, flops: Double, bytes: Double) {
    let floor = floor(flops: flops, bytes: bytes)
    print(padded(name, 44) + timing.milliseconds)
    print(
      String(
        format: "  %.1f GFLOP, %.0f MB: floor %.1f ms, reached %.0f %%; %.0f GFLOP/s",
        flops * 1e-9, bytes * 1e-6, floor * 1e3, 100 * floor / timing.best,
        flops * 1e-9 / timing.best))
  }
}

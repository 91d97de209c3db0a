import CKernels
import Dispatch

/// What this machine can do at best, measured with the pool as it is configured.
public struct MachineLimits: Codable, Equatable, Sendable {
  /// Single-precision matrix products, 10⁹ floating-point operations per second.
  public var gigaflops = 0.0
  /// Copying out of cache, 10⁹ bytes read and written per second.
  public var gigabytes = 0.0

  /// Measures for about a fifth of a second: a product of 1,024 × 1,024 matrices, a copy of 64 MiB.
  static func measured() -> MachineLimits {
    let side = 1024
    let a = Tensor.full(1, shape: [side, side])
    let product = best(of: 5) { _ = a.matmul(a) }
    let floats = 16 << 20
    let source = Tensor.full(1, shape: [floats])
    let target = Tensor(uninitialized: [floats])
    let copy = best(of: 5) {
      Chunks(rows: floats, rowsPerChunk: 1 << 18).forEach {
        (target.base + $0.lowerBound).update(from: source.base + $0.lowerBound, count: $0.count)
      }
    }
    return MachineLimits(
      gigaflops: Double(2 * side * side * side) / product,
      gigabytes: Double(2 * 4 * floats) / copy)
  }

  /// Nanoseconds of the fastest.
  private static func best(of rounds: Int, _ work: () -> Void) -> Double {
    work()
    return (0..<rounds).map { _ in
      let start = DispatchTime.now().uptimeNanoseconds
      work()
      return Double(DispatchTime.now().uptimeNanoseconds - start)
    }.min() ?? .infinity
  }
}

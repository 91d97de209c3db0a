import CKernels
import COpenBLAS
import Foundation

/// OpenBLAS behind the engine: one thread per call, because ``ComputePool`` splits the work.
public enum BLAS {
  private static let singleThreaded: Void = openblas_set_num_threads(1)

  /// The processor core OpenBLAS chose its kernels for; `OPENBLAS_CORETYPE` in the environment
  /// overrides its choice.
  public static var coreName: String {
    openblas_get_corename().map { String(cString: $0) } ?? "unknown"
  }

  /// OpenBLAS' version and build options.
  public static var configuration: String {
    openblas_get_config().map { String(cString: $0) } ?? "unknown"
  }

  /// Whether larger products run on the processor's tile units (`amx.c`) instead; to the same accuracy,
  /// not to the same bits. `RELZERO_TILE_UNITS=off` in the environment says no.
  public static let usesTileUnits =
    ProcessInfo.processInfo.environment["RELZERO_TILE_UNITS"] != "off" && rz_has_tiles() != 0

  /// A matrix in memory, row after row, read as it is or transposed.
  struct Operand {
    let base: UnsafePointer<Float>
    /// Floats from one stored row to the next.
    let stride: Int
    let isTransposed: Bool
  }

  /// `out [m, n] = a [m, k] · b [k, n]`, or `+=`; on the calling thread.
  static func multiply(
    m: Int, n: Int, k: Int, _ a: Operand, _ b: Operand, accumulate: Bool = false,
    into out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    guard m > 0, n > 0 else { return }
    if usesTileUnits, k >= 16, m * n * k >= 1 << 20, min(m, n) >= 16 {
      return rz_tile_multiply(
        rz_tile_product(
          m: Int64(m), n: Int64(n), k: Int64(k), left: a.base, right: b.base,
          left_stride: Int64(a.stride), right_stride: Int64(b.stride), out_stride: Int64(stride),
          left_transposed: a.isTransposed ? 1 : 0, right_transposed: b.isTransposed ? 1 : 0,
          accumulate: accumulate ? 1 : 0, out: out))
    }
    _ = singleThreaded
    cblas_sgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
      b.isTransposed ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, a.base,
      Int32(max(1, a.stride)), b.base, Int32(max(1, b.stride)), accumulate ? 1 : 0, out,
      Int32(max(1, stride)))
  }
}

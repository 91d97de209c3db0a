import CKernels
import COpenBLAS
import Foundation
import Synchronization

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
    /// Not 0 for a right side that stays the same in all products with this mark.
    var mark: Int64 = 0
  }

  private static let marks = Atomic<Int64>(0)

  /// A mark that no product had before.
  static func newMark() -> Int64 { marks.wrappingAdd(1, ordering: .relaxed).newValue }

  /// What a product is added to.
  enum Start {
    case zeros
    /// What stands in the result.
    case result
    /// A matrix whose rows lie `stride` floats apart; one row again and again when that is 0.
    case rows(UnsafePointer<Float>, stride: Int)
  }

  /// `out [m, n] = start + a [m, k] · b [k, n]`; on the calling thread.
  static func multiply(
    m: Int, n: Int, k: Int, _ a: Operand, _ b: Operand, onto start: Start = .zeros,
    into out: UnsafeMutablePointer<Float>, stride: Int, in precision: ProductPrecision = .float32
  ) {
    guard m > 0, n > 0 else { return }
    Profiler.shared.count(multiplications: m * n * k)
    if usesTileUnits, k >= 16, m * n * k >= 1 << 20, min(m, n) >= 16 {
      return multiplyOnTiles(
        m: m, n: n, k: k, a, b, onto: start, into: out, stride: stride, in: precision)
    }
    if multipliesShortSums, !a.isTransposed, m >= 12, n >= 4, k >= 4, k <= Int(RZ_SHORT_SUM) {
      return multiplyShort(m: m, n: n, k: k, a, b, onto: start, into: out, stride: stride)
    }
    _ = singleThreaded
    if case .rows(let base, let startStride) = start {
      for row in 0..<m { (out + row * stride).update(from: base + row * startStride, count: n) }
    }
    cblas_sgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
      b.isTransposed ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, a.base,
      Int32(max(1, a.stride)), b.base, Int32(max(1, b.stride)), start.isZero ? 0 : 1, out,
      Int32(max(1, stride)))
  }

  /// Whether products over short sums are our own (`short.c`): faster where the processor has AVX2 alone.
  private static let multipliesShortSums = rz_has_short_products() != 0

  private static func multiplyShort(
    m: Int, n: Int, k: Int, _ a: Operand, _ b: Operand, onto start: Start,
    into out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    var product = rz_short_product()
    (product.m, product.n, product.k) = (Int64(m), Int64(n), Int64(k))
    (product.left, product.left_stride) = (a.base, Int64(a.stride))
    (product.right, product.right_stride) = (b.base, Int64(b.stride))
    product.right_transposed = b.isTransposed ? 1 : 0
    (product.out, product.out_stride) = (out, Int64(stride))
    switch start {
    case .zeros: break
    case .result: (product.start, product.start_stride) = (UnsafePointer(out), Int64(stride))
    case .rows(let base, let stride):
      (product.start, product.start_stride) = (base, Int64(stride))
    }
    rz_short_multiply(product)
  }

  private static func multiplyOnTiles(
    m: Int, n: Int, k: Int, _ a: Operand, _ b: Operand, onto start: Start,
    into out: UnsafeMutablePointer<Float>, stride: Int, in precision: ProductPrecision
  ) {
    var product = rz_tile_product()
    (product.m, product.n, product.k) = (Int64(m), Int64(n), Int64(k))
    (product.left, product.left_stride) = (a.base, Int64(a.stride))
    (product.right, product.right_stride) = (UnsafeRawPointer(b.base), Int64(b.stride))
    product.right_mark = b.mark
    product.rounds = precision.rounds
    product.left_transposed = a.isTransposed ? 1 : 0
    product.right_transposed = b.isTransposed ? 1 : 0
    (product.out, product.out_stride) = (out, Int64(stride))
    switch start {
    case .zeros: break
    case .result: (product.start, product.start_stride) = (UnsafePointer(out), Int64(stride))
    case .rows(let base, let stride):
      (product.start, product.start_stride) = (base, Int64(stride))
    }
    rz_tile_multiply(product)
  }
}

/// How exact a matrix product has to be.
public enum ProductPrecision: Sendable, Equatable, Codable {
  /// As float32 is, about 2⁻²⁴ of each term.
  case float32
  /// Each factor may be rounded to the nearest bfloat16, off by 2⁻⁸ of itself at most; sums are float32.
  /// Tile units (`amx.c`) are then several times as fast; other processors multiply in float32.
  case bfloat16

  var rounds: Int32 { self == .bfloat16 ? 1 : 0 }
}

extension BLAS.Start {
  /// Puts it where a product will be added to it.
  func write(
    to out: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int
  ) {
    for row in 0..<rows {
      switch self {
      case .zeros: rz_fill(0, Int64(columns), out + row * stride)
      case .result: break
      case .rows(let base, let own):
        (out + row * stride).update(from: base + row * own, count: columns)
      }
    }
  }

  fileprivate var isZero: Bool {
    if case .zeros = self { true } else { false }
  }
}

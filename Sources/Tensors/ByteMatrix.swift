import CKernels

/// A matrix of weights in eight bits, a quarter of the memory of float32: whole numbers from -127 to 127,
/// and for each row a scale, so that the largest number of a row stays what it was.
///
/// - Source: symmetric rounding to the nearest per output channel, as in Jacob et al. 2017,
///   <https://arxiv.org/abs/1712.05877>, of the weights alone.
///
/// `@unchecked Sendable`: nothing is changed after `init`.
public struct ByteMatrix: @unchecked Sendable {
  public let rows: Int
  public let columns: Int
  let base: UnsafeMutablePointer<Int8>
  let scales: Tensor
  private let owner: Storage

  private init(rows: Int, columns: Int, _ row: (Int, UnsafeMutablePointer<Float>) -> Void) {
    self.rows = rows
    self.columns = columns
    owner = Storage(count: (rows * columns + 3) / 4)
    base = UnsafeMutableRawPointer(owner.base).assumingMemoryBound(to: Int8.self)
    scales = Tensor(uninitialized: [rows])
    Chunks(rows: rows, cost: 2 * columns).forEach {
      let numbers = Tensor(uninitialized: [columns])
      for place in $0 {
        row(place, numbers.base)
        rz_narrow_bytes(
          numbers.base, 1, Int64(columns), base + place * columns, scales.base + place)
      }
    }
  }

  /// The nearest such matrix to a matrix of finite numbers.
  public init(_ tensor: Tensor) {
    precondition(tensor.shape.rank == 2, "ByteMatrix: shape \(tensor.shape) is no matrix")
    let columns = tensor.shape[1]
    self.init(rows: tensor.shape[0], columns: columns) { row, target in
      target.update(from: tensor.base + row * columns, count: columns)
    }
  }

  /// The nearest such matrix to one in bfloat16, a row at a time.
  public init(_ matrix: HalfMatrix) {
    let columns = matrix.columns
    self.init(rows: matrix.rows, columns: columns) { row, target in
      rz_widen_bfloat16(matrix.base + row * columns, Int64(columns), target)
    }
  }

  public var shape: Shape { [rows, columns] }

  /// Bytes of memory, scales included.
  public var byteCount: Int { rows * columns + 4 * rows }

  /// The numbers in float32.
  public var widened: Tensor {
    let result = Tensor(uninitialized: shape)
    Chunks(rows: rows, cost: columns).forEach {
      rz_widen_bytes(
        base + $0.lowerBound * columns, scales.base + $0.lowerBound, Int64($0.count),
        Int64(columns), result.base + $0.lowerBound * columns)
    }
    return result
  }
}

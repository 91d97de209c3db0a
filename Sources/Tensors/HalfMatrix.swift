import CKernels

/// A matrix of weights in bfloat16, half the memory of float32: row after row, in memory that somebody
/// else may own, such as a file mapped into memory, which is then never copied.
///
/// `@unchecked Sendable`: the numbers are never changed while `owner` lives.
public struct HalfMatrix: @unchecked Sendable {
  public let rows: Int
  public let columns: Int
  let base: UnsafePointer<UInt16>
  private let owner: AnyObject

  /// - Parameters:
  ///   - start: `rows · columns` numbers, at an even address, good as long as `owner` lives.
  public init(rows: Int, columns: Int, at start: UnsafeRawPointer, owner: AnyObject) {
    precondition(
      UInt(bitPattern: start).isMultiple(of: 2), "HalfMatrix: numbers at an odd address")
    self.rows = rows
    self.columns = columns
    base = start.assumingMemoryBound(to: UInt16.self)
    self.owner = owner
  }

  /// The numbers of a matrix, each rounded to the nearest bfloat16, ties to even.
  public init(_ tensor: Tensor) {
    precondition(tensor.shape.rank == 2, "HalfMatrix: shape \(tensor.shape) is no matrix")
    let storage = Storage(count: (tensor.count + 1) / 2)
    let start = UnsafeMutableRawPointer(storage.base).assumingMemoryBound(to: UInt16.self)
    Chunks(rows: tensor.count, cost: 1).forEach {
      rz_narrow_bfloat16(
        tensor.base + $0.lowerBound, Int64($0.count), start + $0.lowerBound)
    }
    self.init(rows: tensor.shape[0], columns: tensor.shape[1], at: start, owner: storage)
  }

  public var shape: Shape { [rows, columns] }

  /// Some successive rows; the same memory.
  public func rows(_ range: Range<Int>) -> HalfMatrix {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows, "rows: \(range) of \(shape)")
    return HalfMatrix(
      rows: range.count, columns: columns, at: base + range.lowerBound * columns, owner: owner)
  }

  /// The numbers in float32.
  public var widened: Tensor {
    let result = Tensor(uninitialized: shape)
    Chunks(rows: result.count, cost: 1).forEach {
      rz_widen_bfloat16(base + $0.lowerBound, Int64($0.count), result.base + $0.lowerBound)
    }
    return result
  }

  /// The named rows in float32, in their order; a row of zeros where the number is -1. Has no gradient.
  public func gather(_ indices: [Int32]) -> Tensor {
    let outside = indices.first { $0 < -1 || Int($0) >= rows }
    precondition(outside == nil, "gather: row \(outside ?? 0) of \(shape)")
    let result = Tensor(uninitialized: [indices.count, columns])
    Chunks(rows: indices.count, cost: columns).forEach {
      for place in $0 {
        let target = result.base + place * columns
        if indices[place] < 0 {
          rz_fill(0, Int64(columns), target)
        } else {
          rz_widen_bfloat16(base + Int(indices[place]) * columns, Int64(columns), target)
        }
      }
    }
    return result
  }
}

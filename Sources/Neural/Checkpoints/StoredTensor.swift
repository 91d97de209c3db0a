import Tensors

/// A tensor as it lies in a mapped file: nothing is read before it is used, and nothing is copied
/// unless asked for. Keeps its file mapped.
public struct StoredTensor: Sendable {
  public let type: StoredType
  public let shape: Shape
  let file: MappedFile
  /// Where its bytes are in the file; checked against the file's length when the file was opened.
  let range: Range<Int>

  /// Calls `body` with the bytes, little-endian and row after row; they need not be aligned.
  public func withBytes<Value, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    defer { withExtendedLifetime(file) {} }
    return try body(UnsafeRawBufferPointer(rebasing: file.bytes[range]))
  }

  /// The numbers as float32, copied; integers beyond 2²⁴ and doubles are rounded.
  public func tensor() -> Tensor {
    withBytes { bytes in
      Tensor(shape: shape) { type.convert(bytes, to: $0) }
    }
  }

  /// A bfloat16 matrix where it lies, or copied should it lie at an odd address; nil for a tensor of
  /// another type or rank.
  public var halfMatrix: HalfMatrix? {
    guard type == .bfloat16, shape.rank == 2, let base = file.bytes.baseAddress else { return nil }
    let start = base + range.lowerBound
    guard UInt(bitPattern: start).isMultiple(of: 2) else { return HalfMatrix(tensor()) }
    return HalfMatrix(rows: shape[0], columns: shape[1], at: start, owner: file)
  }
}

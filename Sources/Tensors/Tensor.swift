import CKernels

/// Numbers in a block: float32, rows after one another, never changed once seen by anyone else.
///
/// A tensor is a value. Copies share their storage; ``withMutableScalars(_:)`` copies it first when
/// somebody else holds it too. Operations on tensors are recorded, and can be differentiated, only
/// while ``valueAndGradients(at:_:)`` runs and only from the tensors it hands out.
public struct Tensor: Sendable {
  public let shape: Shape
  var storage: Storage
  /// Where in the storage the first scalar is; above 0 for a view of later rows.
  let offset: Int
  /// The place on a tape that records what this tensor was made from.
  let node: Tape.Node?

  init(shape: Shape, storage: Storage, offset: Int = 0, node: Tape.Node? = nil) {
    self.shape = shape
    self.storage = storage
    self.offset = offset
    self.node = node
  }

  /// A tensor of the shape with whatever the memory held; the operation that asks writes all of it.
  init(uninitialized shape: Shape) {
    self.init(shape: shape, storage: Storage(count: shape.count))
  }

  /// A tensor whose scalars `initialize` writes, every one of them.
  public init(shape: Shape, initializing initialize: (UnsafeMutableBufferPointer<Float>) -> Void) {
    self.init(uninitialized: shape)
    initialize(UnsafeMutableBufferPointer(start: storage.base, count: shape.count))
  }

  /// The scalars, row after row.
  public init(_ scalars: [Float], shape: Shape) {
    precondition(
      scalars.count == shape.count,
      "Tensor: \(scalars.count) scalars for shape \(shape), which holds \(shape.count)")
    self.init(shape: shape) { buffer in
      _ = buffer.update(fromContentsOf: scalars)
    }
  }

  /// A vector.
  public init(_ scalars: [Float]) {
    self.init(scalars, shape: [scalars.count])
  }

  /// A single number, of shape `[]`.
  public init(_ scalar: Float) {
    self.init([scalar], shape: [])
  }

  public static func full(_ value: Float, shape: Shape) -> Tensor {
    let result = Tensor(uninitialized: shape)
    let chunks = Chunks(rows: shape.count, cost: 1)
    chunks.forEach { rz_fill(value, Int64($0.count), result.base + $0.lowerBound) }
    return result
  }

  public static func zeros(_ shape: Shape) -> Tensor {
    full(0, shape: shape)
  }

  public var count: Int { shape.count }

  /// The scalars as an array, row after row.
  public var scalars: [Float] { withScalars { Array($0) } }

  /// The only scalar of a tensor that holds one.
  public var scalar: Float {
    precondition(count == 1, "scalar: \(shape) holds \(count) scalars, not 1")
    return withScalars { $0[0] }
  }

  /// Calls `body` with the scalars; the buffer must not leave it.
  public func withScalars<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeBufferPointer(start: storage.base + offset, count: count))
  }

  /// Calls `body` with the scalars to change, after copying them if another tensor shares them.
  public mutating func withMutableScalars<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(!isTraced, "withMutableScalars: a traced tensor \(shape) cannot be changed")
    makeUnique()
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeMutableBufferPointer(start: storage.base + offset, count: count))
  }

  private mutating func makeUnique() {
    guard !isKnownUniquelyReferenced(&storage) else { return }
    let copy = Tensor(uninitialized: shape)
    copy.storage.base.update(from: base, count: count)
    self = copy
  }

  /// The address of the first scalar, good as long as somebody holds the tensor.
  var base: UnsafeMutablePointer<Float> { storage.base + offset }

  /// The same numbers, with no memory of what they were made from.
  public var detached: Tensor {
    node == nil ? self : Tensor(shape: shape, storage: storage, offset: offset)
  }

  /// Whether operations on this tensor are being recorded now.
  public var isTraced: Bool { node?.tape.isOpen ?? false }

  /// A view of the same scalars in another shape, starting further on.
  func view(_ shape: Shape, from start: Int = 0) -> Tensor {
    Tensor(shape: shape, storage: storage, offset: offset + start)
  }

  /// How much memory tensors of this process use.
  public static var memoryUse: MemoryUse { BufferCache.shared.use }

  /// Gives memory kept for coming tensors back to the system.
  public static func releaseCachedMemory() {
    BufferCache.shared.drain()
  }
}

extension Tensor: CustomStringConvertible {
  /// Shape and the first few scalars: `[2, 3] 1.0 2.0 3.0 4.0 …`.
  public var description: String {
    let shown = withScalars { $0.prefix(8).map { "\($0)" } }
    return (["\(shape)"] + shown + (count > 8 ? ["…"] : [])).joined(separator: " ")
  }
}

/// The floats of a tensor: one block of memory, given back to the ``BufferCache`` when nobody holds
/// it any more.
///
/// `@unchecked Sendable`: the floats are written by the operation that makes the block, before anyone
/// else can see it, and later only through ``Tensor/withMutableScalars(_:)``, which first makes sure
/// that it holds the only reference.
final class Storage: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  let count: Int
  private let block: BufferCache.Block

  /// Takes room for `count` floats; what is in them is left over from earlier use.
  init(count: Int) {
    block = BufferCache.shared.take(byteCount: count * MemoryLayout<Float>.stride)
    base = block.start.assumingMemoryBound(to: Float.self)
    self.count = count
  }

  deinit {
    BufferCache.shared.give(back: block)
  }
}

import Glibc
import Synchronization

/// How much memory tensors use now and how much is kept for the next ones, in bytes.
public struct MemoryUse: Equatable, Sendable {
  public var live = 0
  public var cached = 0
  /// The most that was ever live at once.
  public var peak = 0
}

/// Keeps the memory of released tensors for the next ones of about the same size.
///
/// The first touch of fresh memory costs ten times what a kernel needs to fill it, and a training
/// step asks for the same sizes over and over. Sizes are rounded up to four classes per power of two;
/// a block serves its own class and the two below. Blocks are 64-byte aligned; from 2 MiB on they
/// are mapped at 2 MiB boundaries with huge pages advised. What is kept never exceeds the most that
/// was in use at once; beyond that the class unused for longest goes back to the system first.
final class BufferCache: Sendable {
  static let shared = BufferCache()

  struct Block: @unchecked Sendable {
    /// Owned by whoever took the block; the cache itself never looks inside.
    let start: UnsafeMutableRawPointer
    let sizeClass: Int
  }

  private struct Shelf {
    var addresses: [UInt] = []
    var lastUse: UInt64 = 0
  }

  private struct State {
    var shelves = [Shelf](repeating: Shelf(), count: 256)
    var clock: UInt64 = 0
    var use = MemoryUse()
  }

  private let state = Mutex(State())
  private static let hugePage = 2 << 20

  var use: MemoryUse { state.withLock { $0.use } }

  func take(byteCount: Int) -> Block {
    let wanted = Self.sizeClass(holding: byteCount)
    let found = state.withLock { state -> (address: UInt, sizeClass: Int)? in
      state.clock += 1
      for candidate in wanted...min(wanted + 2, 255) {
        state.shelves[candidate].lastUse = state.clock
        guard let address = state.shelves[candidate].addresses.popLast() else { continue }
        let size = Self.size(of: candidate)
        state.use.cached -= size
        state.use.live += size
        state.use.peak = max(state.use.peak, state.use.live)
        return (address, candidate)
      }
      state.use.live += Self.size(of: wanted)
      state.use.peak = max(state.use.peak, state.use.live)
      return nil
    }
    if let found, let start = UnsafeMutableRawPointer(bitPattern: found.address) {
      return Block(start: start, sizeClass: found.sizeClass)
    }
    return Block(start: Self.allocate(Self.size(of: wanted)), sizeClass: wanted)
  }

  func give(back block: Block) {
    let size = Self.size(of: block.sizeClass)
    let excess = state.withLock { state -> [(address: UInt, size: Int)] in
      state.use.live -= size
      state.use.cached += size
      state.shelves[block.sizeClass].addresses.append(UInt(bitPattern: block.start))
      return Self.trim(&state, to: max(state.use.peak, 64 << 20))
    }
    for (address, size) in excess { Self.release(address, size: size) }
  }

  /// Gives all kept memory back to the system.
  func drain() {
    let all = state.withLock { Self.trim(&$0, to: 0) }
    for (address, size) in all { Self.release(address, size: size) }
  }

  private static func trim(_ state: inout State, to limit: Int) -> [(address: UInt, size: Int)] {
    var excess: [(address: UInt, size: Int)] = []
    while state.use.cached > limit {
      let oldest = state.shelves.indices
        .filter { !state.shelves[$0].addresses.isEmpty }
        .min { state.shelves[$0].lastUse < state.shelves[$1].lastUse }
      guard let oldest, let address = state.shelves[oldest].addresses.popLast() else { break }
      state.use.cached -= size(of: oldest)
      excess.append((address, size(of: oldest)))
    }
    return excess
  }

  /// The smallest class whose blocks hold the bytes: class 4e + q holds (4 + q) · 2^(e + 4) bytes.
  static func sizeClass(holding byteCount: Int) -> Int {
    let sixteenths = max(4, (byteCount + 15) / 16)
    let exponent = Int.bitWidth - 1 - sixteenths.leadingZeroBitCount - 2
    let quarters = (sixteenths + (1 << exponent) - 1) >> exponent  // in 4...8
    return 4 * exponent + quarters - 4
  }

  static func size(of sizeClass: Int) -> Int {
    (4 + sizeClass % 4) << (sizeClass / 4 + 4)
  }

  private static func allocate(_ size: Int) -> UnsafeMutableRawPointer {
    guard size >= hugePage else {
      var pointer: UnsafeMutableRawPointer?
      guard posix_memalign(&pointer, 64, size) == 0, let pointer else { outOfMemory(size) }
      return pointer
    }
    // mmap aligns to 4 KiB only: map one huge page more and give back what sticks out on either side.
    let span = size + hugePage
    let mapped = mmap(nil, span, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { outOfMemory(size) }
    let start = mapped.alignedUp(toMultipleOf: hugePage)
    let before = start - mapped
    if before > 0 { munmap(mapped, before) }
    let end = start + size
    let after = mapped + span - end
    if after > 0 { munmap(end, after) }
    madvise(start, size, MADV_HUGEPAGE)
    return start
  }

  private static func release(_ address: UInt, size: Int) {
    guard let start = UnsafeMutableRawPointer(bitPattern: address) else { return }
    if size >= hugePage {
      munmap(start, size)
    } else {
      free(start)
    }
  }

  private static func outOfMemory(_ size: Int) -> Never {
    fatalError("out of memory: the system refused \(size) bytes for a tensor")
  }
}

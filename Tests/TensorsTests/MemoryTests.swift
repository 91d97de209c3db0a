import Testing

@testable import Tensors

@Suite("Memory of tensors")
struct MemoryTests {
  @Test("every size fits its class, with at most a quarter to spare")
  func classes() {
    for bytes in Array(0...5000) + [1 << 20, (1 << 20) + 1, (2 << 20) - 1, 40_000_000, 1 << 33] {
      let sizeClass = BufferCache.sizeClass(holding: bytes)
      let size = BufferCache.size(of: sizeClass)
      #expect(size >= bytes && size <= max(64, bytes * 5 / 4 + 64), "\(bytes) bytes in \(size)")
      if sizeClass > 0 { #expect(BufferCache.size(of: sizeClass - 1) < max(bytes, 64)) }
    }
  }

  @Test("a released block serves the next tensor of its size, aligned to 64 bytes")
  func reuse() {
    let cache = BufferCache()
    for bytes in [10, 5000, 3 << 20] {
      let first = cache.take(byteCount: bytes)
      #expect(Int(bitPattern: first.start) % 64 == 0)
      if bytes >= 2 << 20 { #expect(Int(bitPattern: first.start) % (2 << 20) == 0) }
      // The whole block can be written.
      first.start.initializeMemory(
        as: UInt8.self, repeating: 7, count: BufferCache.size(of: first.sizeClass))
      cache.give(back: first)
      let second = cache.take(byteCount: bytes)
      #expect(second.start == first.start)
      let third = cache.take(byteCount: bytes)
      #expect(third.start != second.start)
      cache.give(back: second)
      cache.give(back: third)
    }
    #expect(cache.use.live == 0)
    cache.drain()
    #expect(cache.use.cached == 0)
  }

  @Test("what is kept never exceeds the most that was in use, nor 64 MiB")
  func limit() {
    let cache = BufferCache()
    for megabytes in [3, 5, 9, 17, 33, 48] {
      cache.give(back: cache.take(byteCount: megabytes << 20))
      #expect(cache.use.cached <= max(cache.use.peak, 64 << 20))
    }
    #expect(cache.use.cached > 0)
    cache.drain()
  }

  @Test("threads taking and giving at once never share a block")
  func threads() {
    let cache = BufferCache()
    let pool = ComputePool(threads: 4)
    pool.run(chunks: 64) { chunk in
      for round in 0..<50 {
        let block = cache.take(byteCount: 1024)
        let mark = UInt64(chunk * 1000 + round)
        block.start.storeBytes(of: mark, as: UInt64.self)
        let other = cache.take(byteCount: 1024)
        other.start.storeBytes(of: 0, as: UInt64.self)
        #expect(block.start.load(as: UInt64.self) == mark)
        cache.give(back: block)
        cache.give(back: other)
      }
    }
    #expect(cache.use.live == 0)
    cache.drain()
  }

  @Test("a step repeated takes no more memory than once")
  func steadyState() {
    func step() {
      _ = valueAndGradients(at: [randomTensor([700, 60]), randomTensor([60, 60])]) {
        $0[0].linear(weight: $0[1]).relu().sum()
      }
    }
    let cache = BufferCache.shared
    step()
    let before = cache.use
    for _ in 0..<1_000 { step() }
    // A step makes 0.7 MB of tensors, all steps 700 MB. Other tests run at the same time: allow for what
    // they hold, which was up to 71 MB.
    #expect(cache.use.live - before.live < 320 << 20)
  }
}

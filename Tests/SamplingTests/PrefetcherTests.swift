import Synchronization
import Testing

@testable import Sampling

@Suite("Prefetcher")
struct PrefetcherTests {
  @Test("hands values out in order whatever the number of workers", arguments: [0, 1, 4])
  func order(workers: Int) {
    let prefetcher = Prefetcher(3..<60, workers: workers, depth: 3) { number in
      if number % 5 == 0 { for _ in 0..<2_000 { _ = number * number } }
      return number * 10
    }
    var values: [Int] = []
    while let value = prefetcher.next() { values.append(value) }
    #expect(values == (3..<60).map { $0 * 10 })
    #expect(prefetcher.next() == nil)
  }

  @Test("makes no more ahead than its depth")
  func depth() {
    final class Counter: Sendable {
      let made = Atomic(0)
    }
    let counter = Counter()
    let prefetcher = Prefetcher(0..<1_000, workers: 2, depth: 4) { number in
      counter.made.add(1, ordering: .relaxed)
      return number
    }
    #expect(prefetcher.next() == 0)
    // One taken, four ahead, and each worker may have claimed one more when the taker left.
    #expect(counter.made.load(ordering: .relaxed) <= 7)
    prefetcher.cancel()
    #expect(prefetcher.next() == nil)
  }

  @Test("is over at once for an empty range")
  func empty() {
    let prefetcher = Prefetcher(5..<5, workers: 1, depth: 2) { $0 }
    #expect(prefetcher.next() == nil)
  }
}

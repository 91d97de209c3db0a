import Foundation
import Randomness
import Synchronization
import Testing

@testable import Tensors

@Suite("The compute pool")
struct PoolTests {
  @Test("does every chunk once", arguments: [1, 2, 4])
  func chunks(_ threads: Int) {
    let pool = ComputePool(threads: threads)
    for count in [0, 1, 2, 3, 100, 5000] {
      var times = [UInt8](repeating: 0, count: count)
      times.withUnsafeMutableBufferPointer { times in
        pool.run(chunks: count) { times[$0] += 1 }
      }
      #expect(times.allSatisfy { $0 == 1 })
    }
  }

  @Test("serves several threads at once, and calls from inside calls")
  func concurrentCallers() async {
    let pool = ComputePool(threads: 3)
    let sums = await withTaskGroup(of: Int.self) { group in
      for caller in 1...4 {
        group.addTask {
          var total = 0
          for _ in 0..<200 {
            let sum = Atomic<Int>(0)
            pool.run(chunks: 8) { outer in
              pool.run(chunks: 3) { inner in
                sum.wrappingAdd(caller * (outer + inner), ordering: .relaxed)
              }
            }
            total += sum.load(ordering: .relaxed)
          }
          return total
        }
      }
      return await group.reduce(into: [Int]()) { $0.append($1) }
    }
    // Σ (outer + inner) over 8 × 3 = 28 · 3 + 3 · 8 = 108, 200 rounds, callers 1 ... 4.
    #expect(sums.sorted() == [21_600, 43_200, 64_800, 86_400])
  }

  @Test("helpers really take part, and a pool can grow and shrink")
  func helpers() {
    let pool = ComputePool(threads: 1)
    func threadsSeen() -> Int {
      let seen = Mutex<Set<UInt>>([])
      pool.run(chunks: 40) { _ in
        _ = seen.withLock { $0.insert(UInt(pthread_self())) }
        usleep(2000)
      }
      return seen.withLock { $0.count }
    }
    #expect(threadsSeen() == 1)
    pool.resize(threads: 3, niceness: 5)
    #expect(threadsSeen() > 1)
    pool.resize(threads: 1, niceness: 5)
    #expect(threadsSeen() == 1)
    #expect(pool.threads == 1)
  }
}

@Suite("Any number of threads", .serialized)
struct DeterminismTests {
  /// Everything that is cut into chunks, in one value with its gradients.
  static func everything() -> [[Float]] {
    let (rows, width) = (2100, 40)
    let x = randomTensor([rows, width])
    let (weight, bias) = (randomTensor([width, width], seed: 2), randomTensor([width], seed: 3))
    let taken = Rows(
      (0..<5000).map { Int32(($0 * 7919) % rows) - ($0 % 50 == 0 ? 1 : 0) }, of: rows)
    let edges = Edges(
      sources: (0..<9000).map { Int32(($0 * 31) % 5000) },
      targets: (0..<9000).map { Int32(($0 * $0) % 3000) }, sourceCount: 5000, targetCount: 3000)
    let (value, gradients) = valueAndGradients(at: [x, weight, bias]) { inputs in
      let linear = inputs[0].linear(weight: inputs[1], bias: inputs[2])
      let normal = linear.layerNorm(
        weight: inputs[2], bias: inputs[2], then: .relu(dropout: DropoutRule(rate: 0.1, key: 3)),
        adding: inputs[0])
      let nodes = normal.gather(taken)
      let sums = nodes.sum(along: edges) + nodes.mean(along: edges)
      let product = sums.matmul(sums, transposingSelf: true) * 1e-3
      return product.sigmoid().mean() + (sums * inputs[2]).softplus().mean() + normal.sum() * 1e-6
        + sums.dropout(rate: 0.5, key: 9).sum(axis: 0).tanh().sum()
    }
    return [[value]] + gradients.map(\.scalars) + [[Float(gradients[0].sumOfSquares())]]
  }

  @Test("gives the same bits")
  func bits() {
    let before = ComputePool.shared.threads
    defer { ComputePool.configure(threads: before) }
    ComputePool.configure(threads: 1)
    let one = Self.everything()
    for threads in [2, 4, 3] {
      ComputePool.configure(threads: threads)
      for _ in 0..<3 { #expect(Self.everything() == one, "\(threads) threads") }
    }
  }

  @Test("two runs at once give the bits of one alone")
  func concurrentRuns() async {
    let alone = Self.everything()
    let both = await withTaskGroup(of: [[Float]].self) { group in
      for _ in 0..<2 { group.addTask { Self.everything() } }
      return await group.reduce(into: [[[Float]]]()) { $0.append($1) }
    }
    #expect(both == [alone, alone])
  }

  @Test("lends no helper while as many runs as threads are under way")
  func runs() {
    let pool = ComputePool(threads: 2)
    pool.beginRun()
    pool.beginRun()
    let own = UInt(pthread_self())
    let others = Atomic(0)
    pool.run(chunks: 64) { _ in
      if UInt(pthread_self()) != own { others.add(1, ordering: .relaxed) }
      Thread.sleep(forTimeInterval: 0.0002)
    }
    #expect(others.load(ordering: .relaxed) == 0)
    pool.endRun()
    pool.run(chunks: 64) { _ in
      if UInt(pthread_self()) != own { others.add(1, ordering: .relaxed) }
      Thread.sleep(forTimeInterval: 0.0002)
    }
    #expect(others.load(ordering: .relaxed) > 0, "one run alone has a helper again")
  }
}

import Foundation
import Testing

@testable import Tensors

@Suite("Profiler")
struct ProfilerTests {
  /// Other tests may compute meanwhile: what is checked is what must be there, not what must not.
  @Test("sums up operations and gradients by name, and writes a trace that reads as JSON")
  func profile() throws {
    Profiler.shared.begin()
    let x = Tensor.full(1, shape: [64, 32])
    let (_, gradients) = valueAndGradients(at: [Tensor.full(0.5, shape: [16, 32])]) { weights in
      x.linear(weight: weights[0]).sum()
    }
    Profiler.shared.mark("the rest")
    let profile = Profiler.shared.end()
    #expect(gradients[0].scalars.allSatisfy { $0 == 64 })

    let forward = try #require(profile.totals[.init(text: "linear", kind: .operation)])
    #expect(forward.calls >= 1)
    #expect(forward.bytes >= 4 * (64 * 32 + 16 * 32 + 64 * 16))
    #expect(profile.totals[.init(text: "linear", kind: .gradient)] != nil)
    // Forward and the weight's gradient; whose operation they count for is certain only when nobody
    // else multiplies.
    #expect(profile.totals.values.reduce(0) { $0 + $1.flops } >= 2 * 2 * 64 * 32 * 16)
    #expect(profile.totals[.init(text: "the rest", kind: .other)]?.calls == 1)

    let trace = try #require(
      JSONSerialization.jsonObject(with: Data(profile.trace.utf8)) as? [String: Any])
    let events = try #require(trace["traceEvents"] as? [[String: Any]])
    #expect(events.count == profile.spans.count)
    #expect(events.contains { $0["name"] as? String == "linear" && $0["ph"] as? String == "X" })
    let text = profile.summary.text
    #expect(text.contains("linear, gradient"))
  }

  @Test("records nothing unless it was begun")
  func off() {
    let profiler = Profiler()
    profiler.mark("nobody listens")
    #expect(profiler.end().totals.isEmpty)
  }

  @Test("sums, rates and shares of the machine's limits are as worked out by hand")
  func table() throws {
    var profile = Profile()
    profile.limits = MachineLimits(gigaflops: 100, gigabytes: 10)
    profile.seconds = 0.004
    let product = Profile.Name(text: "matmul", kind: .operation)
    // 80,000,000 operations in 1 ms + 1 ms: 40 GFLOP/s, 40 % of 100; 2 ms of 4 ms.
    profile.add(
      product, thread: 0, start: 0, nanoseconds: 1_000_000, flops: 50_000_000, bytes: 12)
    profile.add(
      product, thread: 0, start: 0, nanoseconds: 1_000_000, flops: 30_000_000, bytes: 12)
    // 1,000,000 bytes in 0.5 ms: 2 GB/s, 20 % of 10.
    profile.add(
      .init(text: "relu", kind: .gradient), thread: 0, start: 2_000_123, nanoseconds: 500_000,
      flops: 0, bytes: 1_000_000)
    let rows = profile.summary.rows
    #expect(rows.map(\.name) == ["matmul", "relu"])
    #expect(rows[0].calls == 2 && rows[0].milliseconds == 2 && rows[0].share == 0.5)
    #expect(rows[0].gigaflops == 40 && rows[0].limitShare == 0.4)
    #expect(rows[1].gigabytes == 2 && rows[1].limitShare == 0.2)
    #expect(profile.trace.contains("\"ts\":2000.123,\"dur\":500.000"))
  }
}

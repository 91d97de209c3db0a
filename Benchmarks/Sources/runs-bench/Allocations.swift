import CCountingHeap
import Foundation
import RunLogs
import Training

extension Bench {
  /// How often the training thread asks the heap for memory in a steady step: tensors come from the
  /// engine's own cache and are not among it.
  func countAllocations() throws -> String {
    let experiment = try experiment()
    let run = try experiment.create()
    var last = counted_heap_here()
    var steps: [(calls: Int64, bytes: Int64)] = []
    try experiment.run(
      run, steering: RunSteering(),
      didStep: { _ in
        let now = counted_heap_here()
        steps.append((now.calls - last.calls, now.bytes - last.bytes))
        last = counted_heap_here()
      }, report: { _ in })
    // The second half: caches are full, and an epoch's first step is not the median.
    let steady = steps.dropFirst(steps.count / 2).sorted { $0.calls < $1.calls }
    let median = steady[steady.count / 2]
    return
      "a steady step asks the heap \(median.calls) times, for \(median.bytes >> 10) KiB (median)"
  }
}

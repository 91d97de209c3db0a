import EntityGraphs
import Features
import Foundation
import Randomness
import Relational
import Sampling
import Synchronization
import Tasks
import Text

/// The train seeds of one task, cut into batches, and what makes batches of them.
struct Work {
  let task: String
  let seeds: [[Seed]]
  let count: Int
  let sampler: NeighborSampler
  let source: SubgraphBatches
  let table: Int

  init(task name: String, graph: EntityGraph, batchSize: Int = 512) throws {
    let database = graph.database
    let task = try PredictionTask.named(name, beside: database, home: nil)
    let all = try task.table(.train).seeds
    self.task = name
    count = all.count
    table = task.entityTable
    seeds = stride(from: 0, to: all.count, by: batchSize).map {
      Array(all[$0..<min(all.count, $0 + batchSize)])
    }
    sampler = NeighborSampler(
      graph, rule: TemporalRule(history: .cut, testCutoff: database.schema.testCutoff),
      fanout: Fanout([128, 64]), strategy: .uniform, random: RandomSource(seed: 1))
    let encoder = HashedNGramEncoder(width: 64)
    source = try SubgraphBatches(
      sampler: sampler,
      schema: FeatureSchema(
        inferredFrom: database, cutoff: database.schema.validationCutoff,
        textEncoder: encoder.name),
      hidden: [:], seedTable: table, encoder: encoder)
  }

  /// Sampling alone; checks that no sampled row is later than its seed.
  func sampling(threads: Int) -> String {
    let facts = Mutex((nodes: 0, links: 0))
    for batch in seeds {
      let subgraph = sampler.sample(batch, of: table, epoch: 0)
      facts.withLock {
        $0.nodes += subgraph.nodeCount
        $0.links += subgraph.linkCount
      }
      check(subgraph)
    }
    let (nodes, links) = facts.withLock { $0 }
    let seconds = rounds(threads: threads) { batch in
      let subgraph = sampler.sample(seeds[batch], of: table, epoch: 0)
      precondition(subgraph.seeds.count == seeds[batch].count)
    }
    return line(threads, seconds, Peers.samplingSeedsPerSecond(task))
      + String(format: "  %5.1f M edges/s", Double(links) / seconds.best * 1e-6)
      + "  (\(nodes / count) nodes, \(links / count) edges a seed)"
  }

  /// Sampling, gathering, collation, and the sorting that gradients need.
  func batches(threads: Int) -> String {
    var rows = 0
    let first = source.batch(of: seeds[0], epoch: 0)
    for (table, distinct) in first.tables.enumerated() {
      rows += distinct.count
      guard distinct.rows.count == Set(first.subgraph.nodes[table].rows).count else {
        print("WRONG ANSWER: distinct rows of \(task)")
        exit(70)
      }
    }
    let seconds = rounds(threads: threads) { batch in
      source.batch(of: seeds[batch], epoch: 0).prepareForGradients()
    }
    return line(threads, seconds, Peers.batchesSeedsPerSecond(task))
      + "  (\(first.subgraph.nodeCount) nodes, \(rows) distinct rows in the first batch)"
  }

  private func check(_ subgraph: Subgraph) {
    for (table, nodes) in subgraph.nodes.enumerated() {
      guard let times = sampler.graph.database.tables[table].times else { continue }
      for (row, seed) in zip(nodes.rows, nodes.seeds)
      where times[Int(row)] > subgraph.seeds[Int(seed)].time {
        print("WRONG ANSWER: row \(row) of table \(table) is later than seed \(seed) of \(task)")
        exit(70)
      }
    }
  }

  private func line(_ threads: Int, _ seconds: Seconds, _ peer: Double)
    -> String
  {
    let rate = Double(count) / seconds.best
    return task.padding(toLength: 16, withPad: " ", startingAt: 0)
      + String(
        format: "%d thread%@  %8.0f (%8.0f) seeds/s  %5.2f ×  %8.0f by processor time", threads,
        threads == 1 ? " " : "s", rate, Double(count) / seconds.median, rate / peer,
        Double(count) / seconds.processor)
  }

  /// All batches, shared out to threads one by one, several times over.
  private func rounds(threads: Int, _ body: @escaping @Sendable (Int) -> Void)
    -> Seconds
  {
    let clock = ContinuousClock()
    var seconds: [Double] = []
    var processor: [Double] = []
    let batches = seeds.count
    // Short passes are repeated until threads' starts no longer count.
    let repeats = max(1, 40_000 / count)
    for round in 0..<8 {
      let next = Atomic(0)
      let before = Self.processorTime()
      let elapsed = clock.measure {
        // Threads of our own: concurrentPerform often leaves all the work to its caller.
        let group = DispatchGroup()
        for _ in 0..<threads {
          group.enter()
          let thread = Thread {
            while true {
              let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
              guard number < batches * repeats else { break }
              body(number % batches)
            }
            group.leave()
          }
          thread.start()
        }
        group.wait()
      }.components
      guard round > 0 else { continue }  // warm-up
      processor.append((Self.processorTime() - before) / Double(repeats))
      seconds.append(
        (Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18) / Double(repeats))
    }
    seconds.sort()
    return Seconds(
      best: seconds[0], median: seconds[seconds.count / 2], processor: processor.min() ?? .nan)
  }

  /// Seconds per pass.
  private struct Seconds {
    var best: Double
    var median: Double
    /// Processor time of all threads: what counts on a busy machine.
    var processor: Double
  }

  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

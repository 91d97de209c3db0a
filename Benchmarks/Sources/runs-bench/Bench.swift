import Foundation
import Relational
import RunLogs
import Synchronization
import Training

/// Trains through the queue of the workbench and watches what it costs.
struct Bench {
  let project: Project
  let log: RunLog

  init(path: String, home: String) throws {
    project = Project(database: try Database.open(at: path), home: home)
    log = try RunLog(home: home)
  }

  /// The run that is measured, the same each time.
  func experiment() throws -> Experiment {
    try Experiment(
      TrainingRequest(
        task: "driver-position", seed: 0,
        settings: ["preset": preset, "epochs": "\(epochs)", "max_steps_per_epoch": "50"]),
      project: project, log: log)
  }

  struct Measured {
    /// Training rows per second of all runs together.
    var rate: Double
    /// Hash of the first run's parameters.
    var parameters: String
  }

  func measure(runs: Int) throws -> Measured {
    let finished = Mutex<[String: FinishedReport]>([:])
    let queue = RunQueue(limit: runs) { run, report in
      if case .finished(let report) = report { finished.withLock { $0["\(run)"] = report } }
    }
    let experiment = try experiment()
    let latencies = Latencies()
    var ids: [RunID] = []
    for _ in 0..<runs { ids.append(try queue.start(experiment)) }
    while !queue.live.isEmpty { latencies.take() }
    // Each run's own clock, so that validation before the first and after the last step counts for all.
    var rate = 0.0
    var waiting: [Double] = []
    var parameters = ""
    for id in ids {
      let report = finished.withLock { $0["\(id)"] }
      guard let report else { throw BenchError.failed(try log.run(id).message) }
      rate += Double(try log.run(id).step) / report.seconds
      let machine = try log.last(of: id, split: "machine")
      waiting.append(machine["waiting_share"] ?? .nan)
      if parameters.isEmpty { parameters = report.parameters }
      print(
        String(
          format: "%d run%@  %@  %7.2f s  %6.2f %% waiting for batches  peak %.0f MiB", runs,
          runs == 1 ? " " : "s", "\(id)", report.seconds, (machine["waiting_share"] ?? .nan) * 100,
          report.peakMemory ?? .nan))
    }
    print(
      String(format: "        together %.2f steps/s; ", rate)
        + "a thread waking every 5 ms is late by " + latencies.text)
    return Measured(rate: rate, parameters: parameters)
  }
}

enum BenchError: Error { case failed(String) }

/// How late a thread of normal priority is that sleeps 5 ms and then works 1 ms.
final class Latencies {
  private var late: [Double] = []

  func take() {
    let clock = ContinuousClock()
    let due = clock.now + .milliseconds(6)
    Thread.sleep(forTimeInterval: 0.005)
    let start = clock.now
    while start.duration(to: clock.now) < .milliseconds(1) {}
    late.append(due.duration(to: clock.now) / .milliseconds(1))
  }

  var text: String {
    let sorted = late.sorted()
    func share(_ part: Double) -> Double { sorted[Int(part * Double(sorted.count - 1))] }
    return String(format: "%.2f ms (median), %.2f ms (p95)", share(0.5), share(0.95))
  }
}

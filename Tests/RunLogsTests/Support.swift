import Foundation
import Synchronization

@testable import RunLogs

/// A folder that is gone when the test is over.
final class TemporaryHome {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "runlog-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    _ = try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    _ = try? FileManager.default.removeItem(atPath: path)
  }
}

/// A clock that stands still until it is moved.
final class Clock: Sendable {
  private let now = Mutex(1_000.0)
  func advance(_ seconds: Double) { now.withLock { $0 += seconds } }
  var read: @Sendable () -> Double {
    { [self] in now.withLock { $0 } }
  }
}

extension RunDescription {
  static func sample(
    metric: String = "roc_auc", higherIsBetter: Bool = true, seed: UInt64 = 7,
    configuration: [String: String] = ["batch": "512", "lr": "0.005"]
  ) -> RunDescription {
    RunDescription(
      model: "rdl", task: "driver-top3", database: "rel-f1", databasePath: "/data/rel-f1.sqlite",
      fingerprint: "0123456789abcdef", seed: seed, history: "cut", configuration: configuration,
      codeVersion: "0.1.0", threads: 2, metric: metric, higherIsBetter: higherIsBetter,
      baselines: ["entity mean": 0.626], plannedSteps: 30, plannedEpochs: 10)
  }
}

extension MetricPoint {
  static func val(_ value: Double, step: Int, epoch: Int = 0, name: String = "roc_auc") -> Self {
    MetricPoint(
      step: step, epoch: epoch, split: "val", name: name, value: value, wallTime: Double(step))
  }
}

import Foundation
import RunLogs

/// Hears what other processes ask of a run through the run log, twice a second at most.
final class RequestEars {
  private let log: RunLog
  private let run: RunID
  private let steering: RunSteering
  private var lastLook = Date.distantPast

  init(log: RunLog, run: RunID, steering: RunSteering) {
    self.log = log
    self.run = run
    self.steering = steering
  }

  /// Forgets what was asked before the run began: it was asked of a process that is gone.
  func forgetOld() throws(RunLogError) {
    for request in try log.requests(to: run) { try log.acknowledge(request.id) }
  }

  /// Carries out what was asked since the last time. A log that cannot be read now is asked again later.
  func listen() {
    guard Date().timeIntervalSince(lastLook) > 0.4 else { return }
    lastLook = Date()
    for request in (try? log.requests(to: run)) ?? [] {
      switch request.verb {
      case .pause: steering.pause()
      case .resume: steering.resume()
      case .stop: steering.stop()
      case .checkpoint: steering.checkpoint()
      }
      try? log.acknowledge(request.id)
    }
  }
}

/// Where a run stands.
public enum RunStatus: String, Codable, CaseIterable, Sendable {
  case queued, running, paused
  /// Its process died (or said so) before the run was over; it can be resumed from a checkpoint.
  case interrupted
  case finished, failed
  /// Ended by a person, with a checkpoint.
  case stopped

  /// Whether a living process owns the run. A run that claims so without one is `interrupted`.
  public var isLive: Bool {
    switch self {
    case .queued, .running, .paused: true
    case .interrupted, .finished, .failed, .stopped: false
    }
  }
}

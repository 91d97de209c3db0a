import Foundation
import Synchronization

/// What a person asks of a run while it trains. Any thread may ask; the training thread looks between
/// steps.
public final class RunSteering: Sendable {
  public enum Wish: Sendable, Equatable {
    case run
    case pause
    /// Write a checkpoint and end.
    case stop
  }

  private struct State {
    var wish = Wish.run
    var wantsCheckpoint = false
    var isInHaste = false
  }
  private let state = Mutex(State())
  private let condition = NSCondition()
  private let listener = Mutex<(@Sendable () -> Void)?>(nil)

  public init() {}

  /// Hears after every wish, on the thread of whoever has it.
  func onWish(_ body: @escaping @Sendable () -> Void) { listener.withLock { $0 = body } }

  public var wish: Wish { state.withLock { $0.wish } }

  public func pause() { set(.pause) }
  public func resume() { set(.run) }
  public func stop() { set(.stop) }
  /// Asks to end at the next step without a checkpoint: the second time somebody asks to stop.
  public func kill() {
    state.withLock { $0.isInHaste = true }
    set(.stop)
  }

  /// Whether whoever stops may not even write a checkpoint.
  var isInHaste: Bool { state.withLock { $0.isInHaste } }

  /// Asks for a checkpoint at the next step, without stopping.
  public func checkpoint() { state.withLock { $0.wantsCheckpoint = true } }

  private func set(_ wish: Wish) {
    condition.lock()
    state.withLock { state in
      // Who has been told to stop is not talked out of it.
      if state.wish != .stop { state.wish = wish }
    }
    condition.broadcast()
    condition.unlock()
    listener.withLock { $0 }?()
  }

  /// Whether a checkpoint was asked for since the last time; asking again says no.
  func takeCheckpointWish() -> Bool {
    state.withLock { state in
      defer { state.wantsCheckpoint = false }
      return state.wantsCheckpoint
    }
  }

  /// Waits while the wish is to pause, and calls `meanwhile` twice a second: somebody may ask through
  /// the run log to go on.
  func waitWhilePaused(meanwhile: () -> Void) {
    while wish == .pause {
      condition.lock()
      if wish == .pause { _ = condition.wait(until: Date(timeIntervalSinceNow: 0.5)) }
      condition.unlock()
      meanwhile()
    }
  }
}

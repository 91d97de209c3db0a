import Foundation
import Synchronization

/// Makes values ahead of their use on threads of its own, and hands them out in order.
///
/// What a value is depends on its number alone, so the number of workers changes when a value is ready,
/// never what it is.
public final class Prefetcher<Value: Sendable>: Sendable {
  private enum Outcome {
    case value(Value)
    case over
    case wait
  }

  private struct State {
    var nextToMake: Int
    var nextToTake: Int
    var ready: [Int: Value] = [:]
    var isCancelled = false
  }

  private let state: Mutex<State>
  private let condition = NSCondition()
  private let end: Int
  private let depth: Int
  private let hasWorkers: Bool
  private let make: @Sendable (Int) -> Value

  /// - Parameters:
  ///   - range: the numbers of the values, handed out in this order.
  ///   - workers: threads that make values; 0 makes each when it is asked for.
  ///   - depth: values made ahead at most.
  public init(
    _ range: Range<Int>, workers: Int, depth: Int, make: @escaping @Sendable (Int) -> Value
  ) {
    state = Mutex(State(nextToMake: range.lowerBound, nextToTake: range.lowerBound))
    end = range.upperBound
    self.depth = max(1, depth)
    self.make = make
    hasWorkers = workers > 0
    for worker in 0..<workers {
      let thread = Thread { [self] in work() }
      thread.name = "prefetch \(worker)"
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  /// The next value, or nil after the last.
  public func next() -> Value? {
    guard hasWorkers else {
      let number = state.withLock { state -> Int? in
        guard state.nextToTake < end, !state.isCancelled else { return nil }
        state.nextToTake += 1
        return state.nextToTake - 1
      }
      return number.map(make)
    }
    condition.lock()
    defer { condition.unlock() }
    while true {
      let outcome = state.withLock { state -> Outcome in
        if state.nextToTake >= end || state.isCancelled { return .over }
        guard let value = state.ready.removeValue(forKey: state.nextToTake) else { return .wait }
        state.nextToTake += 1
        return .value(value)
      }
      switch outcome {
      case .value(let value):
        condition.broadcast()
        return value
      case .over: return nil
      case .wait: condition.wait()
      }
    }
  }

  /// Lets the workers end; values not taken are dropped.
  public func cancel() {
    condition.lock()
    state.withLock { state in
      state.isCancelled = true
      state.ready = [:]
    }
    condition.broadcast()
    condition.unlock()
  }

  private func work() {
    while let number = claim() {
      let value = make(number)
      condition.lock()
      state.withLock { state in
        if !state.isCancelled { state.ready[number] = value }
      }
      condition.broadcast()
      condition.unlock()
    }
  }

  private func claim() -> Int? {
    condition.lock()
    defer { condition.unlock() }
    while true {
      let claim = state.withLock { state -> Int?? in
        if state.nextToMake >= end || state.isCancelled { return .some(nil) }
        guard state.nextToMake < state.nextToTake + depth else { return nil }
        state.nextToMake += 1
        return state.nextToMake - 1
      }
      if let claim { return claim }
      condition.wait()
    }
  }
}

import Foundation
import Synchronization

/// One call of ``ComputePool/run(chunks:_:)`` while it lasts.
///
/// `@unchecked Sendable`: `body` is set before the job is posted and cleared by the caller when no
/// helper is inside any more; everything else is atomic or guarded by `done`.
final class Job: @unchecked Sendable {
  private let chunks: Int
  private var body: ((Int) -> Void)?
  private let next = Atomic<Int>(0)
  private let inside = Atomic<Int>(0)
  private let callerSleeps = Atomic<Bool>(false)
  private let done = NSCondition()

  init(chunks: Int, body: @escaping (Int) -> Void) {
    self.chunks = chunks
    self.body = body
  }

  var hasChunksLeft: Bool { next.load(ordering: .relaxed) < chunks }

  /// Takes chunks until none is left.
  func work() {
    while true {
      let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard chunk < chunks else { return }
      body?(chunk)
    }
  }

  /// A helper comes in; called with the board's lock held.
  func enter() {
    inside.wrappingAdd(1, ordering: .acquiringAndReleasing)
  }

  func leave() {
    guard inside.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue == 0 else {
      return
    }
    if callerSleeps.load(ordering: .sequentiallyConsistent) {
      done.lock()
      done.signal()
      done.unlock()
    }
  }

  /// Returns once every chunk that a helper began is finished; no helper may come in any more.
  func waitForHelpers() {
    if !spin(until: { inside.load(ordering: .acquiring) == 0 }) {
      done.lock()
      callerSleeps.store(true, ordering: .sequentiallyConsistent)
      while inside.load(ordering: .sequentiallyConsistent) > 0 { done.wait() }
      done.unlock()
    }
    body = nil
  }
}

/// The jobs that helpers can join.
///
/// `@unchecked Sendable`: everything is guarded by `condition`.
final class Board: @unchecked Sendable {
  private let condition = NSCondition()
  private var jobs: [Job] = []
  private var sleeping = 0

  func post(_ job: Job, helpers: Int, posted: borrowing Atomic<Int>) {
    condition.lock()
    jobs.append(job)
    posted.wrappingAdd(1, ordering: .releasing)
    if sleeping > 0 { condition.broadcast() }
    condition.unlock()
  }

  func withdraw(_ job: Job) {
    condition.lock()
    jobs.removeAll { $0 === job }
    condition.unlock()
  }

  /// A job with work left, entered; the oldest first.
  func join() -> Job? {
    condition.lock()
    defer { condition.unlock() }
    let job = jobs.first { $0.hasChunksLeft }
    job?.enter()
    return job
  }

  /// Sleeps until a job is posted, unless one was posted since the caller last looked.
  func sleep(while nothingNew: () -> Bool) {
    condition.lock()
    while nothingNew() {
      sleeping += 1
      condition.wait()
      sleeping -= 1
    }
    condition.unlock()
  }
}

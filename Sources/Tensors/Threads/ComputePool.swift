import CKernels
import Foundation
import Synchronization

/// The threads that share out the work of one operation.
///
/// Work comes as numbered chunks whose size depends on the shapes alone, and each chunk writes its own
/// part of the result, so the bits do not depend on how many threads there are or who took which chunk.
/// The caller takes chunks too and at the end waits only for chunks that a helper has already begun,
/// never for a helper to wake up. Any number of threads may call at the same time.
///
/// - Source: measurements in the platform notes: a static split with a barrier waits for a
///   descheduled helper up to 300 times longer than the work takes.
public final class ComputePool: Sendable {
  /// The pool that every operation uses: as many threads as processors unless configured.
  public static let shared = ComputePool(threads: ProcessInfo.processInfo.activeProcessorCount)

  private let crew: Mutex<Crew>
  /// Guards `Board` and wakes sleeping helpers.
  private let board = Board()
  /// Counts jobs put up, so that an idle helper sees a new one without taking the lock.
  private let jobsPosted = Atomic<Int>(0)
  private let threadLimit: Atomic<Int>
  private let runs = Atomic<Int>(0)

  private struct Crew {
    /// Threads counting the caller: `wanted - 1` helpers.
    var wanted: Int
    var started = 1
    var niceness: Int32
  }

  /// - Parameter threads: how many threads work at once, the caller among them; at least 1.
  public init(threads: Int, niceness: Int32 = 0) {
    let threads = max(1, threads)
    crew = Mutex(Crew(wanted: threads, niceness: niceness))
    threadLimit = Atomic(threads)
  }

  /// Sets how many threads the shared pool uses and how far its helpers step back for other threads.
  ///
  /// May be called at any time; results do not change. A niceness above 0 applies to helpers started
  /// later (the screen's thread then always comes first).
  public static func configure(threads: Int, niceness: Int32 = 0) {
    shared.resize(threads: threads, niceness: niceness)
  }

  /// How many threads work at once, the caller among them.
  public var threads: Int { threadLimit.load(ordering: .relaxed) }

  /// Says that a long computation begins, on a thread of its own that will call often.
  ///
  /// As many runs as threads need no helpers: each is busy with its own work, and a helper would only
  /// take a core from one of them, in the middle of a chunk that another waits for.
  public func beginRun() { runs.add(1, ordering: .relaxed) }

  /// Says that a computation has ended, or waits.
  public func endRun() { runs.subtract(1, ordering: .relaxed) }

  /// Helpers that may work now beside the callers.
  private var helpersAllowed: Int { threads - max(1, runs.load(ordering: .relaxed)) }

  func resize(threads: Int, niceness: Int32) {
    let threads = max(1, threads)
    crew.withLock {
      $0.wanted = threads
      $0.niceness = niceness
    }
    threadLimit.store(threads, ordering: .relaxed)
  }

  /// Calls `body` once for each of the numbers `0 ..< chunks`, some of them on helper threads.
  ///
  /// `body` must be safe to run at the same time for different numbers.
  public func run(chunks: Int, _ body: (Int) -> Void) {
    let helpers = helpersAllowed
    guard chunks > 1, helpers > 0 else {
      for chunk in 0..<chunks { body(chunk) }
      return
    }
    startHelpers()
    withoutActuallyEscaping(body) { body in
      let job = Job(chunks: chunks, body: body)
      board.post(job, helpers: helpers, posted: jobsPosted)
      job.work()
      board.withdraw(job)
      job.waitForHelpers()
    }
  }

  private func startHelpers() {
    let missing = crew.withLock { crew -> (range: Range<Int>, niceness: Int32) in
      let range = crew.started..<max(crew.started, crew.wanted)
      crew.started = range.upperBound
      return (range, crew.niceness)
    }
    for number in missing.range {
      let niceness = missing.niceness
      let thread = Thread { [self] in
        // On Linux process 0 means this thread alone.
        if niceness != 0 { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) }
        help(number)
      }
      thread.name = "compute \(number)"
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  /// The life of a helper: take a job, work, look again for some 30 µs, then sleep.
  private func help(_ number: Int) -> Never {
    while true {
      let seen = jobsPosted.load(ordering: .acquiring)
      let allowed = number <= helpersAllowed
      if allowed, let job = board.join() {
        job.work()
        job.leave()
        continue
      }
      if allowed, spin(until: { jobsPosted.load(ordering: .acquiring) != seen }) { continue }
      board.sleep { jobsPosted.load(ordering: .acquiring) == seen }
    }
  }
}

/// Spins for about 30 µs; whether the condition came true.
func spin(until condition: () -> Bool) -> Bool {
  for _ in 0..<1000 {
    if condition() { return true }
    rz_pause()
  }
  return false
}

import Foundation
import RunLogs
import Synchronization

/// The runs of this process: each trains on a thread of its own, so many at a time, the others wait in
/// the order in which they came.
public final class RunQueue: Sendable {
  private struct Job: Sendable {
    let run: RunID
    let experiment: any RunnableExperiment
    let steering: RunSteering
  }
  private struct State {
    var waiting: [Job] = []
    var running: [Job] = []
    var isClosed = false
  }
  private let state = Mutex(State())
  private let idle = NSCondition()
  /// Runs that train at the same time.
  public let limit: Int
  /// Whether there is memory for one run more beside those that train.
  private let hasRoom: @Sendable () -> Bool
  private let report: @Sendable (RunID, TrainingReport) -> Void
  private let changed: @Sendable (_ running: [RunID], _ waiting: [RunID]) -> Void

  /// - Parameters:
  ///   - report: hears of epochs and ends, on the runs' threads.
  ///   - changed: hears which runs train and are neither paused nor told to stop, and which wait, whenever
  ///     that changes; within the queue's lock, so that it always hears the newest last. It must not ask the
  ///     queue.
  ///   - hasRoom: asked before a run starts beside others; one alone always may.
  public init(
    limit: Int = 2, report: @escaping @Sendable (RunID, TrainingReport) -> Void = { _, _ in },
    changed: @escaping @Sendable (_ running: [RunID], _ waiting: [RunID]) -> Void = { _, _ in },
    hasRoom: @escaping @Sendable () -> Bool = { true }
  ) {
    self.limit = max(1, limit)
    self.hasRoom = hasRoom
    self.report = report
    self.changed = changed
  }

  /// Changes what trains and waits, and says so.
  private func change<Value>(_ body: (inout State) -> Value) -> Value {
    state.withLock { state in
      defer {
        changed(
          state.running.filter { $0.steering.wish == .run }.map(\.run), state.waiting.map(\.run))
      }
      return body(&state)
    }
  }

  /// Adds a run to the log and to the queue.
  public func start(_ experiment: any RunnableExperiment) throws(TrainingError) -> RunID {
    let run = try experiment.create()
    enqueue(Job(run: run, experiment: experiment, steering: RunSteering()))
    return run
  }

  /// Goes on with a run of the log from its last checkpoint.
  public func resume(_ run: RunID, as experiment: any RunnableExperiment) throws(TrainingError) {
    do { try experiment.log.setStatus(.queued, of: run, message: RunLog.resuming) } catch {
      throw .log(error)
    }
    enqueue(Job(run: run, experiment: experiment, steering: RunSteering()))
  }

  /// What steers a run that waits or trains here; nil for one that does not.
  public func steering(of run: RunID) -> RunSteering? {
    state.withLock { state in
      (state.running + state.waiting).first { $0.run == run }?.steering
    }
  }

  /// Runs that wait or train here.
  public var live: [RunID] { state.withLock { ($0.running + $0.waiting).map(\.run) } }

  /// Pauses a run, and lets the next in the queue have its place.
  public func pause(_ run: RunID) {
    steering(of: run)?.pause()
    startNext()
  }

  /// Asks a run that trains here to end, with a checkpoint or at its next step without one.
  public func stop(_ run: RunID, inHaste: Bool = false) {
    let steering = steering(of: run)
    if inHaste { steering?.kill() } else { steering?.stop() }
  }

  /// The runs that wait, in the order in which they will start.
  public var waiting: [RunID] { state.withLock { $0.waiting.map(\.run) } }

  /// Moves a waiting run so many places towards the end of the queue (the front, if negative).
  ///
  /// - Returns: whether it waits here and moved.
  public func move(_ run: RunID, by places: Int) -> Bool {
    change { state in
      guard let here = state.waiting.firstIndex(where: { $0.run == run }) else { return false }
      let there = min(max(0, here + places), state.waiting.count - 1)
      guard there != here else { return false }
      state.waiting.insert(state.waiting.remove(at: here), at: there)
      return true
    }
  }

  /// Takes a run out of the queue before it starts; false when it trains already or is not here.
  public func withdraw(_ run: RunID) -> Bool {
    let job = change { state -> Job? in
      guard let place = state.waiting.firstIndex(where: { $0.run == run }) else { return nil }
      return state.waiting.remove(at: place)
    }
    guard let job else { return false }
    try? job.experiment.log.setStatus(.stopped, of: run, message: "taken out of the queue")
    return true
  }

  /// Stops everything with checkpoints and waits until it has ended.
  public func close() {
    let (running, waiting) = change { state -> ([Job], [Job]) in
      state.isClosed = true
      defer { state.waiting = [] }
      return (state.running, state.waiting)
    }
    for job in running { job.steering.stop() }
    for job in waiting {
      try? job.experiment.log.setStatus(.stopped, of: job.run, message: "taken out of the queue")
    }
    idle.lock()
    while state.withLock({ !$0.running.isEmpty }) { idle.wait() }
    idle.unlock()
  }

  private func enqueue(_ job: Job) {
    job.steering.onWish { [weak self] in self?.change { _ in } }
    change { $0.waiting.append(job) }
    startNext()
  }

  private func startNext() {
    let hasRoom = hasRoom()
    let job = change { state -> Job? in
      // A paused run holds no place.
      let busy = state.running.count { $0.steering.wish != .pause }
      guard !state.isClosed, busy < limit, !state.waiting.isEmpty else { return nil }
      guard busy == 0 || hasRoom else {
        // It is asked again when a run ends or is paused.
        if let next = state.waiting.first {
          try? next.experiment.log.setStatus(
            .queued, of: next.run, message: "waits for memory: little is free")
        }
        return nil
      }
      let job = state.waiting.removeFirst()
      state.running.append(job)
      return job
    }
    guard let job else { return }
    let thread = Thread { [self] in
      // The screen comes first: what trains yields to it. On Linux process 0 means this thread alone.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
      do {
        try job.experiment.run(job.run, steering: job.steering) { [report] in
          report(job.run, $0)
        }
      } catch {
        try? job.experiment.log.setStatus(.failed, of: job.run, message: "\(error)")
      }
      idle.lock()
      change { state in state.running.removeAll { $0.run == job.run } }
      idle.broadcast()
      idle.unlock()
      startNext()
    }
    thread.name = "run \(job.run)"
    thread.stackSize = 8 << 20
    thread.start()
  }
}

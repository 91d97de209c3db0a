import Dispatch
import Foundation
import GRDB
import Synchronization

/// The record of every run: configuration, points, events, checkpoints, in one SQLite file in WAL
/// mode that any tool may read while runs are written.
///
/// A process opens the log once and writes through that one connection; several processes may write
/// different runs at a time. Points, events and heartbeats are gathered and committed together at
/// most ``commitInterval`` after they came in, so that a training step never waits for a disk and a
/// killed process loses at most that much. What a full disk refuses stays in memory and is tried
/// again; ``trouble`` says so.
public final class RunLog: Sendable {
  /// Seconds from the arrival of a point to its commit.
  public static let commitInterval = 0.4
  /// Seconds to wait for another process that is writing.
  static let patience = 5.0

  /// The log's file: `<home>/runs.sqlite`.
  public let path: String
  let reader: any DatabaseReader
  /// Nil when the log was opened for reading.
  let writer: (any DatabaseWriter)?
  let process: ProcessIdentity
  let clock: @Sendable () -> Double

  let pending = Mutex(Pending())
  /// Held while entries move to the file, so that they arrive in the order they came.
  private let flushing = Mutex(())
  private let queue = DispatchQueue(label: "relzero.run-log")

  /// What is not in the file yet.
  struct Pending: Sendable {
    var entries: [Entry] = []
    var isScheduled = false
    var isClosed = false
    var trouble: RunLogError?
  }

  enum Entry: Sendable {
    case points(RunID, [MetricPoint])
    case event(RunID, RunEvent)
    case heartbeat(RunID, Double)
  }

  /// Opens the log of a home for writing; makes folder and file where there are none.
  public convenience init(home: String) throws(RunLogError) {
    try self.init(home: home, clock: { Date().timeIntervalSince1970 })
  }

  /// - Parameters:
  ///   - clock: seconds since 1970.
  ///   - process: who owns the runs that are written.
  init(
    home: String, clock: @escaping @Sendable () -> Double, process: ProcessIdentity = .current
  ) throws(RunLogError) {
    try Home.make(home)
    let path = Home.join(home, Self.fileName)
    let pool = try Self.open(path)
    self.path = path
    self.reader = pool
    self.writer = pool
    self.clock = clock
    self.process = process
  }

  private init(reading reader: any DatabaseReader, path: String) {
    self.path = path
    self.reader = reader
    self.writer = nil
    self.clock = { Date().timeIntervalSince1970 }
    self.process = .current
  }

  /// Opens the log of a home for reading, also on a read-only medium.
  ///
  /// - Throws: `RunLogError.missing` where there is none yet.
  public static func readOnly(home: String) throws(RunLogError) -> RunLog {
    let path = Home.join(home, fileName)
    guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
    return RunLog(reading: try openForReading(path), path: path)
  }

  static let fileName = "runs.sqlite"

  deinit {
    do {
      try close()
    } catch {
      try? FileHandle.standardError.write(contentsOf: Data("\(error)\n".utf8))
    }
  }
}

// MARK: - Gathering

extension RunLog {
  /// Why the last commit failed; nil once one has succeeded again.
  public var trouble: RunLogError? { pending.withLock { $0.trouble } }

  /// Points, events and heartbeats that are not in the file yet.
  public var waiting: Int { pending.withLock { $0.entries.count } }

  func gather(_ entry: Entry) {
    let mustSchedule = pending.withLock { pending in
      pending.entries.append(entry)
      defer { pending.isScheduled = true }
      return !pending.isScheduled
    }
    if mustSchedule { schedule() }
  }

  private func schedule() {
    queue.asyncAfter(deadline: .now() + Self.commitInterval) { [weak self] in
      guard let self else { return }
      self.pending.withLock { $0.isScheduled = false }
      do {
        try self.flush()
      } catch {
        self.tryAgain()
      }
    }
  }

  private func tryAgain() {
    let mustSchedule = pending.withLock { pending in
      defer { pending.isScheduled = true }
      return !pending.isScheduled && !pending.isClosed
    }
    if mustSchedule { schedule() }
  }

  /// Commits all that was gathered.
  ///
  /// - Throws: what kept it from the file; nothing is lost, the next commit tries again.
  public func flush() throws(RunLogError) {
    guard let writer else { throw .readOnly(path: path) }
    try flushing.withLock { _ throws(RunLogError) in try commitGathered(writer) }
  }

  private func commitGathered(_ writer: any DatabaseWriter) throws(RunLogError) {
    let entries = pending.withLock { pending in
      defer { pending.entries = [] }
      return pending.entries
    }
    guard !entries.isEmpty else { return }
    do {
      try writer.write { try keep(entries, in: $0) }
      pending.withLock { $0.trouble = nil }
    } catch {
      let error = RunLogError(error, asked: "keep points", path: path)
      pending.withLock { pending in
        pending.entries = entries + pending.entries
        pending.trouble = error
      }
      tryAgain()
      throw error
    }
  }

  /// Commits what was gathered and closes the file. A closed log refuses what comes after.
  public func close() throws(RunLogError) {
    if pending.withLock({ $0.isClosed }) { return }
    var failure: RunLogError?
    if writer != nil {
      do { try flush() } catch { failure = error }
    }
    pending.withLock { $0.isClosed = true }
    do {
      try reader.close()
    } catch {
      throw failure ?? RunLogError(error, asked: "close", path: path)
    }
    if let failure { throw failure }
  }

  /// Runs a change in one transaction, after all that was gathered before it is in the file.
  func write<Value: Sendable>(
    _ asked: String, _ change: (Database) throws -> Value
  ) throws(RunLogError) -> Value {
    guard let writer else { throw .readOnly(path: path) }
    return try flushing.withLock { _ throws(RunLogError) -> Value in
      try commitGathered(writer)
      do {
        return try writer.write(change)
      } catch {
        throw RunLogError(error, asked: asked, path: path)
      }
    }
  }

  /// Reads in one snapshot. What was gathered but not committed is not seen.
  func read<Value>(
    _ asked: String, _ query: (Database) throws -> Value
  ) throws(RunLogError) -> Value {
    do {
      return try reader.read(query)
    } catch {
      throw RunLogError(error, asked: asked, path: path)
    }
  }
}

import GRDB

/// Going on with a run whose process crashed, without a person.
extension RunLog {
  /// Whether a process of this machine has the run and lives: one that crashes does so for a while yet.
  public func isOwned(_ run: RunID, by process: Int32) throws(RunLogError) -> Bool {
    let found = try self.run(run)
    return found.status.isLive && found.process == Int(process)
  }

  /// Makes this process the owner of a run that was on its way in one that is gone; says so in the log.
  ///
  /// A run is inherited once, until a person resumes it: it may be what made its process crash, and would do it
  /// again. What was paused stays as it is, and what ended before its process did has nothing to go on with.
  ///
  /// - Parameter message: what the queued run says until it trains.
  /// - Returns: whether the run is to go on here.
  public func inherit(
    _ run: RunID, after ending: ProcessEnding, message: String
  ) throws(RunLogError) -> Bool {
    let now = clock()
    return try write("inherit \(run)") { database in
      let sql = """
        SELECT status, pid, heartbeat.started, host FROM runs JOIN heartbeat ON run = id WHERE id = ?
        """
      guard let row = try Row.fetchOne(database, sql: sql, arguments: [run.number]) else {
        return false
      }
      let owner = ProcessIdentity(pid: row[1], started: row[2], host: row[3])
      guard let status = RunStatus(rawValue: row[0]), status.isLive, owner.pid == ending.process,
        owner.isAlive(on: process.host) == false
      else { return false }
      let known = try Int.fetchOne(
        database,
        sql: """
          SELECT 1 FROM events WHERE run = :run AND kind = :kind AND id > COALESCE(
            (SELECT MAX(id) FROM events WHERE run = :run AND kind = 'status' AND message = :resuming), 0)
          """,
        arguments: [
          "run": run.number, "kind": Self.inheritance,
          "resuming": "\(RunStatus.queued.rawValue): \(Self.resuming)",
        ])
      let isHeir = known == nil && status != .paused
      let then =
        isHeir
        ? "it goes on in a process of its own"
        : status == .paused ? "it was paused" : "it does not go on by itself a second time"
      try database.execute(
        sql: "INSERT INTO events (run, time, kind, message) VALUES (?, ?, ?, ?)",
        arguments: [
          run.number, now, isHeir ? Self.inheritance : "note",
          "its process \(owner.pid) ended \(ending.words); \(then)",
        ])
      if isHeir { try setStatus(.queued, of: run, message: message, at: now, in: database) }
      return isHeir
    }
  }

  /// The kind of event that says that a run went on in another process after a crash.
  static let inheritance = "inherited"

  /// What a queued run says that a person wants to go on.
  public static let resuming = "resuming"
}

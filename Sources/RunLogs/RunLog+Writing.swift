import GRDB

/// What a trainer tells the log.
extension RunLog {
  /// Adds a run, queued, and gives it a name.
  public func create(_ run: RunDescription) throws(RunLogError) -> RunID {
    let now = clock()
    return try write("add a run") { database in
      try database.execute(
        sql: """
          INSERT INTO runs (model, task, database, database_path, fingerprint, seed, history,
            code_version, threads, metric, metric_split, higher_is_better, planned_steps,
            planned_epochs, status, created)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          run.model, run.task, run.database, run.databasePath, run.fingerprint,
          Int64(bitPattern: run.seed), run.history, run.codeVersion, run.threads, run.metric,
          run.metricSplit, run.higherIsBetter, run.plannedSteps, run.plannedEpochs,
          RunStatus.queued.rawValue, now,
        ])
      let id = RunID(number: database.lastInsertedRowID)
      for (key, value) in run.configuration {
        try database.execute(
          sql: "INSERT INTO configuration VALUES (?, ?, ?)", arguments: [id.number, key, value])
      }
      for (name, value) in run.baselines {
        try database.execute(
          sql: "INSERT INTO baselines VALUES (?, ?, ?)", arguments: [id.number, name, value])
      }
      try beat(id, at: now, in: database)
      return id
    }
  }

  /// Notes points; they are in the file at most ``commitInterval`` later.
  public func append(_ points: [MetricPoint], to run: RunID) {
    gather(.points(run, points))
  }

  /// Notes values measured now, by name.
  public func append(
    _ values: [String: Double], split: String, step: Int, epoch: Int, to run: RunID
  ) {
    let now = clock()
    append(
      values.sorted { $0.key < $1.key }.map { name, value in
        MetricPoint(
          step: step, epoch: epoch, split: split, name: name, value: value, wallTime: now)
      }, to: run)
  }

  /// Notes something that happened.
  public func event(_ kind: String, _ message: String, of run: RunID) {
    gather(.event(run, RunEvent(time: clock(), kind: kind, message: message)))
  }

  /// Says that the run is alive; every few seconds is enough.
  public func heartbeat(_ run: RunID) {
    gather(.heartbeat(run, clock()))
  }

  /// Moves the run on, at once; seconds count only while it is `running`.
  ///
  /// A live status makes this process the run's owner.
  public func setStatus(
    _ status: RunStatus, of run: RunID, message: String = ""
  ) throws(RunLogError) {
    let now = clock()
    try write("set the status of \(run)") { database in
      try setStatus(status, of: run, message: message, at: now, in: database)
    }
  }

  func setStatus(
    _ status: RunStatus, of run: RunID, message: String, at now: Double, in database: Database
  ) throws {
    try settleClock(of: run, at: now, in: database)
    try database.execute(
      sql: """
        UPDATE runs SET status = :status, message = :message,
          started = CASE WHEN :status = 'running' THEN COALESCE(started, :now) ELSE started END,
          ended = CASE WHEN :live THEN NULL ELSE :now END,
          active_since = CASE WHEN :status = 'running' THEN :now END
        WHERE id = :run
        """,
      arguments: [
        "status": status.rawValue, "message": message, "now": now, "live": status.isLive,
        "run": run.number,
      ])
    guard database.changesCount > 0 else { throw RunLogError.unknownRun(run, path: path) }
    try database.execute(
      sql: "INSERT INTO events (run, time, kind, message) VALUES (?, ?, 'status', ?)",
      arguments: [
        run.number, now, message.isEmpty ? status.rawValue : "\(status.rawValue): \(message)",
      ])
    if status.isLive { try beat(run, at: now, in: database) }
  }

  /// Adds the time since the run last started to its seconds. A run that was killed counts up to
  /// the last sign of life.
  private func settleClock(of run: RunID, at now: Double, in database: Database) throws {
    let sql = """
      SELECT active_since, pid, heartbeat.started, host, seen
      FROM runs JOIN heartbeat ON run = id WHERE id = ? AND active_since IS NOT NULL
      """
    guard let row = try Row.fetchOne(database, sql: sql, arguments: [run.number]) else { return }
    let owner = ProcessIdentity(pid: row[1], started: row[2], host: row[3])
    let end: Double = owner == process ? now : row[4]
    let since: Double = row[0]
    try database.execute(
      sql: """
        UPDATE runs SET active_seconds = active_seconds + ?, active_since = NULL WHERE id = ?
        """, arguments: [max(0, end - since), run.number])
  }

  /// Keeps final metrics of a split, measured at the chosen checkpoint.
  public func setResults(
    _ metrics: [String: Double], split: String, of run: RunID
  ) throws(RunLogError) {
    try write("keep results of \(run)") { database in
      try demand(run, in: database)
      for (name, value) in metrics {
        try database.execute(
          sql: "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)",
          arguments: [run.number, split, name, value])
      }
    }
  }

  /// Notes a checkpoint that is on disk.
  public func add(_ checkpoint: RunCheckpoint, to run: RunID) throws(RunLogError) {
    try write("note a checkpoint of \(run)") { database in
      try demand(run, in: database)
      try database.execute(
        sql: "INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          run.number, checkpoint.step, checkpoint.epoch, checkpoint.kind.rawValue,
          checkpoint.path, checkpoint.bytes, checkpoint.time,
        ])
    }
  }

  /// Forgets checkpoints of one kind but the newest `count`, and returns them so that their files
  /// can be removed.
  public func keepNewest(
    _ count: Int, _ kind: RunCheckpoint.Kind, of run: RunID
  ) throws(RunLogError) -> [RunCheckpoint] {
    let old = Array(try checkpoints(of: run, kind: kind).dropLast(count))
    try write("forget checkpoints of \(run)") { database in
      for checkpoint in old {
        try database.execute(
          sql: "DELETE FROM checkpoints WHERE run = ? AND kind = ? AND step = ?",
          arguments: [run.number, kind.rawValue, checkpoint.step])
      }
    }
    return old
  }

  /// Notes a file that the run left behind; one of the same name is replaced.
  public func add(_ artifact: RunArtifact, to run: RunID) throws(RunLogError) {
    try write("note a file of \(run)") { database in
      try demand(run, in: database)
      try database.execute(
        sql: "INSERT OR REPLACE INTO artifacts VALUES (?, ?, ?, ?, ?)",
        arguments: [run.number, artifact.name, artifact.kind, artifact.path, artifact.time])
    }
  }

  /// Takes back everything after a step, in one transaction: points and checkpoints past it,
  /// results, and what the run's row says. This is how a resume from a checkpoint begins; without one
  /// the step is -1, and nothing stays.
  public func truncate(_ run: RunID, afterStep step: Int) throws(RunLogError) {
    let now = clock()
    try write("take back points of \(run)") { database in
      guard var chooser = try Chooser(run, in: database) else {
        throw RunLogError.unknownRun(run, path: path)
      }
      try database.execute(
        sql: "DELETE FROM metrics WHERE run = ? AND step > ?", arguments: [run.number, step])
      let dropped = database.changesCount
      try database.execute(
        sql: "DELETE FROM checkpoints WHERE run = ? AND step > ?", arguments: [run.number, step])
      try database.execute(sql: "DELETE FROM results WHERE run = ?", arguments: [run.number])
      chooser.reset()
      let points = try Row.fetchCursor(
        database,
        sql: """
          SELECT id, step, epoch, split, name, value, wall_time FROM metrics
          WHERE run = ? ORDER BY id
          """, arguments: [run.number])
      while let row = try points.next() { chooser.see(MetricPoint(row)) }
      try chooser.write(run, in: database)
      try database.execute(
        sql: "UPDATE runs SET revision = revision + 1 WHERE id = ?", arguments: [run.number])
      try database.execute(
        sql: "INSERT INTO events (run, time, kind, message) VALUES (?, ?, 'resume', ?)",
        arguments: [
          run.number, now,
          "back to \(step < 0 ? "the start" : "step \(step)"): \(dropped) points taken back",
        ])
    }
  }

  func demand(_ run: RunID, in database: Database) throws {
    let sql = "SELECT 1 FROM runs WHERE id = ?"
    guard try Int.fetchOne(database, sql: sql, arguments: [run.number]) != nil else {
      throw RunLogError.unknownRun(run, path: path)
    }
  }
}

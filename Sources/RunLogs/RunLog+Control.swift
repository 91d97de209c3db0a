import GRDB

/// Asking a run for something from another process, and hearing it.
extension RunLog {
  /// Asks a live run to pause, resume, stop or write a checkpoint.
  ///
  /// - Returns: the request's number, to see later whether it was acknowledged.
  @discardableResult
  public func ask(_ verb: RunControl.Verb, of run: RunID) throws(RunLogError) -> Int64 {
    let now = clock()
    return try write("ask \(run) to \(verb.rawValue)") { database in
      try demand(run, in: database)
      try database.execute(
        sql: "INSERT INTO control (run, verb, asked) VALUES (?, ?, ?)",
        arguments: [run.number, verb.rawValue, now])
      return database.lastInsertedRowID
    }
  }

  /// What was asked of a run and not acknowledged yet, oldest first.
  public func requests(to run: RunID) throws(RunLogError) -> [RunControl] {
    try controls("run = ? AND acknowledged IS NULL", [run.number])
  }

  /// One request, acknowledged or not; nil when there is none of that number.
  public func request(_ id: Int64) throws(RunLogError) -> RunControl? {
    try controls("id = ?", [id]).first
  }

  /// Says that the run has taken notice.
  public func acknowledge(_ request: Int64) throws(RunLogError) {
    let now = clock()
    try write("acknowledge a request") { database in
      try database.execute(
        sql: "UPDATE control SET acknowledged = ? WHERE id = ? AND acknowledged IS NULL",
        arguments: [now, request])
    }
  }

  private func controls(
    _ condition: String, _ arguments: StatementArguments
  ) throws(RunLogError) -> [RunControl] {
    try read("read requests") { database in
      try Row.fetchAll(
        database,
        sql: "SELECT id, verb, asked, acknowledged FROM control WHERE \(condition) ORDER BY id",
        arguments: arguments
      ).compactMap { row in
        RunControl.Verb(rawValue: row[1]).map {
          RunControl(id: row[0], verb: $0, asked: row[2], acknowledged: row[3])
        }
      }
    }
  }
}

import GRDB

/// What a person does to runs afterwards: names, tags, notes, the trash.
extension RunLog {
  /// Seconds that runs stay in the trash before ``emptyTrash(olderThan:)`` takes them: 30 days.
  public static let trashTime = 30.0 * 86_400

  public func tag(_ run: RunID, _ tag: String) throws(RunLogError) {
    try write("tag \(run)") { database in
      try demand(run, in: database)
      try database.execute(
        sql: "INSERT OR IGNORE INTO tags VALUES (?, ?)", arguments: [run.number, tag])
    }
  }

  public func untag(_ run: RunID, _ tag: String) throws(RunLogError) {
    try write("untag \(run)") { database in
      try demand(run, in: database)
      try database.execute(
        sql: "DELETE FROM tags WHERE run = ? AND tag = ?", arguments: [run.number, tag])
    }
  }

  /// Replaces the run's note; the empty text removes it.
  public func note(_ run: RunID, _ text: String) throws(RunLogError) {
    try write("note on \(run)") { database in
      try demand(run, in: database)
      try database.execute(
        sql: "UPDATE runs SET note = ? WHERE id = ?", arguments: [text, run.number])
    }
  }

  /// Gives the run a name beside its number; the empty text takes it away.
  ///
  /// - Throws: `nameTaken` for the name of another run, and for what numbers look like.
  public func rename(_ run: RunID, _ name: String) throws(RunLogError) {
    try write("rename \(run)") { database in
      try demand(run, in: database)
      try database.execute(sql: "DELETE FROM names WHERE run = ?", arguments: [run.number])
      guard !name.isEmpty else { return }
      if let number = RunID(name) { throw RunLogError.nameTaken(name, by: number) }
      let other = try Int64.fetchOne(
        database, sql: "SELECT run FROM names WHERE name = ?", arguments: [name])
      if let other { throw RunLogError.nameTaken(name, by: RunID(number: other)) }
      try database.execute(
        sql: "INSERT INTO names VALUES (?, ?)", arguments: [run.number, name])
    }
  }

  /// Puts runs into the trash together: all or none.
  ///
  /// - Throws: `RunLogError.runIsLive` for a run that a living process owns.
  public func trash(_ runs: [RunID]) throws(RunLogError) {
    let now = clock()
    try write("move runs to the trash") { database in
      for run in runs {
        guard let found = try summaries(where: "runs.id = \(run.number)", in: database).first else {
          throw RunLogError.unknownRun(run, path: path)
        }
        guard !found.status.isLive else { throw RunLogError.runIsLive(run, asked: "deleted") }
        try database.execute(
          sql: "UPDATE runs SET trashed = COALESCE(trashed, ?) WHERE id = ?",
          arguments: [now, run.number])
      }
    }
  }

  /// Takes runs out of the trash.
  public func restore(_ runs: [RunID]) throws(RunLogError) {
    try write("restore runs") { database in
      for run in runs {
        try demand(run, in: database)
        try database.execute(
          sql: "UPDATE runs SET trashed = NULL WHERE id = ?", arguments: [run.number])
      }
    }
  }

  /// Undoes the last deletion: the runs trashed together last come back.
  ///
  /// - Returns: those runs; none when the trash is empty.
  @discardableResult
  public func undoDelete() throws(RunLogError) -> [RunID] {
    try write("undo a deletion") { database in
      let runs = try Int64.fetchAll(
        database,
        sql: "SELECT id FROM runs WHERE trashed = (SELECT MAX(trashed) FROM runs) ORDER BY id")
      try database.execute(
        sql: "UPDATE runs SET trashed = NULL WHERE trashed = (SELECT MAX(trashed) FROM runs)")
      return runs.map(RunID.init(number:))
    }
  }

  /// Removes for good what has been in the trash for longer than `seconds`.
  ///
  /// - Returns: the checkpoints' and artifacts' paths, so that the files can be removed.
  public func emptyTrash(olderThan seconds: Double = trashTime) throws(RunLogError) -> [String] {
    let before = clock() - seconds
    return try write("empty the trash") { database in
      let paths = try String.fetchAll(
        database,
        sql: """
          SELECT path FROM checkpoints JOIN runs ON runs.id = run WHERE trashed <= :before
          UNION SELECT path FROM artifacts JOIN runs ON runs.id = run WHERE trashed <= :before
          """, arguments: ["before": before])
      try database.execute(sql: "DELETE FROM runs WHERE trashed <= ?", arguments: [before])
      return paths
    }
  }
}

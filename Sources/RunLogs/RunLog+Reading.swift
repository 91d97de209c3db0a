import Foundation
import GRDB

/// What screens and commands ask of the log.
extension RunLog {
  /// All runs, newest first, without those in the trash unless asked for.
  public func runs(inTrash: Bool = false) throws(RunLogError) -> [RunSummary] {
    try read("list runs") { database in
      try summaries(
        where: inTrash ? "runs.trashed IS NOT NULL" : "runs.trashed IS NULL", in: database)
    }
  }

  /// One run, in the trash or not.
  public func run(_ id: RunID) throws(RunLogError) -> RunSummary {
    let found = try read("show run \(id)") { database in
      try summaries(where: "runs.id = \(id.number)", in: database)
    }
    guard let run = found.first else { throw .unknownRun(id, path: path) }
    return run
  }

  /// The points of a run that came into the log after one already seen, in order of arrival.
  public func metrics(of run: RunID, after id: Int64 = 0) throws(RunLogError) -> [MetricPoint] {
    try points(
      "run = ? AND id > ? ORDER BY id", [run.number, id], asked: "read the points of \(run)")
  }

  /// One curve in order of steps.
  public func curve(
    of run: RunID, split: String, name: String
  ) throws(RunLogError) -> [MetricPoint] {
    try points(
      "run = ? AND split = ? AND name = ? ORDER BY step, id", [run.number, split, name],
      asked: "read a curve of \(run)")
  }

  /// The last value of every curve of a split, by name.
  public func last(of run: RunID, split: String) throws(RunLogError) -> [String: Double] {
    let found = try points(
      "run = ? AND split = ? ORDER BY step, id", [run.number, split],
      asked: "read the curves of \(run)")
    return Dictionary(found.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  private func points(
    _ condition: String, _ arguments: StatementArguments, asked: String
  ) throws(RunLogError) -> [MetricPoint] {
    try read(asked) { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT id, step, epoch, split, name, value, wall_time FROM metrics WHERE \(condition)
          """, arguments: arguments)
      var points: [MetricPoint] = []
      while let row = try rows.next() { points.append(MetricPoint(row)) }
      return points
    }
  }

  /// The events of a run after one already seen, in order of arrival.
  public func events(of run: RunID, after id: Int64 = 0) throws(RunLogError) -> [RunEvent] {
    try read("read the events of \(run)") { database in
      try Row.fetchAll(
        database,
        sql: "SELECT id, time, kind, message FROM events WHERE run = ? AND id > ? ORDER BY id",
        arguments: [run.number, id]
      ).map { RunEvent(id: $0[0], time: $0[1], kind: $0[2], message: $0[3]) }
    }
  }

  /// Checkpoints by rising step.
  public func checkpoints(
    of run: RunID, kind: RunCheckpoint.Kind? = nil
  ) throws(RunLogError) -> [RunCheckpoint] {
    try read("read the checkpoints of \(run)") { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT step, epoch, kind, path, bytes, time FROM checkpoints
          WHERE run = ? AND kind = COALESCE(?, kind) ORDER BY step, kind
          """, arguments: [run.number, kind?.rawValue]
      ).compactMap { row in
        RunCheckpoint.Kind(rawValue: row[2]).map { kind in
          RunCheckpoint(
            step: row[0], epoch: row[1], kind: kind, path: row[3], bytes: row[4], time: row[5])
        }
      }
    }
  }

  public func artifacts(of run: RunID) throws(RunLogError) -> [RunArtifact] {
    try read("read the files of \(run)") { database in
      try Row.fetchAll(
        database,
        sql: "SELECT name, kind, path, time FROM artifacts WHERE run = ? ORDER BY name",
        arguments: [run.number]
      ).map { RunArtifact(name: $0[0], kind: $0[1], path: $0[2], time: $0[3]) }
    }
  }

  /// Numbers of the newest point and event in the log: when they have not changed, neither has any
  /// curve.
  public func newest() throws(RunLogError) -> (point: Int64, event: Int64) {
    try read("look for news") { database in
      (
        try Int64.fetchOne(
          database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'metrics'") ?? 0,
        try Int64.fetchOne(
          database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'events'") ?? 0
      )
    }
  }
}

extension MetricPoint {
  /// - Parameter row: id, step, epoch, split, name, value (NULL is NaN), wall time.
  init(_ row: Row) {
    let value: Double? = row[5]
    self.init(
      id: row[0], step: row[1], epoch: row[2], split: row[3], name: row[4],
      value: value ?? .nan, wallTime: row[6])
  }
}

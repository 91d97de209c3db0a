import Foundation
import GRDB

extension RunLog {
  /// Whole summaries in a fixed number of queries, whatever the number of runs.
  func summaries(where condition: String, in database: Database) throws -> [RunSummary] {
    var configurations: [Int64: [String: String]] = [:]
    var baselines: [Int64: [String: Double]] = [:]
    var results: [Int64: [String: [String: Double]]] = [:]
    var tags: [Int64: [String]] = [:]
    func each(_ columns: String, _ table: String, _ body: (Row) -> Void) throws {
      let rows = try Row.fetchCursor(
        database,
        sql: "SELECT \(columns) FROM \(table) JOIN runs ON runs.id = run WHERE \(condition)")
      while let row = try rows.next() { body(row) }
    }
    try each("run, key, value", "configuration") { row in
      configurations[row[0], default: [:]][row[1]] = row[2]
    }
    try each("run, name, value", "baselines") { row in
      baselines[row[0], default: [:]][row[1]] = row[2] ?? Double.nan
    }
    try each("run, split, name, value", "results") { row in
      results[row[0], default: [:]][row[1], default: [:]][row[2]] = row[3] ?? Double.nan
    }
    try each("run, tag", "tags") { row in tags[row[0], default: []].append(row[1]) }
    var names: [Int64: String] = [:]
    if try database.tableExists("names") {
      try each("run, name", "names") { row in names[row[0]] = row[1] }
    }

    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT runs.*, heartbeat.pid AS pid, heartbeat.started AS process_started,
          heartbeat.host AS host, heartbeat.seen AS seen
        FROM runs LEFT JOIN heartbeat ON heartbeat.run = runs.id
        WHERE \(condition) ORDER BY runs.id DESC
        """)
    let now = clock()
    var summaries: [RunSummary] = []
    while let row = try rows.next() {
      let id: Int64 = row["id"]
      var summary = summary(of: row, now: now, host: process.host)
      summary.setup.configuration = configurations[id] ?? [:]
      summary.setup.baselines = baselines[id] ?? [:]
      summary.results = results[id] ?? [:]
      summary.tags = (tags[id] ?? []).sorted()
      summary.name = names[id] ?? ""
      summaries.append(summary)
    }
    return summaries
  }

  /// Seconds of silence after which a run on another machine counts as interrupted.
  static let silence = 60.0

  /// How a process that is gone ended, as far as anybody knows.
  private func ending(of run: RunID, _ owner: ProcessIdentity) -> String {
    let home = (path as NSString).deletingLastPathComponent
    guard owner.host == process.host, let ending = ProcessEnding(of: run, home: home),
      ending.process == owner.pid
    else { return "how it ended nobody saw" }
    return "ended \(ending.words)"
  }

  private func summary(of row: Row, now: Double, host: String) -> RunSummary {
    let setup = RunDescription(
      model: row["model"], task: row["task"], database: row["database"],
      databasePath: row["database_path"], fingerprint: row["fingerprint"],
      seed: UInt64(bitPattern: row["seed"]), history: row["history"],
      codeVersion: row["code_version"], threads: row["threads"], metric: row["metric"],
      metricSplit: row["metric_split"], higherIsBetter: row["higher_is_better"],
      plannedSteps: row["planned_steps"], plannedEpochs: row["planned_epochs"])
    var status = RunStatus(rawValue: row["status"]) ?? .failed
    var message: String = row["message"]
    let seen: Double? = row["seen"]
    var end = now
    if status.isLive, let seen {
      let owner = ProcessIdentity(
        pid: row["pid"], started: row["process_started"], host: row["host"])
      if !(owner.isAlive(on: host) ?? (now - seen < Self.silence)) {
        message =
          "its process \(owner.pid) is gone, \(ending(of: RunID(number: row["id"]), owner)); "
          + "it was \(status.rawValue)"
        status = .interrupted
        end = seen
      }
    }
    let since: Double? = row["active_since"]
    let settled: Double = row["active_seconds"]
    let curve: String = row["curve"]
    return RunSummary(
      id: RunID(number: row["id"]), setup: setup, status: status, message: message,
      created: row["created"], started: row["started"],
      ended: status == .interrupted ? row["ended"] ?? seen : row["ended"],
      seconds: settled + (since.map { max(0, end - $0) } ?? 0), step: row["step"],
      epoch: row["epoch"], last: row["last"], best: row["best"], bestStep: row["best_step"],
      bestEpoch: row["best_epoch"],
      curve: Chooser.curve(curve),
      note: row["note"], isTrashed: (row["trashed"] as Double?) != nil,
      revision: row["revision"], process: row["pid"], seen: seen)
  }
}

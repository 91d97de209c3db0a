import GRDB

/// How gathered entries reach the file, and what follows from them on the run's own row.
extension RunLog {
  /// Most values a sparkline holds.
  static let curveLength = 24

  /// Writes entries in order and brings the rows of their runs up to date. Entries of a run that
  /// was deleted meanwhile are dropped.
  func keep(_ entries: [Entry], in database: Database) throws {
    guard !entries.isEmpty else { return }
    let newPoint = try database.cachedStatement(
      sql: """
        INSERT INTO metrics (run, step, epoch, split, name, value, wall_time)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    let newEvent = try database.cachedStatement(
      sql: "INSERT INTO events (run, time, kind, message) VALUES (?, ?, ?, ?)")
    var choosers: [RunID: Chooser?] = [:]
    func chooser(of run: RunID) throws -> Chooser? {
      if let known = choosers[run] { return known }
      let found = try Chooser(run, in: database)
      choosers[run] = .some(found)
      return found
    }
    for entry in entries {
      switch entry {
      case .points(let run, let points):
        guard var chooser = try chooser(of: run) else { continue }
        for point in points {
          try newPoint.execute(arguments: [
            run.number, point.step, point.epoch, point.split, point.name, point.value,
            point.wallTime,
          ])
          chooser.see(point)
        }
        choosers[run] = chooser
      case .event(let run, let event):
        guard try chooser(of: run) != nil else { continue }
        try newEvent.execute(arguments: [run.number, event.time, event.kind, event.message])
      case .heartbeat(let run, let time):
        guard try chooser(of: run) != nil else { continue }
        try beat(run, at: time, in: database)
      }
    }
    for case let (run, chooser?) in choosers {
      try chooser.write(run, in: database)
    }
  }

  func beat(_ run: RunID, at time: Double, in database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO heartbeat (run, pid, started, host, seen) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (run) DO UPDATE SET pid = excluded.pid, started = excluded.started,
          host = excluded.host, seen = excluded.seen
        """,
      arguments: [run.number, process.pid, process.started, process.host, time])
  }
}

/// What a run's row says about its points: where it is, and the best of the choosing metric.
struct Chooser {
  let metric: String
  let split: String
  let higherIsBetter: Bool
  var step: Int
  var epoch: Int
  var last: Double?
  var best: Double?
  var bestStep: Int?
  var bestEpoch: Int?
  private var isChanged = false
  private var hasNewValues = false

  /// Reads the row; nil when there is no such run.
  init?(_ run: RunID, in database: Database) throws {
    let sql = """
      SELECT metric, metric_split, higher_is_better, step, epoch, last, best, best_step, best_epoch
      FROM runs WHERE id = ?
      """
    guard let row = try Row.fetchOne(database, sql: sql, arguments: [run.number]) else {
      return nil
    }
    metric = row[0]
    split = row[1]
    higherIsBetter = row[2]
    step = row[3]
    epoch = row[4]
    last = row[5]
    best = row[6]
    bestStep = row[7]
    bestEpoch = row[8]
  }

  /// Forgets all points, to see them anew.
  mutating func reset() {
    step = 0
    epoch = 0
    last = nil
    best = nil
    bestStep = nil
    bestEpoch = nil
    isChanged = true
    hasNewValues = true
  }

  /// The first of equal values stays the best; NaN is never the best.
  mutating func see(_ point: MetricPoint) {
    step = max(step, point.step)
    epoch = max(epoch, point.epoch)
    isChanged = true
    guard point.split == split, point.name == metric else { return }
    hasNewValues = true
    last = point.value.isNaN ? nil : point.value
    guard !point.value.isNaN else { return }
    if let best, higherIsBetter ? point.value <= best : point.value >= best { return }
    best = point.value
    bestStep = point.step
    bestEpoch = point.epoch
  }

  func write(_ run: RunID, in database: Database) throws {
    guard isChanged else { return }
    try database.execute(
      sql: """
        UPDATE runs SET step = ?, epoch = ?, last = ?, best = ?, best_step = ?, best_epoch = ?
        WHERE id = ?
        """,
      arguments: [step, epoch, last, best, bestStep, bestEpoch, run.number])
    guard hasNewValues else { return }
    let values = try Double.fetchAll(
      database,
      sql: """
        SELECT value FROM metrics
        WHERE run = ? AND split = ? AND name = ? AND value IS NOT NULL ORDER BY step, id
        """, arguments: [run.number, split, metric])
    let curve = Self.shortened(values.filter(\.isFinite), to: RunLog.curveLength)
    try database.execute(
      sql: "UPDATE runs SET curve = ? WHERE id = ?",
      arguments: [Self.text(of: curve), run.number])
  }

  /// Numbers with a space between.
  static func text(of curve: [Double]) -> String {
    curve.map { String($0) }.joined(separator: " ")
  }

  static func curve(_ text: String) -> [Double] {
    text.split(separator: " ").compactMap { Double($0) }
  }

  /// Means of equal stretches, so that no value is passed over.
  static func shortened(_ values: [Double], to length: Int) -> [Double] {
    guard values.count > length else { return values }
    return (0..<length).map { bin in
      let stretch = values[(bin * values.count / length)..<((bin + 1) * values.count / length)]
      return stretch.reduce(0, +) / Double(stretch.count)
    }
  }
}

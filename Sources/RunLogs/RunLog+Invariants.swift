import GRDB

extension RunLog {
  /// Rules of the file that do not hold, in words; empty when all do. Tests call it.
  ///
  /// The file is sound; every row belongs to a run; each run's best, last and step are those of its
  /// points; no point is past its run's step.
  func brokenRules() throws(RunLogError) -> [String] {
    try read("check the log") { database in
      var broken = try String.fetchAll(database, sql: "PRAGMA integrity_check")
        .filter { $0 != "ok" }
      let orphans = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").count
      if orphans > 0 { broken.append("\(orphans) rows belong to no run") }
      for summary in try summaries(where: "1", in: database) {
        let points = try Row.fetchAll(
          database,
          sql: """
            SELECT id, step, epoch, split, name, value, wall_time FROM metrics
            WHERE run = ? ORDER BY id
            """, arguments: [summary.id.number]
        ).map(MetricPoint.init)
        let chosen = points.filter {
          $0.split == summary.metricSplit && $0.name == summary.metric && !$0.value.isNaN
        }
        let values = chosen.map(\.value)
        let best = summary.higherIsBetter ? values.max() : values.min()
        if best != summary.best { broken.append("\(summary.id): best is not its points' best") }
        if chosen.first(where: { $0.value == best })?.step != summary.bestStep {
          broken.append("\(summary.id): best step is not that of its best point")
        }
        if (points.map(\.step).max() ?? 0) != summary.step {
          broken.append("\(summary.id): step is not that of its last point")
        }
      }
      return broken
    }
  }
}

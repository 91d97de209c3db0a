import GRDB

extension RunLog {
  /// Compares runs: every setting side by side, and each metric at the last step that all have
  /// reached.
  public func compare(_ runs: [RunID]) throws(RunLogError) -> RunComparison {
    var summaries: [RunSummary] = []
    for id in runs { summaries.append(try run(id)) }
    var measures: [RunComparison.Measure] = []
    for (split, name) in try curves(inAll: runs) {
      if let measure = try measure(split, name, of: runs) { measures.append(measure) }
    }
    return RunComparison(
      runs: summaries, settings: Self.settings(of: summaries), measures: measures)
  }

  private static func settings(of runs: [RunSummary]) -> [RunComparison.Setting] {
    var settings = [
      RunComparison.Setting(name: "model", values: runs.map(\.model)),
      RunComparison.Setting(name: "task", values: runs.map(\.task)),
      RunComparison.Setting(name: "seed", values: runs.map { String($0.seed) }),
      RunComparison.Setting(name: "history", values: runs.map(\.history)),
      RunComparison.Setting(name: "database", values: runs.map(\.database)),
      RunComparison.Setting(name: "fingerprint", values: runs.map(\.fingerprint)),
      RunComparison.Setting(name: "code version", values: runs.map(\.codeVersion)),
      RunComparison.Setting(name: "threads", values: runs.map { String($0.threads) }),
    ]
    for key in Set(runs.flatMap(\.configuration.keys)).sorted() {
      settings.append(
        RunComparison.Setting(name: key, values: runs.map { $0.configuration[key] }))
    }
    return settings
  }

  /// Curves that all of the runs have, by split and name.
  private func curves(inAll runs: [RunID]) throws(RunLogError) -> [(split: String, name: String)] {
    let list = Set(runs).map { String($0.number) }.joined(separator: ",")
    return try read("compare runs") { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT split, name FROM metrics WHERE run IN (\(list))
          GROUP BY split, name HAVING COUNT(DISTINCT run) = ? ORDER BY split, name
          """, arguments: [Set(runs).count]
      ).map { ($0[0], $0[1]) }
    }
  }

  private func measure(
    _ split: String, _ name: String, of runs: [RunID]
  ) throws(RunLogError) -> RunComparison.Measure? {
    try read("compare \(split) \(name)") { database in
      var shared: Int?
      for run in runs {
        let last = try Int.fetchOne(
          database, sql: "SELECT MAX(step) FROM metrics WHERE run = ? AND split = ? AND name = ?",
          arguments: [run.number, split, name])
        guard let last else { return nil }
        shared = min(shared ?? last, last)
      }
      guard let shared else { return nil }
      var values: [Double] = []
      for run in runs {
        let row = try Row.fetchOne(
          database,
          sql: """
            SELECT value FROM metrics WHERE run = ? AND split = ? AND name = ? AND step <= ?
            ORDER BY step DESC, id DESC LIMIT 1
            """, arguments: [run.number, split, name, shared])
        guard let row else { return nil }
        values.append(row[0] ?? Double.nan)
      }
      return RunComparison.Measure(split: split, name: name, step: shared, values: values)
    }
  }
}

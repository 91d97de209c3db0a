import Inspection

extension RunSummary {
  /// The bytes that any summary has, written directly: of a thousand runs Foundation's encoder would take
  /// more time than the database.
  public func json() throws -> String {
    var line = JSONLine()
    line.add("best", best)
    line.add("bestEpoch", bestEpoch)
    line.add("bestStep", bestStep)
    line.add("created", created)
    line.add("curve", curve)
    line.add("ended", ended)
    line.add("epoch", epoch)
    line.add("id", id.description)
    line.add("isTrashed", isTrashed)
    line.add("last", last)
    line.add("message", message)
    line.add("name", name)
    line.add("note", note)
    line.add("process", process)
    line.add("results", results) { results, split, values in
      results.add(split, values) { $0.add($1, $2) }
    }
    line.add("revision", revision)
    line.add("seconds", seconds)
    line.add("seen", seen)
    line.add("setup", setup.line)
    line.add("started", started)
    line.add("status", status.rawValue)
    line.add("step", step)
    line.add("tags", tags)
    return try line.closed ?? encodedJSON()
  }
}

extension RunDescription {
  fileprivate var line: JSONLine {
    var line = JSONLine()
    line.add("baselines", baselines) { $0.add($1, $2) }
    line.add("codeVersion", codeVersion)
    line.add("configuration", configuration) { $0.add($1, $2) }
    line.add("database", database)
    line.add("databasePath", databasePath)
    line.add("fingerprint", fingerprint)
    line.add("higherIsBetter", higherIsBetter)
    line.add("history", history)
    line.add("metric", metric)
    line.add("metricSplit", metricSplit)
    line.add("model", model)
    line.add("plannedEpochs", plannedEpochs)
    line.add("plannedSteps", plannedSteps)
    line.add("seed", seed)
    line.add("task", task)
    line.add("threads", threads)
    return line
  }
}

import Inspection

// Scores on test rows: each that was seen is in the log, so that a figure chosen among several shows it.
extension RunLog {
  /// Notes that a run was scored on the test rows of a task.
  ///
  /// - Returns: what was noted before of the same, the oldest first.
  @discardableResult
  public func noteTest(
    of task: String, scores: [String: Double], by run: RunID
  ) throws(RunLogError) -> [RunEvent] {
    try flush()
    let start = task + ": "
    let earlier = try events(of: run).filter { $0.kind == "test" && $0.message.hasPrefix(start) }
    event("test", start + scores.scoreLine, of: run)
    try flush()
    return earlier
  }
}

import RunLogs

/// When the workbench rings for the runs of a task: off until someone asks for it.
///
/// As typed after `:alert` and as sessions keep it: `driver-dnf target .74`, `driver-dnf plateau 500`,
/// `driver-dnf failure`.
struct AlertRule: Equatable, Sendable {
  enum Condition: Equatable, Sendable {
    /// The choosing metric reaches a value, in its own direction.
    case target(Double)
    /// No better value of it for so many steps.
    case plateau(Int)
    /// The run fails, or the metric is no number.
    case failure
  }

  var task: String
  var condition: Condition

  /// Reads a rule of which the task may be left out.
  static func parse(_ words: [String], task: String?) -> Result<AlertRule, Failure> {
    let names = ["target", "plateau", "failure"]
    var words = words
    var task = task
    if let first = words.first, !names.contains(first) { task = words.removeFirst() }
    guard let task else {
      return .failure(Failure("alert for which task? Type alert TASK target .74"))
    }
    let value = words.count == 2 ? number(words[1]) : nil
    switch (words.first, value) {
    case ("target", let value?): return .success(AlertRule(task: task, condition: .target(value)))
    case ("plateau", let steps?) where steps >= 1:
      return .success(AlertRule(task: task, condition: .plateau(Int(steps))))
    case ("failure", nil) where words.count == 1:
      return .success(AlertRule(task: task, condition: .failure))
    default:
      return .failure(Failure("alert: type target .74, plateau 500 (steps), failure, or off"))
    }
  }

  private static func number(_ text: String) -> Double? {
    Double(text.hasPrefix(".") ? "0" + text : text).flatMap { abs($0) < 1e12 ? $0 : nil }
  }

  var text: String {
    switch condition {
    case .target(let value): "\(task) target \(Figures.tick(value))"
    case .plateau(let steps): "\(task) plateau \(steps)"
    case .failure: "\(task) failure"
    }
  }

  /// What a run did to be reported; nil while it did not.
  func finding(in run: RunSummary) -> String? {
    guard run.task == task else { return nil }
    switch condition {
    case .target(let value):
      guard let best = run.best, run.higherIsBetter ? best >= value : best <= value else {
        return nil
      }
      return "\(run.metric) reached \(Figures.metric(best))"
    case .plateau(let steps):
      guard run.status == .running, let at = run.bestStep, run.step - at >= steps else {
        return nil
      }
      return "no better \(run.metric) for \(Figures.compact(run.step - at)) steps"
    case .failure:
      if run.status == .failed { return "failed" }
      return run.last.map(\.isFinite) ?? true ? nil : "\(run.metric) is no number"
    }
  }
}

extension State {
  /// Looks at runs that live, or lived a moment ago, and rings once for each rule that one of them meets.
  mutating func ring(for list: [RunSummary], livingBefore: Set<RunID>) -> [Effect] {
    var found: [String] = []
    for run in list where run.status.isLive || livingBefore.contains(run.id) {
      for rule in runs.alerts {
        guard let finding = rule.finding(in: run),
          runs.rung[run.id]?.contains(where: { $0.rule == rule }) != true
        else { continue }
        runs.rung[run.id, default: []].append(RungAlert(rule: rule, finding: finding))
        found.append("\(run.id) \(finding)")
      }
    }
    guard !found.isEmpty else { return [] }
    say("! " + found.joined(separator: " · "), .warning)
    return [.send("\u{7}")]
  }

  /// `:alert` alone lists the rules; `off` drops those of the current run's task.
  mutating func useAlert(_ words: [String]) {
    let task = currentRun?.task ?? catalog.value?.tasks[safe: taskList.cursor]?.name
    if words.isEmpty {
      let all = runs.alerts.map(\.text).joined(separator: " · ")
      say(
        all.isEmpty ? "no alert is set: type alert target .74, plateau 500 or failure" : all, .dim)
      return
    }
    if words.last == "off" {
      let task = words.count > 1 ? words[0] : task
      runs.alerts.removeAll { $0.task == task }
      say("no alerts for \(task ?? "any task")", .good)
      return
    }
    switch AlertRule.parse(words, task: task) {
    case .failure(let failure): say(failure.message)
    case .success(let rule):
      if !runs.alerts.contains(rule) { runs.alerts.append(rule) }
      say("rings at: \(rule.text)", .good)
    }
  }
}

/// A rule that a run has met in this sitting.
struct RungAlert: Equatable, Sendable {
  var rule: AlertRule
  var finding: String
}

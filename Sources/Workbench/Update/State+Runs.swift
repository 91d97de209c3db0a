import Inspection
import RunLogs
import TerminalUI

extension State {
  /// The run that Train shows, or that has the cursor on Runs.
  var currentRun: RunSummary? {
    let list = runs.list.value ?? []
    if screen == .runs { return runs.visible[safe: runs.place.cursor] }
    return list.first { $0.id == runs.selected } ?? list[safe: runs.jobs.cursor]
  }

  /// Whether a run learned from another database than the one that is open.
  func isElsewhere(_ run: RunSummary) -> Bool {
    schema.value.map { $0.fingerprint != run.fingerprint } ?? false
  }

  /// Runs whose curves are on the screen.
  var shownRuns: [RunSummary] {
    let list = runs.list.value ?? []
    if screen == .runs {
      let marked = runs.marked.compactMap { id in list.first { $0.id == id } }
      guard let here = currentRun else { return marked }
      return marked.contains { $0.id == here.id } ? marked : [here] + marked
    }
    return currentRun.map { [$0] } ?? []
  }

  /// Asks for what the log has added to the curves on the screen.
  mutating func askProgress() -> [Effect] {
    guard screen == .train || screen == .runs else { return [] }
    return askProgress(of: shownRuns)
  }

  mutating func askProgress(of shown: [RunSummary]) -> [Effect] {
    askSchedules(of: shown) + askPoints(of: shown)
  }

  private mutating func askPoints(of shown: [RunSummary]) -> [Effect] {
    shown.compactMap { run in
      guard runs.pending[run.id] == nil else { return nil }
      let known = runs.curves[run.id]
      let isFresh = known?.revision == run.revision
      if known != nil, isFresh, !run.status.isLive, runs.complete.contains(run.id) { return nil }
      if !isFresh {
        let steps = run.plannedSteps.flatMap { steps in
          run.plannedEpochs.map { Double(steps) / Double(max(1, $0)) }
        }
        runs.curves[run.id] = RunCurves(
          revision: run.revision, smoothing: runs.view.smoothing, stepsPerEpoch: steps)
      }
      generation += 1
      runs.pending[run.id] = generation
      return .request(
        .progress(
          run.id, afterPoint: isFresh ? known?.lastPoint ?? 0 : 0,
          afterEvent: isFresh ? known?.lastEvent ?? 0 : 0), generation: generation)
    }
  }

  /// A tick: follows the run log while someone looks at it.
  mutating func poll() -> [Effect] {
    guard screen == .train || screen == .runs || hasLiveRuns else { return [] }
    var effects = askProgress()
    effects += askRuns()
    if screen == .train, !runs.machine.isWaiting, let run = currentRun, run.status.isLive {
      effects.append(ask(\.runs.machine, .machine(process: run.process)))
    }
    return effects
  }

  /// Runs that another process began may be there to be asked.
  mutating func askRuns() -> [Effect] {
    runs.list.isWaiting ? [] : [ask(\.runs.list, .runs)]
  }

  mutating func takeRuns(_ reply: Reply) -> [Effect] {
    let result = reply.result.flatMap { answer -> Result<[RunSummary], Failure> in
      if case .runs(let value) = answer { return .success(value) }
      return .failure(.unexpected)
    }
    let living = Set((runs.list.value ?? []).filter { $0.status.isLive }.map(\.id))
    let underCursor = runs.visible[safe: runs.place.cursor]?.id
    guard runs.list.take(result, generation: reply.generation) else { return [] }
    let list = runs.list.value ?? []
    runs.arrange()
    sayAftermath(of: list)
    for run in list where run.status.isLive { runs.complete.remove(run.id) }
    // New runs come in at the top: the cursors stay on their runs.
    if runs.selected == nil || !list.contains(where: { $0.id == runs.selected }) {
      runs.selected = list.first?.id
    }
    if let here = list.firstIndex(where: { $0.id == runs.selected }) { place(.jobs, on: here) }
    if let here = runs.visible.firstIndex(where: { $0.id == underCursor }) {
      place(.runList, on: here)
    }
    return ring(for: list, livingBefore: living) + settle() + askProgress()
      + (screen == .predict ? askPrediction(isNew: false) : [])
  }

  mutating func takeProgress(_ reply: Reply, of run: RunID) -> [Effect] {
    guard runs.pending[run] == reply.generation else { return [] }
    runs.pending[run] = nil
    switch reply.result {
    case .success(.progress(let progress)):
      runs.curves[run, default: RunCurves(smoothing: runs.view.smoothing)].extend(progress)
      if let summary = runs.list.value?.first(where: { $0.id == run }), !summary.status.isLive,
        progress.points.isEmpty
      {
        runs.complete.insert(run)
      }
    case .success: say(Failure.unexpected.message, .error)
    case .failure(let failure): say(failure.message, .error)
    }
    return []
  }

  /// The curves that m turns through, the choosing metric first.
  func curveNames(of run: RunSummary) -> [RunCurves.Name] {
    let names =
      runs.curves[run.id]?.names(metric: run.metric, split: run.metricSplit)
      ?? [.init(split: run.metricSplit, metric: run.metric), .init(split: "train", metric: "loss")]
    let turn = ((runs.metricTurn % names.count) + names.count) % names.count
    return Array(names[turn...] + names[..<turn])
  }

  /// As many curves as can still be told apart by their signs.
  static let mostMarks = 50

  mutating func toggleMark() {
    guard let run = currentRun else { return }
    let before = runs.marked
    defer {
      if runs.marked != before {
        let word = runs.marked.contains(run.id) ? "mark" : "unmark"
        remember(Undoable(words: "\(word) \(run.id)", inverse: .marks(before)))
      }
    }
    if let place = runs.marked.firstIndex(of: run.id) {
      runs.marked.remove(at: place)
    } else if runs.marked.count < Self.mostMarks {
      runs.marked.append(run.id)
    } else {
      say("\(Self.mostMarks) runs are marked already: unmark one first")
    }
  }

  /// A line of the comparison: a setting or a result, and its value for each run shown.
  struct ComparedLine: Equatable, Sendable {
    var key: String
    var values: [String]
    /// What the run reached, not what it was given.
    var isResult = false
    /// The last run's value minus the first's, where both are numbers.
    var change: Double?
    var differs: Bool { Set(values).count > 1 }
  }

  /// What the runs shown have been given and have reached; equal settings only when asked for.
  var comparison: [ComparedLine] {
    let shown = shownRuns
    guard !shown.isEmpty else { return [] }
    func line(_ key: String, _ value: (RunSummary) -> String) -> ComparedLine {
      ComparedLine(key: key, values: shown.map(value))
    }
    let settings = Set(shown.flatMap { $0.configuration.keys }).subtracting(["history"]).sorted()
    let given =
      [
        line("model", { $0.model }), line("task", { $0.task }),
        line("seed", { "\($0.seed)" }), line("history", { $0.history }),
        line("data", { String($0.fingerprint.prefix(8)) }), line("code", { $0.codeVersion }),
        line("threads", { "\($0.threads)" }),
      ] + settings.map { key in line(key, { $0.configuration[key] ?? Figures.unknown }) }
    // What a person said of a run; the list has room for it on wide screens only.
    let words = [
      line("tags", { $0.tags.joined(separator: " ") }), line("note", { $0.note }),
    ]
    let said = shown.count > 1 ? [] : words.filter { $0.values != [""] }
    let kept = runs.showsAllKeys || shown.count == 1 ? given : given.filter(\.differs)
    let scores = Set(
      shown.flatMap { run in
        run.results.flatMap { split, metrics in metrics.keys.map { "\(split) \($0)" } }
      }
    ).sorted()
    let reached =
      [
        numbers("best", shown.map(\.best)),
        line("@ step", { Figures.compact($0.bestStep) }),
        line("time", { Figures.duration($0.seconds) }),
      ]
      + equalLines
      + scores.map { name in
        let parts = name.split(separator: " ", maxSplits: 1).map(String.init)
        return numbers(name, shown.map { $0.results[parts[0]]?[parts[1]] })
      }
    return said + kept
      + reached.map { line in
        var line = line
        line.isResult = true
        return line
      }
  }

  private func numbers(_ key: String, _ values: [Double?]) -> ComparedLine {
    var line = ComparedLine(key: key, values: values.map { Figures.metric($0) })
    if values.count > 1, let first = values.first ?? nil, let last = values.last ?? nil {
      line.change = last - first
    }
    return line
  }

  /// The metric at the last step, and after the last second, that all of the runs have reached.
  private var equalLines: [ComparedLine] {
    let shown = shownRuns
    guard shown.count > 1, let first = shown.first, let name = curveNames(of: first).first else {
      return []
    }
    return [Axis.step, .relative].compactMap { axis in
      let ends = shown.compactMap { runs.curves[$0.id]?.span(name, by: axis)?.upperBound }
      guard ends.count == shown.count, let end = ends.min(), end > 0 else { return nil }
      let values = shown.map { runs.curves[$0.id]?.value(name, at: end, by: axis)?.point.value }
      let place = axis == .step ? Figures.compact(Int(end)) : Figures.duration(end)
      return numbers("\(name.metric) @\(place)", values)
    }
  }

  /// Why a verb about the current run cannot be done.
  func problem(with verb: RunOrder) -> String? {
    guard let run = currentRun else { return "there is no run yet: a starts one" }
    switch (verb, run.status) {
    case (.sooner, .queued), (.later, .queued), (.kill, .running), (.kill, .paused): return nil
    case (.sooner, _), (.later, _): return "\(run.id) does not wait: only waiting runs are moved"
    case (.pause, .running), (.resume, .paused), (.resume, .interrupted), (.resume, .stopped),
      (.resume, .failed), (.stop, .running),
      (.stop, .paused), (.stop, .queued), (.checkpoint, .running), (.checkpoint, .paused):
      return nil
    default: return "\(run.id) is \(run.status.rawValue): it cannot be \(verb.participle)"
    }
  }
}

extension RunOrder {
  /// That it was asked for, in words.
  var words: String {
    switch self {
    case .stop: "stopping with a checkpoint; X again kills it"
    case .kill: "ends at its next step, without a checkpoint"
    case .sooner: "one place sooner"
    case .later: "one place later"
    default: "\(rawValue) asked for"
    }
  }

  var participle: String {
    switch self {
    case .pause: "paused"
    case .resume: "resumed"
    case .stop: "stopped"
    case .checkpoint: "checkpointed"
    case .kill: "killed"
    case .sooner, .later: "moved"
    }
  }
}

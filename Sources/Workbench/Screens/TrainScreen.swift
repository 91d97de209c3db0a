import Inspection
import RunLogs
import TerminalUI

/// Runs that are under way, the curves of one of them, and what it says.
struct TrainScreen {
  let state: State
  let layout: Layout
  init(_ state: State, _ layout: Layout) {
    self.state = state
    self.layout = layout
  }

  func draw(_ box: Layout.Box, on screen: inout CellBuffer) {
    switch box.pane {
    case .jobs: drawJobs(on: &screen, in: box.rect)
    case .plots: drawPlots(on: &screen, in: box.rect)
    case .log: drawLog(on: &screen, in: box.rect)
    case .configuration: drawConfiguration(on: &screen, in: box.rect)
    default: break
    }
  }

  private func drawJobs(on screen: inout CellBuffer, in part: Rect) {
    let runs = state.runs.list.value ?? []
    let live = runs.count { $0.status.isLive }
    let inside = screen.panel(
      part, title: "jobs" + (runs.isEmpty ? "" : " \(Figures.count(runs.count))"),
      facts: live > 0 ? "\(live) under way" : "",
      isFocused: state.pane == .jobs)
    if let failure = state.runs.list.failure {
      screen.note(failure, in: inside, .error)
      return
    }
    guard !runs.isEmpty else {
      screen.note(
        state.runs.list.value == nil ? "◔ loading…" : "No run yet. Press a to start one.",
        in: inside)
      return
    }
    let height = inside.rows / 2
    for (line, place) in state.runs.jobs.lines(count: runs.count, height: height).enumerated() {
      let run = runs[place]
      let row = inside.row + line * 2
      let isSelected = run.id == state.runs.selected
      screen.put(run.status.sign, row: row, column: inside.column + 1, run.status.role, .bold)
      screen.put("\(run.id)", row: row, column: inside.column + 3, .text, isSelected ? .bold : [])
      screen.put(
        run.calling.fitted(to: inside.columns - 10), row: row,
        column: inside.column + 9, .text)
      let progress = Self.progress(
        of: run, isStopping: state.runs.stopping.contains(run.id),
        rung: state.runs.rung[run.id] ?? [])
      // A run of another database says so: its task may be called as one here.
      let words =
        state.isElsewhere(run)
        ? Self.elsewhere(run, columns: inside.columns - 4) : progress
      screen.put(
        words.fitted(to: inside.columns - 4),
        row: row + 1, column: inside.column + 3,
        run.status == .failed ? .error : state.runs.rung[run.id] == nil ? .dim : .warning)
      screen.markLine(
        row: row, in: inside, isCursor: place == state.runs.jobs.cursor,
        isFocused: state.pane == .jobs)
    }
    screen.position(state.runs.jobs, count: runs.count, in: part, height: height)
  }

  /// `3.2k/4k 80% .742`, `finished .742 @3.2k`, or why it ended.
  static func progress(
    of run: RunSummary, isStopping: Bool = false, rung: [RungAlert] = []
  ) -> String {
    if let last = rung.last { return "! " + last.finding }
    let score = Figures.metric(run.best)
    switch run.status {
    case .queued: return run.message.isEmpty ? "queued" : Escaping.visible(run.message)
    case .failed: return run.message.isEmpty ? "failed" : Escaping.visible(run.message)
    case .running, .paused:
      let name = isStopping ? "stopping… " : run.status == .paused ? "paused " : ""
      if let planned = run.plannedSteps, planned > 0 {
        // What was learned is measured once more, which may take longer than many steps.
        if run.step >= planned, !isStopping { return "measuring… \(score)" }
        let share = Figures.percent(min(run.step, planned), of: planned)
        return "\(name)\(Figures.compact(run.step))/\(Figures.compact(planned)) \(share) \(score)"
      }
      return "\(name)step \(Figures.compact(run.step)) \(score)"
    case .finished, .stopped, .interrupted:
      let best = run.bestStep.map { $0 > 0 ? " @\(Figures.compact($0))" : "" } ?? ""
      return "\(run.status.rawValue) \(score)\(best)"
    }
  }

  /// `in online-retail .733`: the name of its database beside the score, which is never cut.
  static func elsewhere(_ run: RunSummary, columns: Int) -> String {
    let score = Figures.metric(run.best)
    let room = columns - 4 - CharacterWidth.columns(of: score)
    return "in \(Escaping.visible(run.database).fitted(to: max(4, room))) \(score)"
  }

  private func drawPlots(on screen: inout CellBuffer, in part: Rect) {
    guard let run = state.currentRun else {
      let inside = screen.panel(part, title: "curves", isFocused: state.pane == .plots)
      if state.runs.list.value != nil {
        screen.note("Curves grow here while a run learns.", in: inside)
      }
      return
    }
    let epoch = run.plannedEpochs.map { "epoch \(run.epoch)/\($0)" } ?? "epoch \(run.epoch)"
    let inside = screen.panel(
      part, title: "\(run.id) \(run.status.sign) \(Escaping.visible(run.model))",
      facts:
        "\(epoch) · step \(Figures.compact(run.step)) · \(pace(of: run, isWide: part.columns > 80))",
      isFocused: state.pane == .plots)
    let names = state.curveNames(of: run)
    // Two plots one above the other; beside each other too where there is room.
    let across = inside.columns >= 90 ? 2 : 1
    let down = inside.rows >= 12 ? 2 : 1
    let width = inside.columns / across
    let height = inside.rows / down
    var shown = 0
    for line in 0..<down {
      for column in 0..<across {
        guard let name = names[safe: shown] else { return }
        let last = line == down - 1
        CurveView(state: state, runs: [run], name: name).draw(
          on: &screen,
          in: Rect(
            row: inside.row + line * height, column: inside.column + column * width,
            rows: last ? inside.rows - line * height : height, columns: width - 1))
        shown += 1
      }
    }
  }

  /// Steps per second and the time left while it runs, the time taken after.
  private func pace(of run: RunSummary, isWide: Bool) -> String {
    guard run.status == .running, run.seconds > 0, run.step > 0 else {
      return Figures.duration(run.seconds)
    }
    let rate = Double(run.step) / run.seconds
    let speed = "\(Figures.metric(rate)) it/s"
    guard let planned = run.plannedSteps else { return speed }
    guard run.step < planned else { return "measuring…" }
    let left = "eta " + Figures.duration(Double(max(0, planned - run.step)) / rate)
    return isWide ? "\(speed) · \(left)" : left
  }

  private func drawLog(on screen: inout CellBuffer, in part: Rect) {
    let run = state.currentRun
    let hasFrame = part.rows > 5
    let inside =
      hasFrame
      ? screen.panel(
        part, title: "log" + (run.map { "  \($0.id)" } ?? ""),
        facts: state.runs.logBack > 0 ? "G follows" : "follows", isFocused: state.pane == .log)
      : part
    guard let run, let curves = state.runs.curves[run.id] else { return }
    // Only what can be seen is put into words: a frame costs the same for any length of log.
    let needed = inside.rows + min(state.runs.logBack, Self.mostLogLines)
    let lines = Self.logLines(
      of: curves, metric: run.metric, offset: state.clock.offset, last: needed)
    let rest = drawReason(of: run, on: &screen, in: inside)
    let back = min(state.runs.logBack, max(0, lines.count - rest.rows))
    let end = lines.count - back
    // Newest first, as on the mock-ups: the eye finds the news in one place.
    for (place, line) in lines[max(0, end - rest.rows)..<end].reversed().enumerated() {
      let role: Role = line.isBad ? .error : line.isEvent ? .accent : .text
      screen.put(
        line.text.fitted(to: rest.columns - 2), row: rest.row + place,
        column: rest.column + 1, role)
    }
  }

  /// Why a run failed, whole, above its last lines; returns the room left.
  private func drawReason(
    of run: RunSummary, on screen: inout CellBuffer, in part: Rect
  ) -> Rect {
    guard run.status == .failed || run.status == .interrupted, !run.message.isEmpty else {
      return part
    }
    let remedy =
      run.status == .interrupted
      ? "; \(state.keys.shown(.pause, on: .train)) goes on from its last checkpoint" : ""
    let lines = Frame.wrap("✗ " + Escaping.visible(run.message) + remedy, to: part.columns - 2)
      .prefix(max(1, part.rows - 1))
    for (place, line) in lines.enumerated() {
      screen.put(line, row: part.row + place, column: part.column + 1, .error, .bold)
    }
    return part.split(top: lines.count).1
  }

  /// How far back the log can be read here.
  private static let mostLogLines = 2_000

  struct LogLine: Equatable {
    var time: Double
    var text: String
    var isEvent: Bool
    var isBad: Bool
  }

  /// The log in words: one line per step at which something was measured, one per event.
  static func logLines(
    of curves: RunCurves, metric: String, offset: Int, last: Int
  ) -> [LogLine] {
    var steps: [Int: (time: Double, epoch: Int, values: [String])] = [:]
    for (name, points) in curves.curves.sorted(by: {
      order($0.key, metric) < order($1.key, metric)
    }) {
      for point in points.suffix(last) {
        let label = name.split == "train" ? name.metric : "\(name.split) \(name.metric)"
        let old = steps[point.step] ?? (point.wallTime, point.epoch, [])
        steps[point.step] = (
          max(old.time, point.wallTime), point.epoch,
          old.values + ["\(label) \(Figures.metric(point.value))"]
        )
      }
    }
    let measured = steps.map { step, line in
      LogLine(
        time: line.time,
        text: clock(line.time, offset) + "  step \(step)  epoch \(line.epoch)  "
          + Escaping.visible(line.values.joined(separator: "  ")), isEvent: false,
        isBad: line.values.contains { $0.hasSuffix(" nan") })
    }
    let events = curves.events.suffix(last).map { event in
      LogLine(
        time: event.time,
        text: clock(event.time, offset) + "  "
          + Escaping.visible("\(event.kind): \(event.message)"),
        isEvent: true, isBad: event.kind == "error" || event.kind == "warning")
    }
    return Array(
      (measured + events).sorted { ($0.time, $0.text) < ($1.time, $1.text) }.suffix(last))
  }

  /// The loss first, then what chooses the checkpoint, then the rest of the other splits.
  private static func order(_ name: RunCurves.Name, _ metric: String) -> String {
    if name.split == "train" { return (name.metric == "loss" ? "0" : "2") + name.metric }
    return (name.metric == metric ? "10" : "11") + name.label
  }

  private static func clock(_ time: Double, _ offset: Int) -> String {
    guard time.isFinite, abs(time) < 1e12 else { return "--:--:--" }
    let seconds = Int(time)
    let minute = WallClock(seconds: seconds, offset: offset).hourAndMinute
    let rest = ((seconds % 60) + 60) % 60
    return minute + ":" + (rest < 10 ? "0\(rest)" : "\(rest)")
  }

  private func drawConfiguration(on screen: inout CellBuffer, in part: Rect) {
    let inside = screen.panel(part, title: "machine · settings")
    guard let run = state.currentRun else { return }
    var row = drawMachine(of: run, on: &screen, in: inside)
    row = drawSchedule(of: run, on: &screen, row: row, in: inside)
    let given: [(String, String)] = [
      ("model", run.model), ("task", run.task), ("seed", "\(run.seed)"),
      ("history", run.history), ("threads", "\(run.threads)"),
    ]
    let settings = run.configuration.filter { $0.key != "history" }
    for (name, value) in given + settings.sorted(by: { $0.key < $1.key }) {
      row = screen.fact(
        Escaping.visible(name), Escaping.visible(value), row: row, in: inside, width: 13)
    }
  }
}

extension TrainScreen {
  /// What the run asks of the machine: cores, memory, and the share of its steps that waited for data.
  private func drawMachine(of run: RunSummary, on screen: inout CellBuffer, in inside: Rect) -> Int
  {
    var row = inside.row
    let bar = max(4, min(10, inside.columns - 20))
    func gauge(_ name: String, _ share: Double, _ text: String, _ role: Role) {
      guard row < inside.endRow else { return }
      screen.put(name, row: row, column: inside.column + 1, .dim)
      screen.put(
        Bars.bar(share, columns: bar).padded(to: bar), row: row, column: inside.column + 7, role)
      screen.put(
        text.fitted(to: inside.columns - bar - 9), row: row, column: inside.column + 8 + bar, .text)
      row += 1
    }
    if run.status.isLive, let machine = state.runs.machine.value {
      if let busy = machine.busyCores {
        let share = busy / Double(max(1, machine.cores))
        gauge("cpu", share, "\(Figures.metric(busy)) of \(machine.cores)", .accent)
      }
      let share = Double(machine.residentMiB) / Double(max(1, machine.memoryMiB))
      gauge("rss", share, "\(Figures.count(machine.residentMiB)) MiB", .accent)
      let isShort = machine.freeMiB < 500
      screen.put("free", row: row, column: inside.column + 1, .dim)
      screen.put(
        "\(Figures.count(machine.freeMiB)) MiB", row: row, column: inside.column + 8 + bar,
        isShort ? .error : .text)
      row += 1
      if row < inside.endRow {
        screen.put("gpu", row: row, column: inside.column + 1, .dim)
        screen.put("none used", row: row, column: inside.column + 8 + bar, .dim)
        row += 1
      }
    }
    let name = RunCurves.Name(split: "machine", metric: "waiting_share")
    if let waiting = state.runs.curves[run.id]?.curves[name]?.last?.value, waiting.isFinite {
      // More than a tenth of the time spent waiting for batches is worth knowing.
      gauge(
        "data", waiting, Figures.percent(Int(waiting * 1000), of: 1000),
        waiting > 0.1 ? .warning : .accent)
    }
    return row > inside.row ? row + 1 : row
  }
}

extension RunStatus {
  /// A sign that tells the status without color.
  var sign: String {
    switch self {
    case .queued: "◔"
    case .running: "●"
    case .paused: "‖"
    case .interrupted: "○"
    case .finished: "✓"
    case .failed: "✗"
    case .stopped: "■"
    }
  }

  var role: Role {
    switch self {
    case .running: .good
    case .queued, .paused, .interrupted, .stopped: .warning
    case .finished: .accent
    case .failed: .error
    }
  }
}

import RunLogs
import TerminalUI

// Looking at curves: zoom, pan, cursor, axes. The view is one for all plots, so they stay in step.
extension State {
  /// The curve by which the cursor steps: the first on the screen.
  var leadingCurve: (run: RunSummary, name: RunCurves.Name)? {
    guard let run = shownRuns.first, let name = curveNames(of: run).first else { return nil }
    let names = curveNames(of: run)
    let best = names.max { a, b in count(of: a, in: run) < count(of: b, in: run) }
    return (run, count(of: name, in: run) > 1 ? name : best ?? name)
  }

  private func count(of name: RunCurves.Name, in run: RunSummary) -> Int {
    runs.curves[run.id]?.curves[name]?.count ?? 0
  }

  /// All x of the runs shown: from 0 (from the first moment on the wall clock) to the last point.
  var wholeRange: ClosedRange<Double>? {
    let axis = runs.view.axis
    let spans = shownRuns.flatMap { run -> [ClosedRange<Double>] in
      guard let curves = runs.curves[run.id] else { return [] }
      return curves.curves.keys.compactMap { curves.span($0, by: axis) }
    }
    guard let low = spans.map(\.lowerBound).min(), let high = spans.map(\.upperBound).max() else {
      return nil
    }
    return (axis == .wall ? low : min(0, low))...max(high, low + 1e-9)
  }

  /// The x axis: the part zoomed into; otherwise what runs mean to do, so that a curve grows into its
  /// plot.
  var xRange: ClosedRange<Double>? {
    guard let whole = wholeRange else { return nil }
    guard let width = runs.view.width else {
      let planned = shownRuns.filter(\.status.isLive).compactMap { run -> Int? in
        switch runs.view.axis {
        case .step: run.plannedSteps
        case .epoch: run.plannedEpochs
        case .relative, .wall: nil
        }
      }.max()
      return whole.lowerBound...max(whole.upperBound, Double(planned ?? 0))
    }
    let end = min(runs.view.end ?? whole.upperBound, whole.upperBound)
    return max(whole.lowerBound, end - width)...end
  }

  func problemWithPlots(_ verb: Verb) -> String? {
    guard currentRun != nil else { return "there is no curve yet" }
    guard wholeRange != nil else { return "no point is measured yet" }
    switch verb {
    case .zoomOut, .resetZoom, .panLeft, .panRight:
      return runs.view.width == nil ? "the whole curve is shown: + zooms in" : nil
    default: return nil
    }
  }

  mutating func performOnPlots(_ verb: Verb) -> [Effect] {
    switch verb {
    case .zoomIn: zoom(by: 0.5)
    case .zoomOut: zoom(by: 2)
    case .resetZoom:
      runs.view.width = nil
      runs.view.end = nil
    case .panLeft: pan(by: -0.25)
    case .panRight: pan(by: 0.25)
    case .inspect: toggleCursor()
    case .smooth:
      let all = PlotView.smoothings
      let here = all.firstIndex(of: runs.view.smoothing) ?? 0
      runs.view.smoothing = all[(here + 1) % all.count]
      for id in runs.curves.keys { runs.curves[id]?.smooth(by: runs.view.smoothing) }
    case .axis:
      runs.view.axis = runs.view.axis.next
      // A part of one axis is no part of another.
      runs.view.width = nil
      runs.view.end = nil
      runs.view.anchor = nil
      if runs.view.cursor != nil { runs.view.cursor = wholeRange?.upperBound }
    case .logarithmic:
      // Off, y, x, both.
      (runs.view.isLogarithmic, runs.view.isLogarithmicX) =
        switch (runs.view.isLogarithmic, runs.view.isLogarithmicX) {
        case (false, false): (true, false)
        case (true, false): (false, true)
        case (false, true): (true, true)
        case (true, true): (false, false)
        }
    case .clip: runs.view.isClipped.toggle()
    default: break
    }
    return []
  }

  private mutating func zoom(by factor: Double) {
    guard let whole = wholeRange, let shown = xRange else { return }
    let all = whole.upperBound - whole.lowerBound
    // What a run only means to do yet is not worth half a zoom.
    let width = (runs.view.width ?? all) * factor
    guard width < all else {
      runs.view.width = nil
      runs.view.end = nil
      return
    }
    runs.view.width = max(width, all / 10_000, 1e-9)
    if let cursor = runs.view.cursor {
      // The cursor stays where it is on the screen.
      let share = (cursor - shown.lowerBound) / max(shown.upperBound - shown.lowerBound, 1e-9)
      move(end: cursor + width * (1 - min(max(share, 0), 1)), whole)
    }
  }

  private mutating func pan(by share: Double) {
    guard let whole = wholeRange, let shown = xRange, let width = runs.view.width else { return }
    move(end: shown.upperBound + width * share, whole)
  }

  /// At its right end the view follows the newest point.
  private mutating func move(end: Double, _ whole: ClosedRange<Double>) {
    let least = whole.lowerBound + (runs.view.width ?? 0)
    let kept = max(end, min(least, whole.upperBound))
    runs.view.end = kept >= whole.upperBound ? nil : kept
  }

  private mutating func toggleCursor() {
    guard runs.view.cursor == nil else {
      runs.view.cursor = nil
      runs.view.anchor = nil
      return
    }
    runs.view.cursor = xRange.flatMap { range in
      wholeRange.map { min($0.upperBound, range.upperBound) }
    }
    say("h and l move the cursor, m marks a point to measure from, i ends", .dim)
  }

  /// Moves the plots' cursor by so many points of the leading curve; the view follows it.
  mutating func moveCursor(by count: Int) {
    guard let cursor = runs.view.cursor, let (run, name) = leadingCurve,
      let x = runs.curves[run.id]?.x(name, from: cursor, by: count, axis: runs.view.axis)
    else { return }
    runs.view.cursor = x
    guard let shown = xRange, let whole = wholeRange, let width = runs.view.width else { return }
    if x < shown.lowerBound { move(end: x + width, whole) }
    if x > shown.upperBound { move(end: x, whole) }
  }

  /// Points that one press moves the cursor by, so that it crosses the plot in some 60 presses.
  var cursorStep: Int {
    guard let (run, name) = leadingCurve, let curves = runs.curves[run.id] else { return 1 }
    return max(1, curves.part(of: name, by: runs.view.axis, in: xRange).count / 60)
  }

  /// Marks the point under the cursor, to measure from; again takes the mark away.
  mutating func markPoint() {
    runs.view.anchor = runs.view.anchor == runs.view.cursor ? nil : runs.view.cursor
  }
}

import TerminalUI

/// Where the panes of the screen lie. Both drawing and keys ask it, so they never disagree.
struct Layout {
  struct Box: Equatable {
    var pane: Pane
    var rect: Rect
  }

  /// One pane with all the room, two columns, or three.
  enum Width { case narrow, usual, wide }

  let boxes: [Box]
  let width: Width
  /// Whether only the pane with the keys is shown.
  private let hasOneList: Bool

  init(_ state: State) {
    let size = state.size
    // The first row is the header; the last two are the verbs and the screens.
    let body = Rect(row: 1, column: 0, rows: size.rows - 3, columns: size.columns)
    if size.columns < 80 || size.rows < 24 {
      width = .narrow
    } else {
      width = size.columns < 110 || size.rows < 36 ? .usual : .wide
    }
    hasOneList = width == .narrow || state.isZoomed
    if width == .narrow, state.screen == .predict, !state.isZoomed {
      boxes = Self.narrowPredict(body, state)
    } else if width == .narrow || state.isZoomed {
      boxes = [Box(pane: state.isBuilding ? .builder : state.pane, rect: body)]
    } else {
      boxes = Self.shifted(
        Self.boxes(of: state, in: body, isWide: width == .wide),
        state.borderShifts[state.screen] ?? [])
    }
  }

  var panes: [Pane] { boxes.map(\.pane) }

  /// Whether a pane is shown, or takes the room of another once it has the keys.
  func canShow(_ pane: Pane) -> Bool {
    if hasOneList || panes.contains(pane) { return true }
    let sharing: [Pane] = [.byTable, .byColumn]
    return sharing.contains(pane) && panes.contains(where: sharing.contains)
  }

  /// The part of the screen that a pane has; nil when it is not shown.
  func rect(of pane: Pane) -> Rect? { boxes.first { $0.pane == pane }?.rect }

  /// Lines of the pane's list.
  func height(of pane: Pane) -> Int {
    guard let rect = rect(of: pane) else { return 1 }
    let rows = rect.rows - 2 - Self.headerRows(of: pane)
    return max(1, rows / Self.rowsPerLine(of: pane))
  }

  /// Rows above the list inside the pane.
  static func headerRows(of pane: Pane) -> Int {
    switch pane {
    case .columns, .grid, .runList, .evidence, .byTable, .byColumn, .differences, .sides: 1
    // The prompt as a person reads it stands above its tokens.
    case .words: 6
    default: 0
    }
  }

  /// Screen rows of one line of the list.
  static func rowsPerLine(of pane: Pane) -> Int { pane == .jobs ? 2 : 1 }

  private static func boxes(of state: State, in body: Rect, isWide: Bool) -> [Box] {
    switch state.screen {
    case .schema:
      state.diagram.isShown(isWide: isWide) ? diagram(body, isWide) : schema(body, isWide)
    case .rows: rows(body, isWide)
    case .graph where state.graph.reading.isShown: reading(body, isWide)
    case .graph where state.graph.subgraph.value == nil && !state.graph.subgraph.isWaiting:
      [Box(pane: .groups, rect: body)]
    case .graph: graph(body, isWide, isInTime: state.graph.view == .time)
    case .task: state.isBuilding ? builder(body, isWide) : task(body, isWide)
    case .train: train(body, isWide)
    case .runs: runs(body, isWide, isComparing: state.runs.marked.count > 1)
    case .predict: predict(body, isWide, state)
    }
  }

  private static func schema(_ body: Rect, _ isWide: Bool) -> [Box] {
    guard isWide else {
      let (top, bottom) = body.split(bottom: 8)
      let (left, right) = top.split(left: 26)
      return [
        Box(pane: .tables, rect: left), Box(pane: .columns, rect: right),
        Box(pane: .links, rect: bottom),
      ]
    }
    let (left, rest) = body.split(left: 28)
    let (middle, right) = rest.split(right: 28)
    let (tables, facts) = left.split(bottom: 14)
    let (columns, links) = middle.split(bottom: 14)
    return [
      Box(pane: .tables, rect: tables), Box(pane: .columns, rect: columns),
      Box(pane: .links, rect: links), Box(pane: .tableFacts, rect: facts),
      Box(pane: .warnings, rect: right),
    ]
  }

  /// The schema with its tables drawn.
  private static func diagram(_ body: Rect, _ isWide: Bool) -> [Box] {
    guard isWide else {
      let (top, bottom) = body.split(bottom: 5)
      let (left, right) = top.split(left: 26)
      return [
        Box(pane: .tables, rect: left), Box(pane: .diagram, rect: right),
        Box(pane: .keyFacts, rect: bottom),
      ]
    }
    let (top, bottom) = body.split(top: body.rows * 3 / 5)
    let (left, rest) = top.split(left: 28)
    let (middle, right) = rest.split(right: 28)
    let (tables, facts) = left.split(bottom: 12)
    let (warnings, columns) = bottom.split(left: 28)
    return [
      Box(pane: .tables, rect: tables), Box(pane: .diagram, rect: middle),
      Box(pane: .columns, rect: columns),
      Box(pane: .tableFacts, rect: facts), Box(pane: .keyFacts, rect: right),
      Box(pane: .warnings, rect: warnings),
    ]
  }

  private static func rows(_ body: Rect, _ isWide: Bool) -> [Box] {
    guard isWide else {
      let (top, bottom) = body.split(top: max(9, body.rows / 2))
      let (card, related) = bottom.split(left: 36)
      return [
        Box(pane: .grid, rect: top), Box(pane: .card, rect: card),
        Box(pane: .related, rect: related),
      ]
    }
    let (top, rest) = body.split(top: body.rows / 2)
    let (strip, bottom) = rest.split(top: 8)
    let (grid, card) = top.split(right: 46)
    return [
      Box(pane: .grid, rect: grid), Box(pane: .card, rect: card),
      Box(pane: .timeStrip, rect: strip), Box(pane: .related, rect: bottom),
    ]
  }

  private static func graph(_ body: Rect, _ isWide: Bool, isInTime: Bool) -> [Box] {
    let (rest, facts) = body.split(bottom: 4)
    guard isWide else {
      // In time, the strip takes the room of the card.
      let (main, card) = rest.split(bottom: isInTime ? 8 : 6)
      return [
        Box(pane: .groups, rect: main), Box(pane: isInTime ? .strip : .node, rect: card),
        Box(pane: .sampling, rect: facts),
      ]
    }
    let (top, bottom) = rest.split(bottom: 11)
    let (main, card) = top.split(right: 46)
    let (strip, sampled) = bottom.split(right: 62)
    return [
      Box(pane: .groups, rect: main), Box(pane: .node, rect: card),
      Box(pane: .strip, rect: strip), Box(pane: .sampled, rect: sampled),
      Box(pane: .sampling, rect: facts),
    ]
  }

  /// What a language model reads: attributes on the text's side and on the graph's, the prompt, the gain.
  private static func reading(_ body: Rect, _ isWide: Bool) -> [Box] {
    let (left, words) = body.split(left: isWide ? 62 : 38)
    let (sides, gain) = left.split(bottom: isWide ? 14 : 10)
    return [
      Box(pane: .sides, rect: sides), Box(pane: .words, rect: words), Box(pane: .gain, rect: gain),
    ]
  }

  private static func task(_ body: Rect, _ isWide: Bool) -> [Box] {
    let (left, right) = body.split(left: isWide ? 40 : 26)
    return [Box(pane: .tasks, rect: left), Box(pane: .taskFacts, rect: right)]
  }

  /// A task being made: the question beside its labels.
  private static func builder(_ body: Rect, _ isWide: Bool) -> [Box] {
    let (left, right) = body.split(left: isWide ? 64 : 36)
    guard isWide else {
      return [Box(pane: .builder, rect: left), Box(pane: .preview, rect: right)]
    }
    let (form, sql) = left.split(top: 20)
    return [
      Box(pane: .builder, rect: form), Box(pane: .sql, rect: sql),
      Box(pane: .preview, rect: right),
    ]
  }

  private static func train(_ body: Rect, _ isWide: Bool) -> [Box] {
    let (top, log) = body.split(bottom: isWide ? 13 : 4)
    let (jobs, plots) = top.split(left: isWide ? 30 : 25)
    guard isWide else {
      return [
        Box(pane: .jobs, rect: jobs), Box(pane: .plots, rect: plots), Box(pane: .log, rect: log),
      ]
    }
    let (configuration, lines) = log.split(left: 30)
    return [
      Box(pane: .jobs, rect: jobs), Box(pane: .plots, rect: plots), Box(pane: .log, rect: lines),
      Box(pane: .configuration, rect: configuration),
    ]
  }

  private static func runs(_ body: Rect, _ isWide: Bool, isComparing: Bool) -> [Box] {
    let (list, bottom) = body.split(top: isWide ? 15 : 9)
    // Beside one another the runs' settings need the room more than their curves.
    let share = isComparing && !isWide ? 8 : 11
    let (overlay, differences) = bottom.split(left: bottom.columns * share / 20)
    return [
      Box(pane: .runList, rect: list), Box(pane: .overlay, rect: overlay),
      Box(pane: .differences, rect: differences),
    ]
  }

  /// The answer stays in sight where only one list fits: above it, else in its title.
  private static func narrowPredict(_ body: Rect, _ state: State) -> [Box] {
    guard state.predict.prediction.value != nil else { return [Box(pane: .answer, rect: body)] }
    guard body.rows >= 12 else { return [Box(pane: state.pane, rect: body)] }
    let (top, rest) = body.split(top: 8)
    return [Box(pane: .answer, rect: top), Box(pane: state.pane, rect: rest)]
  }

  /// Past answers take a line of the answer, and so does what is left out.
  private static func answerRows(_ state: State) -> Int {
    let answer = state.predict.prediction.value
    return 8 + (answer?.prompt?.past == nil ? 0 : 1) + (answer?.plain == nil ? 0 : 1)
  }

  /// Where no text is read there are few lines of hops: tables and columns have the room.
  private static func stabilityRows(_ state: State, _ isWide: Bool) -> Int {
    let most = isWide ? 14 : 7
    guard let answer = state.predict.prediction.value, answer.bySparsity.isEmpty else {
      return most
    }
    return min(most, answer.byHop.count + (isWide ? 3 : 2))
  }

  private static func predict(_ body: Rect, _ isWide: Bool, _ state: State) -> [Box] {
    // Before anything was asked, what to do has the room: empty panes say nothing.
    guard state.predict.prediction.value != nil || state.predict.prediction.isWaiting else {
      return [Box(pane: .answer, rect: body)]
    }
    let (answer, rest) = body.split(top: answerRows(state))
    let (evidence, right) = rest.split(right: isWide ? 50 : 28)
    let (wholes, stability) = right.split(bottom: stabilityRows(state, isWide))
    let around = [Box(pane: .answer, rect: answer), Box(pane: .evidence, rect: evidence)]
    let last = Box(pane: .stability, rect: stability)
    guard isWide else {
      // There is room for one of them.
      return around + [
        Box(pane: state.pane == .byColumn ? .byColumn : .byTable, rect: wholes), last,
      ]
    }
    let (byTable, byColumn) = wholes.split(top: wholes.rows * 2 / 5)
    return around
      + [Box(pane: .byTable, rect: byTable), Box(pane: .byColumn, rect: byColumn), last]
  }
}

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

  init(_ state: State) {
    let size = state.size
    // The first row is the header; the last two are the verbs and the screens.
    let body = Rect(row: 1, column: 0, rows: size.rows - 3, columns: size.columns)
    if size.columns < 80 || size.rows < 24 {
      width = .narrow
    } else {
      width = size.columns < 110 || size.rows < 36 ? .usual : .wide
    }
    if width == .narrow || state.isZoomed {
      boxes = [Box(pane: state.pane, rect: body)]
    } else {
      boxes = Self.shifted(
        Self.boxes(of: state.screen, in: body, isWide: width == .wide),
        state.borderShifts[state.screen] ?? [])
    }
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
    case .columns, .grid, .runList, .nodes, .evidence, .byTable, .differences: 1
    default: 0
    }
  }

  /// Screen rows of one line of the list.
  static func rowsPerLine(of pane: Pane) -> Int { pane == .jobs ? 2 : 1 }

  private static func boxes(of screen: Screen, in body: Rect, isWide: Bool) -> [Box] {
    switch screen {
    case .schema: schema(body, isWide)
    case .rows: rows(body, isWide)
    case .graph: graph(body, isWide)
    case .task: task(body, isWide)
    case .train: train(body, isWide)
    case .runs: runs(body, isWide)
    case .predict: predict(body, isWide)
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

  private static func rows(_ body: Rect, _ isWide: Bool) -> [Box] {
    guard isWide else {
      let (top, bottom) = body.split(top: max(9, body.rows / 2))
      let (card, related) = bottom.split(left: 36)
      return [
        Box(pane: .grid, rect: top), Box(pane: .card, rect: card),
        Box(pane: .related, rect: related),
      ]
    }
    let (top, bottom) = body.split(top: body.rows * 3 / 5)
    let (grid, card) = top.split(right: 46)
    return [
      Box(pane: .grid, rect: grid), Box(pane: .card, rect: card),
      Box(pane: .related, rect: bottom),
    ]
  }

  private static func graph(_ body: Rect, _ isWide: Bool) -> [Box] {
    guard isWide else {
      let (rest, facts) = body.split(bottom: 4)
      let (groups, nodes) = rest.split(top: rest.rows * 11 / 20)
      return [
        Box(pane: .groups, rect: groups), Box(pane: .nodes, rect: nodes),
        Box(pane: .sampling, rect: facts),
      ]
    }
    let (rest, facts) = body.split(bottom: 4)
    let (top, strip) = rest.split(bottom: 11)
    let (groups, nodes) = top.split(left: top.columns / 2)
    return [
      Box(pane: .groups, rect: groups), Box(pane: .nodes, rect: nodes),
      Box(pane: .strip, rect: strip), Box(pane: .sampling, rect: facts),
    ]
  }

  private static func task(_ body: Rect, _ isWide: Bool) -> [Box] {
    let (left, right) = body.split(left: isWide ? 40 : 26)
    return [Box(pane: .tasks, rect: left), Box(pane: .taskFacts, rect: right)]
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

  private static func runs(_ body: Rect, _ isWide: Bool) -> [Box] {
    let (list, bottom) = body.split(top: isWide ? 15 : 9)
    let (overlay, differences) = bottom.split(left: bottom.columns * 11 / 20)
    return [
      Box(pane: .runList, rect: list), Box(pane: .overlay, rect: overlay),
      Box(pane: .differences, rect: differences),
    ]
  }

  private static func predict(_ body: Rect, _ isWide: Bool) -> [Box] {
    let (answer, rest) = body.split(top: 8)
    let (evidence, byTable) = rest.split(right: isWide ? 50 : 28)
    return [
      Box(pane: .answer, rect: answer), Box(pane: .evidence, rect: evidence),
      Box(pane: .byTable, rect: byTable),
    ]
  }
}

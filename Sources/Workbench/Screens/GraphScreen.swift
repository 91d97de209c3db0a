import Inspection
import TerminalUI

/// The rows that a model would see for one entity at one time, in four shapes; the row under the cursor;
/// what was sampled and what was left out.
struct GraphScreen {
  let state: State
  let layout: Layout
  init(_ state: State, _ layout: Layout) {
    self.state = state
    self.layout = layout
  }

  func draw(_ box: Layout.Box, on screen: inout CellBuffer) {
    switch box.pane {
    case .groups: drawLines(on: &screen, in: box.rect)
    case .node: drawCard(on: &screen, in: box.rect)
    case .strip: drawStrip(on: &screen, in: box.rect)
    case .sampled: drawSampled(on: &screen, in: box.rect)
    case .sampling: drawSampling(on: &screen, in: box.rect)
    case .sides: drawSides(on: &screen, in: box.rect)
    case .words: drawWords(on: &screen, in: box.rect)
    case .gain: drawGain(on: &screen, in: box.rect)
    default: break
    }
  }

  // MARK: The subgraph

  private func drawLines(on screen: inout CellBuffer, in part: Rect) {
    let summary = state.graph.subgraph.value
    let hops = summary.map { "  \($0.fanout.count) hop\($0.fanout.count == 1 ? "" : "s")" } ?? ""
    let inside = screen.panel(
      part, title: "\(state.graph.view.rawValue)" + hops + state.graph.subgraph.pendingMark,
      isFocused: state.pane == .groups)
    if let failure = state.graph.subgraph.failure {
      screen.note(failure, in: inside, .error)
      return
    }
    guard let summary else {
      if state.schema.value == nil {
        screen.note(state.openingWords, in: inside)
      } else if state.place.row == nil && state.place.key == nil {
        screen.note("No row is open. Press 2, put the cursor on a row, then 3.", in: inside)
      } else {
        screen.note(state.graph.subgraph.absence.text, in: inside)
      }
      return
    }
    drawCheck(summary, on: &screen, in: part)
    if state.graph.view == .layers {
      drawLayers(summary, on: &screen, in: inside)
      return
    }
    let lines = state.graphLines
    for (line, place) in state.graph.groups.lines(count: lines.count, height: inside.rows)
      .enumerated()
    {
      let row = inside.row + line
      draw(lines[place], of: summary, number: place, on: &screen, row: row, in: inside)
      screen.markLine(
        row: row, in: inside, isCursor: place == state.graph.groups.cursor,
        isFocused: state.pane == .groups)
    }
    screen.position(state.graph.groups, count: lines.count, in: part, height: inside.rows)
  }

  /// The check that is always on the screen: no row is later than the seed.
  func drawCheck(_ summary: SubgraphSummary, on screen: inout CellBuffer, in part: Rect) {
    let isClean = summary.rowsAfterSeed == 0
    let text =
      " \(isClean ? "✓" : "✗") \(Figures.count(summary.rowsAfterSeed)) rows after the seed "
    screen.put(
      text, row: part.row, column: part.endColumn - CharacterWidth.columns(of: text) - 2,
      isClean ? .good : .error, isClean ? [] : [.bold, .reverse])
  }

  private func draw(
    _ line: GraphLine, of summary: SubgraphSummary, number: Int, on screen: inout CellBuffer,
    row: Int, in inside: Rect
  ) {
    var at = inside.column + 1
    switch state.graph.view {
    case .list:
      at += screen.put("\(number).".padded(to: 5), row: row, column: at, .dim)
      at += screen.put("hop \(line.depth)  ", row: row, column: at, .dim)
    case .time: break
    default:
      if line.depth > 0 {
        let trunk = line.trunk.map { $0 ? "│  " : "   " }.joined()
        at += screen.put(" " + trunk + (line.isLast ? "└─ " : "├─ "), row: row, column: at, .dim)
      }
    }
    draw(line.item, of: summary, on: &screen, row: row, from: at, to: inside.endColumn - 1)
  }

  /// What a line says, from one column to another.
  func draw(
    _ item: GraphItem, of summary: SubgraphSummary, on screen: inout CellBuffer, row: Int,
    from start: Int, to end: Int
  ) {
    var at = start
    func put(_ text: String, _ role: Role, _ attributes: Attributes = []) {
      at += screen.put(
        text.fitted(to: max(0, end - at)), row: row, column: at, role, attributes)
    }
    switch item {
    case .seed:
      put("[·] ", .accent, .bold)
      put(summary.seed.label, .text, .bold)
      if end - at > 18 { put("  at \(Figures.day(summary.seedTime)) ◷", .time) }
    case .group(let place):
      let group = summary.groups[place]
      put(Escaping.visible(group.table), .link, .bold)
      put(" ×\(Figures.count(group.sampled))", .text, .bold)
      put(" of \(Figures.count(group.reachable))", .dim)
      // Facts stand in a column of their own where there is room.
      guard end - start >= 40 else { return }
      at = max(at + 2, min(start + 26, end - 44))
      put("\(Escaping.visible(group.via))  fan-out \(group.fanout)", .dim)
    case .node(let place):
      let node = summary.nodes[place]
      put(Escaping.visible("\(node.reference.table) \(node.reference.key)"), .link)
      if let time = node.reference.time { put("  " + Figures.day(time), .time) }
      put("  " + Escaping.visible(node.reference.detail), .text)
      if state.graph.view == .list || state.graph.view == .time, end - at > 12 {
        put("  \(Escaping.visible(node.via))", .dim)
      }
    case .more(_, _, let count): put("… \(Figures.count(count)) more (o opens)", .dim)
    }
  }

  // MARK: Layers

  /// A column per hop; each scrolls on its own to what the cursor is on.
  private func drawLayers(
    _ summary: SubgraphSummary, on screen: inout CellBuffer, in inside: Rect
  ) {
    let lines = state.graphLines
    let hops = summary.fanout.count + 1
    let width = max(14, inside.columns / hops)
    let cursor = state.graph.groups.cursor
    // Where there is no room for all columns, those around the cursor's are shown.
    let shown = max(1, inside.columns / width)
    let here = lines[safe: cursor]?.depth ?? 0
    let first = min(max(0, here - shown + 1), max(0, hops - shown))
    for hop in first..<min(hops, first + shown) {
      let column = inside.column + (hop - first) * width
      let members = lines.indices.filter { lines[$0].depth == hop }
      screen.put(
        "hop \(hop)".padded(to: width - 2), row: inside.row, column: column + 1,
        hop == here ? .accent : .dim, hop == here ? .bold : [])
      let height = inside.rows - 1
      let place = members.firstIndex(of: cursor) ?? 0
      let top = min(max(0, place - height + 2), max(0, members.count - height))
      for (line, member) in members.dropFirst(top).prefix(height).enumerated() {
        let row = inside.row + 1 + line
        let part = Rect(row: row, column: column, rows: 1, columns: width)
        let isGroup = if case .group = lines[member].item { true } else { false }
        draw(
          lines[member].item, of: summary, on: &screen, row: row,
          from: column + (isGroup || hop == 0 ? 1 : 3), to: column + width - 1)
        screen.markLine(
          row: row, in: part, isCursor: member == cursor, isFocused: state.pane == .groups)
      }
      if members.count > height {
        screen.put(
          "\(place + 1)/\(members.count)", row: inside.row, column: column + width - 8, .dim)
      }
    }
  }

  // MARK: What was sampled

  private func drawSampling(on screen: inout CellBuffer, in part: Rect) {
    let inside = screen.panel(part, title: "sampling")
    guard let summary = state.graph.subgraph.value else { return }
    let reached = summary.groups.reduce(1) { $0 + $1.reachable }
    let fanout = summary.fanout.map(String.init).joined(separator: ",")
    let text =
      "\(Figures.count(summary.nodes.count)) rows of \(Figures.count(reached)) reached"
      + " · fan-out \(fanout) \(summary.strategy) · history \(summary.history)"
      + " · draw \(summary.randomSeed) (R next)"
    screen.put(
      text.fitted(to: inside.columns - 2), row: inside.row, column: inside.column + 1, .text)
    let newest = summary.newestTime.map { "newest \($0)" } ?? "no row has a time"
    let isClean = summary.rowsAfterSeed == 0
    let check =
      "time check: \(Figures.count(summary.rowsAfterSeed)) rows after the seed"
      + " \(summary.seedTime) ◷ · \(newest)"
    screen.put(
      (check + (isClean ? "" : " ✗ the sampler looks ahead")).fitted(to: inside.columns - 2),
      row: inside.row + 1, column: inside.column + 1, isClean ? .good : .error,
      isClean ? [] : [.bold, .reverse])
  }

  /// Per hop and key: rows taken, rows that could have been, and which rule left out the rest.
  private func drawSampled(on screen: inout CellBuffer, in part: Rect) {
    let summary = state.graph.subgraph.value
    let inside = screen.panel(
      part, title: "sampled \(Figures.count(summary?.nodes.count))",
      facts: "left out by fan-out and by time")
    guard let summary else { return }
    screen.put(
      "hop table          taken   reach  fan-out    time",
      row: inside.row, column: inside.column + 1, limit: inside.columns - 2, .dim)
    let room = inside.rows - 1
    for (line, group) in summary.groups.prefix(room).enumerated() {
      let row = inside.row + 1 + line
      var at = inside.column + 1
      at += screen.put("\(group.hop)".padded(to: 4), row: row, column: at, .dim)
      at += screen.put(
        Escaping.visible(group.table).padded(to: 14), row: row, column: at, .link)
      for (count, width, role) in [
        (group.sampled, 6, Role.text), (group.reachable, 8, .text),
        (group.reachable - group.sampled, 9, .dim), (group.linked - group.reachable, 8, .time),
      ] {
        at += screen.put(
          Figures.compact(count).padded(to: width, right: true), row: row, column: at, role)
      }
      screen.put(
        ("  " + Escaping.visible(group.via)).fitted(to: inside.endColumn - at - 1), row: row,
        column: at, .dim)
    }
    if summary.groups.count > room, room > 0 {
      screen.put(
        "+ \(summary.groups.count - room + 1) more".padded(to: inside.columns - 2),
        row: inside.endRow - 1, column: inside.column + 1, .dim)
    }
  }
}

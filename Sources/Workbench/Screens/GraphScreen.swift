import Inspection
import TerminalUI

/// The rows that a model would see for one entity at one time, by table and hop.
struct GraphScreen {
  let state: State
  let layout: Layout
  init(_ state: State, _ layout: Layout) {
    self.state = state
    self.layout = layout
  }

  func draw(_ box: Layout.Box, on screen: inout CellBuffer) {
    switch box.pane {
    case .groups: drawGroups(on: &screen, in: box.rect)
    case .nodes: drawNodes(on: &screen, in: box.rect)
    case .strip: drawStrip(on: &screen, in: box.rect)
    case .sampling: drawSampling(on: &screen, in: box.rect)
    default: break
    }
  }

  private func drawGroups(on screen: inout CellBuffer, in part: Rect) {
    let summary = state.graph.subgraph.value
    let hops = summary.map { "  \($0.fanout.count) hop\($0.fanout.count == 1 ? "" : "s")" } ?? ""
    let inside = screen.panel(
      part, title: "subgraph" + hops + state.graph.subgraph.pendingMark,
      facts: "sampled of reached", isFocused: state.pane == .groups)
    if let failure = state.graph.subgraph.failure {
      screen.note(failure, in: inside, .error)
      return
    }
    guard let summary else {
      if state.place.row == nil && state.place.key == nil {
        screen.note("No row is open. Press 2, put the cursor on a row, then 3.", in: inside)
      } else {
        screen.note(state.graph.subgraph.absence.text, in: inside)
      }
      return
    }
    let lines = state.groupLines
    let isFocused = state.pane == .groups
    for (line, place) in state.graph.groups.lines(count: lines.count, height: inside.rows)
      .enumerated()
    {
      let row = inside.row + line
      draw(lines[place], of: summary, on: &screen, row: row, in: inside)
      screen.markLine(
        row: row, in: inside, isCursor: place == state.graph.groups.cursor, isFocused: isFocused)
    }
    screen.position(state.graph.groups, count: lines.count, in: part, height: inside.rows)
  }

  private func draw(
    _ line: State.GroupLine, of summary: SubgraphSummary, on screen: inout CellBuffer, row: Int,
    in inside: Rect
  ) {
    var at = inside.column + 1
    guard let group = line.group else {
      at += screen.put("[·] ", row: row, column: at, .accent, .bold)
      screen.put(
        summary.seed.label.fitted(to: inside.endColumn - at), row: row, column: at, .text, .bold)
      return
    }
    let trunk = line.trunk.map { $0 ? "│  " : "   " }.joined()
    at += screen.put(" " + trunk + (line.isLast ? "└─ " : "├─ "), row: row, column: at, .dim)
    let name = Escaping.visible(group.table)
    at += screen.put(name.fitted(to: 24), row: row, column: at, .link, .bold)
    at += screen.put(" ×\(Figures.count(group.sampled))", row: row, column: at, .text, .bold)
    at += screen.put(" of \(Figures.count(group.reachable))", row: row, column: at, .dim)
    // Facts stand in columns of their own where there is room.
    let start = max(at + 2, inside.column + min(44, inside.columns / 2))
    let via = "\(Escaping.visible(group.via))"
    let facts = "\(via)  fan-out \(group.fanout)"
    screen.put(
      facts.fitted(to: max(0, inside.endColumn - start - 1)), row: row, column: start, .dim)
  }

  private func drawNodes(on screen: inout CellBuffer, in part: Rect) {
    let nodes = state.nodesHere
    let group = state.groupLines[safe: state.graph.groups.cursor]?.group
    let title = group.map { "\(Escaping.visible($0.table)), hop \($0.hop)" } ?? "all rows"
    let inside = screen.panel(
      part, title: state.graph.subgraph.value == nil ? "rows" : "\(title)  \(nodes.count)",
      facts: "enter opens the row", isFocused: state.pane == .nodes)
    guard state.graph.subgraph.value != nil else { return }
    let width = min(
      24,
      max(
        8,
        nodes.map { CharacterWidth.columns(of: "\($0.reference.table) \($0.reference.key)") }.max()
          ?? 8))
    screen.put(
      "hop  " + "row".padded(to: width + 2) + "time ◷      what it says", row: inside.row,
      column: inside.column + 1, .dim)
    let height = inside.rows - 1
    for (line, place) in state.graph.nodes.lines(count: nodes.count, height: height).enumerated() {
      let node = nodes[place]
      let row = inside.row + 1 + line
      var at = inside.column + 1
      screen.put("\(node.hop)".padded(to: 3, right: true), row: row, column: at, .dim)
      at += 5
      screen.put(
        Escaping.visible("\(node.reference.table) \(node.reference.key)").fitted(to: width + 1),
        row: row, column: at, .link)
      at += width + 2
      screen.put(Figures.day(node.reference.time), row: row, column: at, .time)
      at += 12
      screen.put(
        Escaping.visible(node.reference.detail).fitted(to: inside.endColumn - at - 1), row: row,
        column: at, .text)
      screen.markLine(
        row: row, in: inside, isCursor: place == state.graph.nodes.cursor,
        isFocused: state.pane == .nodes)
    }
    screen.position(state.graph.nodes, count: nodes.count, in: part, height: height)
  }

  /// The sampled rows in time: a line per table, a mark where its rows are, the seed as a bar.
  private func drawStrip(on screen: inout CellBuffer, in part: Rect) {
    let inside = screen.panel(part, title: "in time")
    guard let summary = state.graph.subgraph.value,
      let seed = SeedTime.dayNumber(summary.seedTime)
    else { return }
    var days: [String: [Int]] = [:]
    for node in summary.nodes {
      guard let day = node.reference.time.flatMap(SeedTime.dayNumber) else { continue }
      days[node.reference.table, default: []].append(day)
    }
    guard let first = days.values.joined().min() else {
      screen.note("no sampled row has a time", in: inside)
      return
    }
    let name = 18
    let start = inside.column + name + 2
    let width = inside.columns - name - 16
    let last = max(seed, days.values.joined().max() ?? seed)
    guard width > 10, last > first else { return }
    func column(_ day: Int) -> Int { start + (day - first) * (width - 1) / (last - first) }
    screen.put(SeedTime.date(first), row: inside.row, column: start, .time)
    let seedText = "\(SeedTime.date(seed)) ◷"
    screen.put(
      seedText, row: inside.row, column: max(start + 12, column(seed) - 9), .time)
    for (line, table) in days.keys.sorted().prefix(inside.rows - 1).enumerated() {
      let row = inside.row + 1 + line
      screen.put(
        Escaping.visible(table).fitted(to: name), row: row, column: inside.column + 1, .link)
      screen.put("┃", row: row, column: column(seed), .time)
      for (place, count) in Dictionary(grouping: days[table] ?? [], by: column).mapValues(\.count) {
        let isLate = place > column(seed)
        screen.put(count > 1 ? "●" : "•", row: row, column: place, isLate ? .error : .accent)
      }
    }
  }

  private func drawSampling(on screen: inout CellBuffer, in part: Rect) {
    let inside = screen.panel(part, title: "sampling")
    guard let summary = state.graph.subgraph.value else { return }
    let reached = summary.groups.reduce(1) { $0 + $1.reachable }
    let fanout = summary.fanout.map(String.init).joined(separator: ",")
    screen.put(
      ("\(Figures.count(summary.nodes.count)) rows of \(Figures.count(reached)) reached · fan-out \(fanout) \(summary.strategy) · history \(summary.history) · draws \(summary.randomSeed) (R new)")
        .fitted(to: inside.columns - 2), row: inside.row, column: inside.column + 1, .text)
    let newest = summary.newestTime.map { "newest \($0)" } ?? "no row has a time"
    let isClean = summary.rowsAfterSeed == 0
    let text =
      "time check: \(Figures.count(summary.rowsAfterSeed)) rows after the seed \(summary.seedTime) ◷ · \(newest)"
    screen.put(
      (text + (isClean ? "" : " ✗ the sampler looks ahead")).fitted(to: inside.columns - 2),
      row: inside.row + 1, column: inside.column + 1, isClean ? .good : .error,
      isClean ? [] : [.bold, .reverse])
  }
}

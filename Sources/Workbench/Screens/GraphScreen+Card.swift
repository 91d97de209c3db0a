import Inspection
import TerminalUI

extension GraphScreen {
  /// What the cursor is on: a row with its cells, or a group with what was left out of it.
  func drawCard(on screen: inout CellBuffer, in part: Rect) {
    let summary = state.graph.subgraph.value
    let node = state.selectedNode
    let group = state.selectedGroup
    let title =
      node.map(\.reference.label)
      ?? group.map { "\(Escaping.visible($0.table)), hop \($0.hop)" } ?? "row"
    let inside = screen.panel(
      part, title: title + state.graph.card.pendingMark,
      facts: node == nil ? "" : "enter opens it", isFocused: state.pane == .node)
    guard let summary else { return }
    if layout.rect(of: .groups) == nil { drawCheck(summary, on: &screen, in: part) }
    guard let node else {
      if let group { draw(group, of: summary, on: &screen, in: inside) }
      return
    }
    var facts: [(name: String, text: String, role: Role)] = []
    if node.hop > 0 {
      facts.append(("hop", "\(node.hop) via \(Escaping.visible(node.via))", .dim))
      if let time = node.reference.time {
        facts.append(("time ◷", time + age(of: time, in: summary), .time))
      }
      if let group {
        facts.append(
          (
            "sampled",
            "\(group.sampled) of \(Figures.count(group.reachable)), \(Self.rule(summary.strategy))",
            .dim
          ))
      }
    } else {
      facts.append(("seed", "asked at \(summary.seedTime) ◷", .time))
    }
    // In a low pane one line of facts, so that cells are seen.
    if inside.rows < 8 {
      let text = facts.map { "\($0.name) \($0.text)" }.joined(separator: " · ")
      screen.put(
        text.fitted(to: inside.columns - 2), row: inside.row, column: inside.column + 1, .dim)
      drawCells(
        on: &screen,
        in: Rect(
          row: inside.row + 1, column: inside.column, rows: inside.rows - 1,
          columns: inside.columns), columns: 2)
      return
    }
    var row = inside.row
    for fact in facts {
      row = screen.fact(fact.name, fact.text, row: row, in: inside, width: 9, fact.role)
    }
    row += 1
    drawCells(
      on: &screen,
      in: Rect(
        row: row, column: inside.column, rows: inside.endRow - row, columns: inside.columns),
      columns: 1)
  }

  private static func rule(_ strategy: String) -> String {
    strategy == "last" ? "the newest" : "drawn at random"
  }

  private func age(of time: String, in summary: SubgraphSummary) -> String {
    guard let day = SeedTime.dayNumber(time), let seed = SeedTime.dayNumber(summary.seedTime)
    else { return "" }
    return ", \(Figures.count(seed - day)) days before"
  }

  /// The cells of the row, in one or two columns.
  private func drawCells(on screen: inout CellBuffer, in part: Rect, columns: Int) {
    guard let card = state.graph.card.value, let node = state.selectedNode,
      state.isCard(of: node.reference)
    else {
      if state.graph.card.isWaiting { screen.note("◔ loading…", in: part) }
      if let failure = state.graph.card.failure { screen.note(failure, in: part, .error) }
      return
    }
    let width = part.columns / columns
    let longest = card.fields.map { CharacterWidth.columns(of: $0.name) }.max() ?? 8
    let name = min(max(6, longest), width / 2) + 1
    let shown = part.rows * columns
    let cursor = state.graph.cardPlace.cursor
    let top = min(max(0, cursor - shown + 1), max(0, card.fields.count - shown))
    for (line, field) in card.fields.dropFirst(top).prefix(shown).enumerated() {
      let row = part.row + line % max(1, part.rows)
      let column = part.column + line / max(1, part.rows) * width
      screen.put(
        Escaping.visible(field.name).fitted(to: name), row: row, column: column + 1, .dim)
      var text = field.value.display
      if let parent = field.parent, !parent.detail.isEmpty {
        text += "  " + Escaping.visible(parent.detail)
      }
      screen.put(
        text.fitted(to: width - name - 3), row: row, column: column + name + 2,
        field.value == .null ? .null : field.role.role)
      screen.markLine(
        row: row, in: Rect(row: row, column: column, rows: 1, columns: width),
        isCursor: top + line == cursor && state.pane == .node, isFocused: state.pane == .node)
    }
  }

  private func draw(
    _ group: SubgraphSummary.Group, of summary: SubgraphSummary, on screen: inout CellBuffer,
    in inside: Rect
  ) {
    let left = group.reachable - group.sampled
    let later = group.linked - group.reachable
    let lines: [(String, Role)] = [
      ("from \(Escaping.visible(group.fromTable)) by \(Escaping.visible(group.via))", .link),
      (
        "\(Figures.count(group.sampled)) taken of \(Figures.count(group.reachable)) in reach", .text
      ),
      (
        left > 0
          ? "\(Figures.count(left)) left out: fan-out \(group.fanout), \(Self.rule(summary.strategy))"
          : "none left out by fan-out \(group.fanout)", .dim
      ),
      (
        later > 0
          ? "\(Figures.count(later)) left out: later than \(Figures.day(summary.seedTime)) ◷"
          : "none is later than the seed", .time
      ),
    ]
    for (place, line) in lines.enumerated() where place < inside.rows {
      screen.put(
        line.0.fitted(to: inside.columns - 2), row: inside.row + place, column: inside.column + 1,
        line.1)
    }
  }

  /// The sampled rows in time: a line per table, a mark where its rows are, the seed as a bar.
  func drawStrip(on screen: inout CellBuffer, in part: Rect) {
    let inside = screen.panel(
      part, title: "in time", facts: "• a row  ● more  ◆ under the cursor  ┃ seed")
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
    let width = inside.columns - name - 4
    let last = max(seed, days.values.joined().max() ?? seed)
    guard width > 10, last > first else { return }
    func column(_ day: Int) -> Int { start + (day - first) * (width - 1) / (last - first) }
    screen.put(SeedTime.date(first), row: inside.row, column: start, .time)
    let seedText = "\(SeedTime.date(seed)) ◷"
    screen.put(
      seedText, row: inside.row, column: max(start + 12, column(seed) - 11), .time)
    let here = state.selectedNode?.reference
    let order = summary.nodes.map(\.reference.table)
    let tables = days.keys.sorted {
      (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0)
    }
    // Where there is no room for all, the table of the cursor's row is among those shown.
    let room = inside.rows - 1
    let kept = tables.count > room ? max(1, room - 1) : tables.count
    let cursor = here.flatMap { tables.firstIndex(of: $0.table) } ?? 0
    let shown = tables.dropFirst(max(0, cursor - kept + 1)).prefix(kept)
    if kept < tables.count, kept < room {
      let others = tables.filter { !shown.contains($0) }.map(Escaping.visible)
      screen.put(
        "+ \(others.count) more: \(others.joined(separator: ", "))".fitted(
          to: inside.columns - 2), row: inside.endRow - 1, column: inside.column + 1, .dim)
    }
    for (line, table) in shown.enumerated() {
      let row = inside.row + 1 + line
      screen.put(
        Escaping.visible(table).fitted(to: name), row: row, column: inside.column + 1, .link)
      screen.put("┃", row: row, column: column(seed), .time)
      for (place, count) in Dictionary(grouping: days[table] ?? [], by: column).mapValues(\.count) {
        let isLate = place > column(seed)
        screen.put(count > 1 ? "●" : "•", row: row, column: place, isLate ? .error : .accent)
      }
      if let here, here.table == table, let day = here.time.flatMap(SeedTime.dayNumber) {
        screen.put("◆", row: row, column: column(day), .focus, .bold)
      }
    }
  }
}

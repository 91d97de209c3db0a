import Inspection
import TerminalUI

// All that is known of one column, as a text over the screen.
extension State {
  /// What was counted meanwhile comes into the text that is open; it stays where it was scrolled to.
  mutating func showColumn() {
    guard let open = viewer, screen == .schema, let table = selectedTable,
      let column = table.columns[safe: columns.cursor],
      open.title == Escaping.visible("\(table.name).\(column.name)")
    else { return }
    viewer = columnViewer(column, of: table)
    viewer?.top = open.top
  }

  func columnViewer(_ column: ColumnSummary, of table: TableSummary) -> Viewer {
    var lines = [
      "type       \(column.declaredType.isEmpty ? "none declared" : column.declaredType), loaded as \(column.storage)",
      "role       \(SchemaScreen.role(of: column))",
      "means      \(column.semanticType ?? Figures.unknown)   e changes it",
      "rows       \(Figures.count(table.rows))"
        + (laterRows(of: table.name).map {
          $0 > 0 ? "   \(Figures.count($0)) later ones are hidden" : ""
        } ?? ""),
      "NULL       \(Figures.count(column.nulls))  \(Figures.percent(column.nulls, of: table.rows))",
      "distinct   \(column.isSampled ? "about " : "")\(Figures.count(column.distinct))",
      "least      \(column.minimum.display)",
      "greatest   \(column.maximum.display)",
      "",
      column.storage == "text" ? "most frequent values, by count" : "from least to greatest",
    ]
    let most = max(1, column.histogram.max() ?? 1)
    for (place, count) in column.histogram.enumerated() {
      let bar = Bars.bar(Double(count) / Double(most), columns: 24).padded(to: 24)
      lines.append(
        "  \(Figures.count(count).padded(to: 11, right: true))  \(bar)  \(Self.counted(place, column))"
      )
    }
    lines += [""] + historyLines(of: column)
    let warnings = (shownSchema?.warnings ?? []).filter {
      $0.table == table.name && $0.column == column.name
    }
    if !warnings.isEmpty { lines.append("") }
    lines += warnings.map { "! " + Escaping.visible($0.message) }
    return Viewer(
      title: Escaping.visible("\(table.name).\(column.name)"),
      facts: (column.isSampled ? "from a sample; counting exactly…" : "exact")
        + (columnHistory.isWaiting ? " · over time" + columnHistory.waitingMark : ""), lines: lines)
  }

  /// What a bar of the histogram stands for: a value, or where its bin begins.
  private static func counted(_ place: Int, _ column: ColumnSummary) -> String {
    if let value = column.values?[safe: place] { return Escaping.visible(value) }
    func number(_ cell: CellValue) -> Double? {
      switch cell {
      case .integer(let value): Double(value)
      case .real(let value): value
      default: nil
      }
    }
    guard let low = number(column.minimum), let high = number(column.maximum) else {
      return "\(place + 1)"
    }
    let width = (high - low) / Double(max(1, column.histogram.count))
    return "from \(Figures.metric(low + width * Double(place)))"
  }

  /// A line per period: its rows, the share of NULL, the spread in the same bins, the mean.
  private func historyLines(of column: ColumnSummary) -> [String] {
    if let failure = columnHistory.failure { return ["over time: " + Escaping.visible(failure)] }
    guard let answer = columnHistory.value else {
      return ["over time  " + columnHistory.waitingWords("counting")]
    }
    guard let history = answer else { return ["over time: the table has no time column"] }
    guard !history.periods.isEmpty else { return ["over time: no row has a time"] }
    let left = [
      history.untimed > 0 ? "\(Figures.count(history.untimed)) rows have no time" : "",
      history.later > 0 ? "\(Figures.count(history.later)) later rows are left out" : "",
    ].filter { !$0.isEmpty }
    let hasMean = history.periods.contains { $0.mean != nil }
    let width = history.bins.count
    var lines = [
      "over time, by \(history.unit) of \(Escaping.visible(history.timeColumn))"
        + (left.isEmpty ? "" : " · " + left.joined(separator: " · ")),
      "              rows  NULL  " + "spread".padded(to: width + 2) + (hasMean ? "mean" : ""),
    ]
    for period in history.periods {
      lines.append(
        "  " + period.label.padded(to: 10)
          + Figures.compact(period.rows).padded(to: 6, right: true)
          + Figures.percent(period.nulls, of: period.rows).padded(to: 6, right: true) + "  "
          + Bars.sparkline(period.histogram.map(Double.init)).padded(to: width + 2)
          + (period.mean.map { Figures.metric($0) } ?? ""))
    }
    let names = history.bins.map(Escaping.visible)
    lines.append(
      history.isByValue
        ? "  spread: " + names.joined(separator: " · ")
        : "  spread: \(width) equal bins from \(names.first ?? "") to \(column.maximum.display)")
    return lines
  }
}

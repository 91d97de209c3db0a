import Inspection
import TerminalUI

extension RowsScreen {
  /// The rows that refer to the open one, in time: a line per table, the as-of time as a bar, what lies
  /// after it in gray.
  func drawTimeStrip(on screen: inout CellBuffer, in part: Rect) {
    let entity = state.rows.entity.value
    let inside = screen.panel(part, title: "rows in time")
    if state.isBrowsingFile { return screen.note(relatedNote, in: inside) }
    guard let entity, state.words(ofLater: entity.reference) == nil else { return }
    let tables = entity.related.filter { !$0.strip.isEmpty }
    guard let first = entity.span.first.flatMap(SeedTime.dayNumber),
      let last = entity.span.last.flatMap(SeedTime.dayNumber), !tables.isEmpty
    else {
      screen.note(
        entity.related.isEmpty
          ? "no table refers to \(entity.reference.table)" : "no related row has a time", in: inside
      )
      return
    }
    let longest = tables.map { CharacterWidth.columns(of: $0.childTable) }.max() ?? 0
    let name = min(24, max(18, longest))
    let start = inside.column + name + 2
    let width = inside.columns - name - 4
    guard width > 12 else { return }
    let asOf = state.asOf.flatMap(SeedTime.dayNumber)
    /// The column of a day, 0 at the first.
    func column(_ day: Int) -> Int {
      last > first ? (day - first) * (width - 1) / (last - first) : 0
    }
    drawYears(first, last, on: &screen, row: inside.row, from: start, width: width, column)
    let standing = asOf.map { Standing($0, first: first, last: last) }
    let mark = standing == .inside ? asOf.map(column) : nil
    let room = max(0, inside.rows - 2)
    let shown = tables.prefix(room)
    for (line, related) in shown.enumerated() {
      let row = inside.row + 1 + line
      screen.put(
        Escaping.visible(related.childTable).fitted(to: name), row: row,
        column: inside.column + 1, .link)
      let bars = Self.stretched(related.strip, to: width)
      let glyphs = Bars.sparkline(bars)
      for (place, glyph) in glyphs.enumerated() {
        let isHidden = standing == .before || mark.map { place > $0 } ?? false
        guard glyph != " " else { continue }
        screen.put(
          isHidden && !state.showsHidden ? "░" : String(glyph), row: row, column: start + place,
          isHidden ? .dim : .accent)
      }
      if let mark { screen.put("┃", row: row, column: start + mark, .time) }
    }
    let hidden = entity.related.reduce(0) { $0 + $1.total - $1.visible }
    let row = inside.row + 1 + shown.count
    guard row < inside.endRow else { return }
    if tables.count > room {
      screen.put("+ \(tables.count - room) more", row: row, column: inside.column + 1, .dim)
    }
    if let standing, let asOf = state.asOf {
      let text =
        "as of \(Figures.day(asOf)) ◷" + standing.words
        + (hidden > 0
          ? " · \(Figures.count(hidden)) later rows hidden (. shows)"
          : state.showsHidden ? " · later rows shown" : "")
      let at = min(
        start + (mark ?? (standing == .before ? 0 : width - 1)),
        inside.endColumn - CharacterWidth.columns(of: text) - 1)
      screen.put(text, row: row, column: max(start, at), .time)
    } else {
      screen.put("T sets an as-of time", row: row, column: start, .dim)
    }
  }

  /// Where a time lies beside the rows.
  private enum Standing {
    case before, inside, after

    init(_ day: Int, first: Int, last: Int) {
      self = day < first ? .before : day > last ? .after : .inside
    }

    var words: String {
      switch self {
      case .before: ", before the first row"
      case .inside: ""
      case .after: ", after the last row"
      }
    }
  }

  private func drawYears(
    _ first: Int, _ last: Int, on screen: inout CellBuffer, row: Int, from start: Int, width: Int,
    _ column: (Int) -> Int
  ) {
    screen.put(SeedTime.date(first), row: row, column: start, .dim)
    let end = SeedTime.date(last)
    var free = start + 12
    for year in (Int(SeedTime.date(first).prefix(4)) ?? 0)...(Int(end.prefix(4)) ?? 0) {
      guard let day = SeedTime.dayNumber("\(year)-01-01"), day > first, day < last else { continue }
      let at = start + column(day)
      guard at >= free, at + 4 < start + width - 11 else { continue }
      screen.put("\(year)", row: row, column: at, .dim)
      free = at + 6
    }
    if last > first { screen.put(end, row: row, column: start + width - 10, .dim) }
  }

  /// Counts of equal spans drawn over another number of columns; each column shows its span's count.
  private static func stretched(_ counts: [Int], to width: Int) -> [Double] {
    (0..<width).map { column in
      let from = column * counts.count / width
      let to = max(from + 1, (column + 1) * counts.count / width)
      return Double(counts[from..<min(to, counts.count)].max() ?? 0)
    }
  }
}

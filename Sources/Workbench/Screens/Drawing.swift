import Inspection
import TerminalUI

// Small things that several screens draw.
extension CellBuffer {
  /// A line in the middle of an empty pane: what is missing and what to do.
  mutating func note(_ text: String, in part: Rect, _ role: Role = .dim) {
    var row = part.row
    for line in Frame.wrap(Escaping.visible(text), to: part.columns - 2) where row < part.endRow {
      put(line, row: row, column: part.column + 1, role)
      row += 1
    }
  }

  /// Marks a line of a list: the cursor's line has ▸ and, in the pane with the keys, a bar.
  mutating func markLine(row: Int, in part: Rect, isCursor: Bool, isFocused: Bool) {
    guard isCursor else { return }
    put("▸", row: row, column: part.column, isFocused ? .selected : .accent)
    if isFocused {
      restyle(Rect(row: row, column: part.column, rows: 1, columns: part.columns)) { style in
        Style(.selected, style.attributes)
      }
    }
  }

  /// `name  value` on a line; returns the next row.
  @discardableResult
  mutating func fact(
    _ name: String, _ value: String, row: Int, in part: Rect, width: Int = 12, _ role: Role = .text
  ) -> Int {
    guard row < part.endRow else { return row }
    put(name.fitted(to: width), row: row, column: part.column + 1, .dim)
    put(
      value.fitted(to: part.columns - width - 2), row: row, column: part.column + width + 1, role)
    return row + 1
  }

  /// How far the pane is scrolled, in its lower border: `12/857`.
  mutating func position(_ place: ListPlace, count: Int, in part: Rect, height: Int) {
    guard count > height else { return }
    position("\(Figures.count(place.cursor + 1))/\(Figures.count(count))", in: part)
  }

  mutating func position(_ words: String, in part: Rect) {
    guard part.rows > 2 else { return }
    let text = " \(words) "
    put(
      text, row: part.endRow - 1, column: part.endColumn - CharacterWidth.columns(of: text) - 2,
      .dim)
  }
}

extension Loaded {
  /// What to say where a value is not there: that it is on its way, or why it is not.
  var absence: (text: String, role: Role) {
    if let failure { return (failure, .error) }
    return isWaiting ? (waitingWords("loading"), .dim) : ("nothing to show", .dim)
  }

  /// ` ◔ 40%` while the value is on its way, and so much of it there.
  var waitingMark: String { isWaiting ? " ◔" + (shareText.map { " " + $0 } ?? "") : "" }

  /// ` ◔ 40%` while a newer value is on its way, and so much of it there.
  var pendingMark: String { value == nil ? "" : waitingMark }

  /// `◔ asking 40%, esc cancels` while no value is there; without a share where it is not known.
  func waitingWords(_ verb: String) -> String {
    shareText.map { "◔ \(verb) \($0), esc cancels" } ?? "◔ \(verb)…"
  }

  private var shareText: String? {
    share.map { Figures.percent(Int($0 * 100), of: 100) }
  }
}

extension ColumnSummary.Role {
  var isTime: Bool { self == .time }
  var isKey: Bool { self == .key }

  /// ◆ for a key, → for a foreign key, ◷ for the time.
  var sign: String {
    switch self {
    case .key: "◆"
    case .foreignKey: "→"
    case .time: "◷"
    case .feature: ""
    }
  }

  var role: TerminalUI.Role {
    switch self {
    case .key: .accent
    case .foreignKey: .link
    case .time: .time
    case .feature: .text
    }
  }
}

extension CellValue {
  var role: TerminalUI.Role { self == .null ? .null : .text }
}

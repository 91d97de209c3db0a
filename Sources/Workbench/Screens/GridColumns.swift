import Inspection
import TerminalUI

/// Which columns of a page fit beside each other, and how wide each is.
struct GridColumns {
  struct Column {
    var place: Int
    var start: Int
    var width: Int
    var head: String
    /// `▲1` where the rows are sorted by it.
    var sortMark: String
    var isNumber: Bool

    /// The head with its mark, which stays whole where the name is cut.
    var shownHead: String {
      guard !sortMark.isEmpty else { return head.padded(to: width, right: isNumber) }
      let room = width - CharacterWidth.columns(of: sortMark) - 1
      return (head.fitted(to: max(0, room)) + " " + sortMark).padded(to: width, right: isNumber)
    }
  }
  var shown: [Column] = []
  var hasMoreLeft = false
  var hasMoreRight = false

  /// The columns around the cursor's that fit in so many cells: from the first, if the cursor's is
  /// among them, else from further right. The key, if it is first, stays.
  init(
    _ page: RowPageSummary, lines: Range<Int>, from cursor: Int, sort: [SortOrder], width: Int
  ) {
    let all = page.columns.indices.map { Self.column($0, of: page, lines: lines, sort: sort) }
    guard !all.isEmpty, width > 0 else { return }
    let keepsKey = page.columns[0].role == .key
    var first = 0
    while first < min(cursor, all.count - 1) {
      let fixed = keepsKey && first > 0 ? all[0].width + 2 : 0
      let needed = all[first...cursor].reduce(fixed) { $0 + $1.width + 2 } - 2
      if needed <= width { break }
      first += 1
    }
    var at = 0
    if keepsKey, first > 0 {
      shown.append(all[0])
      at = all[0].width + 2
    }
    hasMoreLeft = first > (keepsKey ? 1 : 0)
    for var column in all[first...] {
      let room = width - at
      guard
        column.width <= room || (shown.count < 2 && room >= 4)
          || (column.place == cursor && room >= 4)
      else {
        hasMoreRight = true
        break
      }
      column.width = min(column.width, room)
      column.start = at
      shown.append(column)
      at += column.width + 2
    }
  }

  private static func column(
    _ place: Int, of page: RowPageSummary, lines: Range<Int>, sort: [SortOrder]
  ) -> Column {
    let column = page.columns[place]
    let head = column.role.sign + Escaping.visible(column.name)
    let sortMark = sort.mark(of: column.name)
    var width =
      CharacterWidth.columns(of: head)
      + (sortMark.isEmpty ? 0 : 1 + CharacterWidth.columns(of: sortMark))
    var isNumber = true
    var hasValue = false
    for line in lines {
      guard let cell = page.rows[safe: line - page.offset]?.cells[safe: place] else { continue }
      width = max(width, CharacterWidth.columns(of: cell.display))
      if cell != .null {
        hasValue = true
        isNumber = isNumber && cell.isNumber
      }
    }
    return Column(
      place: place, start: 0, width: min(max(width, 3), 28), head: head, sortMark: sortMark,
      isNumber: isNumber && hasValue)
  }
}

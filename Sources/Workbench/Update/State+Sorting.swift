import Inspection
import TerminalUI

// The order of the rows of a table: by one column, and by further ones between its equals.
extension State {
  /// Sorts by the column under the cursor alone: up, then down, then not by it. Where it is the first of
  /// several, the others stay.
  mutating func sortByColumn() -> [Effect] {
    guard let name = columnToSort else { return [] }
    if rows.sort.first?.column == name {
      turnSort(at: 0)
    } else {
      rows.sort = [SortOrder(column: name)]
    }
    return askSorted()
  }

  /// Lets the column under the cursor decide between rows that the columns before it find equal: up, then
  /// down, then no more.
  mutating func sortFurther() -> [Effect] {
    guard let name = columnToSort else { return [] }
    if let place = rows.sort.firstIndex(where: { $0.column == name }) {
      turnSort(at: place)
    } else if rows.sort.count == Self.mostSorts {
      say("\(Self.mostSorts) columns are the most to sort by: s begins anew", .dim)
      return []
    } else {
      rows.sort.append(SortOrder(column: name))
    }
    return askSorted()
  }

  /// As many as one digit in a header can count.
  static let mostSorts = 9

  private var columnToSort: String? { rows.page.value?.columns[safe: rows.column]?.name }

  private mutating func turnSort(at place: Int) {
    if rows.sort[place].isDescending {
      rows.sort.remove(at: place)
    } else {
      rows.sort[place].isDescending = true
    }
  }

  private mutating func askSorted() -> [Effect] {
    // From the first row one looks at what is first now; from any other, where that row stands.
    guard rows.list.cursor > 0 else {
      place.row = nil
      place.key = nil
      rows.entity.clear()
      return [askPage(offset: 0)]
    }
    return [askPage(offset: 0, around: place.row)]
  }
}

extension SortOrder {
  /// Reads what ``Swift/Array/typed`` writes: `points,-date`.
  static func parse(_ typed: String) -> [SortOrder] {
    typed.split(separator: ",").map { word in
      let isDescending = word.hasPrefix("-")
      return SortOrder(
        column: String(isDescending ? word.dropFirst() : word), isDescending: isDescending)
    }
  }
}

extension [SortOrder] {
  /// What the header of a column shows: `▲` alone, `▲1` and `▼2` among several, nothing without.
  func mark(of column: String) -> String {
    guard let place = firstIndex(where: { $0.column == column }) else { return "" }
    return (self[place].isDescending ? "▼" : "▲") + (count > 1 ? "\(place + 1)" : "")
  }

  /// As `relzero rows --sort` takes it: `points,-date`.
  var typed: String { map { ($0.isDescending ? "-" : "") + $0.column }.joined(separator: ",") }
}

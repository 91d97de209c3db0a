import Inspection
import TerminalUI

// Filters kept under names: of the rows of a table, and of the runs.
extension State {
  /// The kept filters that can be used here; those of the screen first.
  var filtersHere: [NamedFilter] {
    let fitting = filters.filter { $0.fits(database: schema.value?.name) }
    return fitting.filter(isOfScreen) + fitting.filter { !isOfScreen($0) }
  }

  private func isOfScreen(_ filter: NamedFilter) -> Bool {
    screen == .runs ? filter.table == nil : filter.table == place.table
  }

  /// Keeps the filter of the rows or runs that are shown.
  mutating func keepFilter(named name: String) -> [Effect] {
    let kept: NamedFilter
    switch screen {
    case .rows:
      guard let table = place.table, let database = schema.value?.name else {
        say("no table is open yet")
        return []
      }
      kept = NamedFilter(name: name, database: database, table: table, text: place.filter)
    case .runs: kept = NamedFilter(name: name, text: runs.filter)
    default:
      say("there is a filter on Rows and on Runs only: go there first")
      return []
    }
    guard !kept.text.allSatisfy(\.isWhitespace) else {
      say("there is no filter to keep: / types one")
      return []
    }
    return [order(.keepFilter(kept))]
  }

  /// Takes away a kept filter that can be used here.
  mutating func forgetFilter(named name: String) -> [Effect] {
    guard let filter = filtersHere.first(where: { $0.name == name }) else {
      say("there is no filter '\(name)' here")
      return []
    }
    return [order(.forgetFilter(filter))]
  }

  /// Filters were kept or taken away: what takes that back is remembered.
  mutating func takeFilters(_ reply: Reply, _ filter: NamedFilter, isKept: Bool) {
    switch reply.result {
    case .success(.filters(let all)):
      let before = filters.first { $0.isCalledLike(filter) }
      filters = all
      let words =
        !isKept
        ? "filter \(filter.name) taken away"
        : "filter \(filter.name) \(before == nil ? "kept" : "is now"): \(filter.words)"
      if isUndoing == reply.request {
        isUndoing = nil
      } else {
        let inverse = before.map { Request.keepFilter($0) } ?? .forgetFilter(filter)
        remember(Undoable(words: words, inverse: .request(inverse)))
      }
      say(words, .good)
    case .success: say(Failure.unexpected.message, .error)
    case .failure(let failure): say(failure.message, .error)
    }
  }

  /// Goes where a kept filter is of, and filters by it.
  mutating func useFilter(named name: String) -> [Effect] {
    guard let filter = filtersHere.first(where: { $0.name == name }) else {
      let names = Set(filtersHere.map(\.name)).sorted().joined(separator: ", ")
      say(
        names.isEmpty
          ? "there is no filter '\(name)': :save filter NAME keeps the one that is shown"
          : "there is no filter '\(name)' here; there are: \(names)")
      return []
    }
    guard let table = filter.table else {
      return (screen == .runs ? [] : go(to: .runs)) + use(runFilter: filter.text)
    }
    if screen == .rows, place.table == table { return use(filter: filter.text) }
    rows.sought = filter.text
    return go(to: Place(screen: .rows, table: table, filter: filter.text))
  }
}

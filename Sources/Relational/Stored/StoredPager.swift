import Inspection

/// Finds the pages of one table.
struct StoredPager {
  let reader: StoredTableReader
  let limit: Int

  /// Rows next to each other, and where they are; nil without a row.
  struct Found {
    var rows: [StoredTableReader.Row]
    var stretch: StoredStretch?
  }

  /// What stands for the number of rows where nothing limits it: as many as can be read at most.
  static let unknownTotal = Int(Int32.max)

  func first() throws -> Found {
    let rows = try reader.rows(isForward: true, limit: limit + 1).rows
    guard rows.count > limit else { return whole(rows) }
    let (total, certainty) = try mostRows()
    return found(
      Array(rows.prefix(limit)), at: 0, from: .start, total: max(total, rows.count), certainty)
  }

  func last() throws -> Found {
    let rows = try reader.rows(isForward: false, limit: limit + 1).rows
    guard rows.count > limit else { return whole(rows.reversed()) }
    let (most, certainty) = try mostRows()
    let total = max(most, rows.count)
    return found(
      rows.prefix(limit).reversed(), at: total - limit, from: .end, total: total, certainty)
  }

  func page(at offset: Int, near stretch: StoredStretch) throws -> Found {
    let isAfter = offset >= stretch.places.upperBound - 1
    let key = isAfter ? stretch.last : stretch.first
    let place = isAfter ? stretch.places.upperBound - 1 : stretch.places.lowerBound
    return offset < place
      ? try page(rowsBefore: key, at: place, back: place - offset, stretch)
      : try page(rowsFrom: key, at: place, ahead: offset - place, stretch)
  }

  private func page(
    rowsFrom key: StoredKey, at place: Int, ahead: Int, _ stretch: StoredStretch
  ) throws -> Found {
    // Past the row of the key: if it was deleted since, no other is passed over for it.
    let known = min(1, ahead)
    let later = try reader.rows(
      from: key, isForward: true, isIncluded: known == 0, passing: ahead - known, limit: limit + 1)
    guard later.rows.count > limit else {
      return try closing(at: place + known + later.passed + later.rows.count, stretch)
    }
    return found(Array(later.rows.prefix(limit)), at: place + ahead, near: stretch)
  }

  private func page(
    rowsBefore key: StoredKey, at place: Int, back: Int, _ stretch: StoredStretch
  ) throws -> Found {
    let before = try reader.rows(
      from: key, isForward: false, isIncluded: false, limit: back + 1
    ).rows
    let rows = Array(before.prefix(back).reversed())
    let rest = limit - rows.count
    var later: [StoredTableReader.Row] = []
    if rest >= 0 {
      later = try reader.rows(from: key, isForward: true, limit: rest + 1).rows
      if later.count <= rest {
        // All that is left of the table: its end is known, and with its beginning the whole of it.
        return before.count > back
          ? try closing(at: place + later.count, stretch)
          : whole(rows + later, shift: rows.count - place)
      }
    }
    let page = Array((rows + later).prefix(limit))
    guard before.count <= back else { return found(page, at: place - back, near: stretch) }
    // The first row is reached: its place is 0, whatever it was thought to be.
    var here = stretch
    let shift = rows.count - place
    here.total += shift
    if stretch.countedFrom == .end { here.certainty = .exact }
    here.countedFrom = .start
    return found(page, at: 0, near: here, shift: shift)
  }

  /// The last page, reached by counting to the end.
  private func closing(at end: Int, _ stretch: StoredStretch) throws -> Found {
    var page = try last()
    let total = stretch.countedFrom == .start ? end : stretch.total
    guard var here = page.stretch, here.countedFrom == .end else {
      page.stretch?.shift = page.rows.count - end
      return page
    }
    here.places = (total - page.rows.count)..<total
    here.total = total
    here.countedFrom = stretch.countedFrom
    here.certainty = stretch.countedFrom == .start ? .exact : stretch.certainty
    here.shift = total - end
    page.stretch = here
    return page
  }

  /// All rows of a table that fits on a page.
  private func whole(_ rows: [StoredTableReader.Row], shift: Int = 0) -> Found {
    found(rows, at: 0, from: .start, total: rows.count, .exact, shift: shift)
  }

  private func found(
    _ rows: [StoredTableReader.Row], at place: Int, near stretch: StoredStretch, shift: Int = 0
  ) -> Found {
    // Rows may have been added since.
    let total = max(stretch.total, place + rows.count)
    return found(
      rows, at: place, from: stretch.countedFrom, total: total, stretch.certainty, shift: shift)
  }

  private func found(
    _ rows: [StoredTableReader.Row], at place: Int, from end: StoredStretch.End, total: Int,
    _ certainty: StoredStretch.Certainty, shift: Int = 0
  ) -> Found {
    guard let first = rows.first, let last = rows.last else { return Found(rows: []) }
    return Found(
      rows: rows,
      stretch: StoredStretch(
        places: place..<(place + rows.count), first: first.key, last: last.key, countedFrom: end,
        total: total, certainty: certainty, shift: shift))
  }

  private func mostRows() throws -> (Int, StoredStretch.Certainty) {
    guard let most = try reader.mostRows(), most < Self.unknownTotal else {
      return (Self.unknownTotal, .unknown)
    }
    return (most, .atMost)
  }
}

import Inspection

// Rows of the file, while they are read or after that was cut short.
extension RowsScreen {
  /// Where the rows come from, how far the reading is, and what waits for it.
  var fileFacts: [String] {
    var facts = ["from the file"]
    if !state.place.filter.isEmpty {
      facts.append("/ \(Escaping.visible(state.place.filter)) waits")
    }
    if state.asOf != nil { facts.append("none is hidden yet") }
    let words = state.readingWords
    return facts + (words.isEmpty ? [] : [words])
  }

  /// What stands where related rows will.
  var relatedNote: String {
    state.schema.isWaiting || state.schema.value != nil
      ? "comes when all rows are read" : "needs all rows: R reads them"
  }
}

extension StoredStretch {
  /// `≤20,000,000`: no more than that; nothing where the file does not tell.
  ///
  /// - Parameter read: rows of the table, where it is read already.
  func totalWords(read: Int?) -> String {
    switch certainty {
    case _ where read != nil: Figures.count(read)
    case .exact: Figures.count(total)
    case .atMost: "≤" + Figures.count(total)
    case .unknown: ""
    }
  }

  /// Where a row is, as far as it is known: `12/≤20,000,000`, `11 before the last`.
  func words(at place: Int, read: Int?) -> String {
    if let read { return Figures.count(row(at: place, of: read) + 1) + "/" + Figures.count(read) }
    let total = totalWords(read: nil)
    if countedFrom == .start {
      return Figures.count(place + 1) + (total.isEmpty ? "" : "/" + total)
    }
    let after = self.total - 1 - place
    return after == 0 ? "the last" : Figures.count(after) + " before the last"
  }
}

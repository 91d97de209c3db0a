/// Guesses the primary key of a table that declares none, from names and values.
enum PrimaryKeyInference {
  /// The columns of the key, and why; no columns when nothing identifies a row.
  static func infer(_ table: LoadedTable) -> (columns: [Int], evidence: KeyEvidence) {
    let own = NameTokens(table.name).singular.words
    let candidates = table.columns.indices.filter { isKeyLike(table.columns[$0]) }
    let ranked =
      candidates
      .map { (place: $0, score: score(table.columns[$0].schema.name, place: $0, own: own)) }
      .filter { $0.score > 0 }
      .sorted { ($1.score, $0.place) < ($0.score, $1.place) }
    for candidate in ranked {
      let column = table.columns[candidate.place]
      if table.rowCount == 0, candidate.score < 3 { continue }
      guard column.validity.isAllValid, distinct([column], rows: table.rowCount) == table.rowCount
      else { continue }
      return (
        [candidate.place],
        .inferred("\(column.schema.name) is unique and never NULL in \(table.rowCount) rows")
      )
    }
    if let pair = composite(table, ranked.map(\.place)) {
      let names = pair.map { table.columns[$0].schema.name }.joined(separator: " + ")
      return (
        pair, .inferred("\(names) together are unique and never NULL in \(table.rowCount) rows")
      )
    }
    return ([], .absent("no column named like a key is unique and never NULL"))
  }

  private static func isKeyLike(_ column: Column) -> Bool {
    column.schema.storage == .integer || column.schema.storage == .text
  }

  /// 4 `id` or `<table>_id`, 3 `<table>_no` and the like, 2 another key word, 1 a key word in a column
  /// after the first; 0 no key word.
  private static func score(_ name: String, place: Int, own: [String]) -> Int {
    let tokens = NameTokens(name)
    if tokens.words == ["id"] || tokens.words == ["uuid"] || tokens.words == ["guid"] { return 4 }
    guard let stem = tokens.stem else { return tokens.words == own && place == 0 ? 2 : 0 }
    let isOwn = stem == own || stem == own.suffix(stem.count) && !stem.isEmpty
    if isOwn, tokens.words.last == "id" { return 4 }
    if isOwn || stem.isEmpty { return 3 }
    guard let last = tokens.words.last, NameTokens.keyWords.contains(last) else { return 0 }
    return place == 0 ? 2 : 1
  }

  /// The first pair, else triple, of key-named columns that is unique together. A column named like a
  /// line number may complete the pair.
  private static func composite(_ table: LoadedTable, _ ranked: [Int]) -> [Int]? {
    guard table.rowCount > 0 else { return nil }
    let counters: Set<String> = ["line", "seq", "sequence", "position", "index", "item", "rank"]
    let numbered = table.columns.indices.filter { place in
      !ranked.contains(place) && isKeyLike(table.columns[place])
        && NameTokens(table.columns[place].schema.name).words.contains { counters.contains($0) }
    }
    let candidates = (ranked.sorted() + numbered).filter { table.columns[$0].validity.isAllValid }
      .prefix(5)
    for first in candidates {
      for second in candidates.drop(while: { $0 != first }).dropFirst() {
        let pair = [first, second]
        if distinct(pair.map { table.columns[$0] }, rows: table.rowCount) == table.rowCount {
          return pair
        }
      }
    }
    return nil
  }

  /// Distinct keys among the rows.
  static func distinct(_ columns: [Column], rows: Int) -> Int {
    if rows == 0 { return 0 }
    return KeyMatcher(child: columns, parent: columns).distinctParents
  }
}

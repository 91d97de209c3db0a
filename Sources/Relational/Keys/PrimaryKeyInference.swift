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

  /// The first pair that is unique together: a key-named column and a line number, else two key-named
  /// columns, else a key-named column and a place in an order.
  private static func composite(_ table: LoadedTable, _ ranked: [Int]) -> [Int]? {
    guard table.rowCount > 0 else { return nil }
    func named(_ words: Set<String>) -> [Int] {
      table.columns.indices.filter { place in
        isKeyLike(table.columns[place])
          && !words.isDisjoint(with: NameTokens(table.columns[place].schema.name).words)
      }
    }
    let lines = named(["line", "seq", "sequence", "item"])
    let places = named(["position", "index", "rank", "round", "step"])
    let keys = ranked.sorted().filter { table.columns[$0].validity.isAllValid }.prefix(5)
    for partners in [lines, Array(keys), places] {
      for first in keys {
        for second in partners where first != second && table.columns[second].validity.isAllValid {
          let pair = [first, second]
          if distinct(pair.map { table.columns[$0] }, rows: table.rowCount) == table.rowCount {
            return pair
          }
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

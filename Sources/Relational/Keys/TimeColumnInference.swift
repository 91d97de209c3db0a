/// Chooses the column that says since when a row is known.
enum TimeColumnInference {
  static func infer(_ table: LoadedTable) -> (column: Int?, evidence: KeyEvidence) {
    let times = table.columns.indices.filter { table.columns[$0].schema.storage == .timestamp }
    guard !times.isEmpty else { return (nil, .absent("no column holds times")) }
    var best: (column: Int, score: Int)?
    for place in times {
      let column = table.columns[place]
      let score = score(column.schema.name)
      guard score > 0, column.nullCount * 2 <= table.rowCount else { continue }
      if best.map({ score > $0.score }) ?? true { best = (place, score) }
    }
    guard let best else {
      let names = times.map { table.columns[$0].schema.name }.joined(separator: ", ")
      return (nil, .absent("\(names) is not when a row becomes known, by its name or its NULLs"))
    }
    let column = table.columns[best.column]
    let valid = table.rowCount - column.nullCount
    let others = times.count - 1
    return (
      best.column,
      .inferred(
        "\(column.schema.name) is a time in \(valid) of \(table.rowCount) rows"
          + (others == 0 ? "" : ", likelier by name than \(others) other time columns"))
    )
  }

  private static let life: Set<String> = [
    "birth", "birthday", "birthdate", "dob", "born", "death", "died",
  ]

  /// Whether a column tells of a person's life, by its name: never when a row was written.
  static func isOfLife(_ name: String) -> Bool {
    !life.isDisjoint(with: NameTokens(name).words) || name.lowercased().hasPrefix("dateofbirth")
  }

  /// 0: a time that says nothing about when the row was written (a birthday, an expiry, a last change).
  private static func score(_ name: String) -> Int {
    let words = Set(NameTokens(name).words)
    let foreign: Set<String> = [
      "expires", "expiry", "expiration", "due", "deadline", "end", "ended", "until", "to",
      "deleted", "closed", "valid",
      "last", "next", "updated", "modified", "shipped", "delivered", "returned", "cancelled",
      "canceled", "estimated", "planned", "expected",
    ]
    if isOfLife(name) || !words.isDisjoint(with: foreign) { return 0 }
    let creation: Set<String> = [
      "created", "inserted", "added", "registered", "signup", "joined", "occurred", "posted",
      "placed", "ordered", "purchased", "start", "started", "event", "recorded",
    ]
    if !words.isDisjoint(with: creation) { return 3 }
    let plain: Set<String> = ["date", "time", "timestamp", "datetime", "ts", "at", "when", "day"]
    return words.isDisjoint(with: plain) ? 1 : 2
  }
}

import Synchronization

/// Finds rows by their key as text; built when first asked.
final class KeyIndex: Sendable {
  private enum Built: Sendable {
    case integers(IntegerIndex)
    /// The first row of each distinct key.
    case texts(TextPool, [Int32])
    case rowNumbers
  }

  private let columns: [Column]
  private let rowCount: Int
  private let built = Mutex<Built?>(nil)

  init(columns: [Column], rowCount: Int) {
    self.columns = columns
    self.rowCount = rowCount
  }

  func row(forKey key: String) -> Int? {
    switch index() {
    case .rowNumbers:
      return Int(key).flatMap { (0..<rowCount).contains($0) ? $0 : nil }
    case .integers(let index):
      guard let value = Int64(key) else { return nil }
      let row = index.row(of: value)
      return row < 0 ? nil : Int(row)
    case .texts(let pool, let rows):
      let entry = pool.find(key)
      if entry >= 0 { return Int(rows[Int(entry)]) }
      // `2020,1` is `2020, 1`, where no key is written as it was typed.
      guard columns.count > 1 else { return nil }
      let spaced = pool.find(Self.spaced(key))
      return spaced < 0 ? nil : Int(rows[Int(spaced)])
    }
  }

  /// The parts of a composite key, however much room is between them.
  private static func spaced(_ key: String) -> String {
    key.split(separator: ",", omittingEmptySubsequences: false).map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: ", ")
  }

  private func index() -> Built {
    built.withLock { built in
      if let built { return built }
      let made = make()
      built = made
      return made
    }
  }

  private func make() -> Built {
    guard let first = columns.first else { return .rowNumbers }
    if columns.count == 1, case .integers(let values) = first.values {
      return .integers(IntegerIndex(values) { first.validity[$0] })
    }
    var pool = TextPool(capacity: rowCount)
    var rows: [Int32] = []
    for row in 0..<rowCount {
      let text = columns.map { $0.keyText(row: row) }.joined(separator: ", ")
      if Int(pool.intern(text)) == rows.count { rows.append(Int32(row)) }
    }
    return .texts(pool, rows)
  }
}

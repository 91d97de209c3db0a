/// Finds the row of an integer key: by place where the keys are nearly consecutive, by hash otherwise.
/// Of rows with the same key the first is found.
struct IntegerIndex: Sendable {
  private let lowest: Int64
  /// By key - lowest, or by hash; -1 where there is none.
  private let rows: [Int32]
  /// Empty when `rows` is by place.
  private let keys: [Int64]
  let duplicates: Int

  init(_ values: [Int64], isPresent: (Int) -> Bool) {
    var low = Int64.max
    var high = Int64.min
    var present = 0
    for row in values.indices where isPresent(row) {
      low = min(low, values[row])
      high = max(high, values[row])
      present += 1
    }
    var duplicates = 0
    let (span, overflow) = present == 0 ? (0, false) : high.subtractingReportingOverflow(low)
    if present == 0 || (!overflow && span < 4 * Int64(present) + 1024) {
      var rows = [Int32](repeating: -1, count: present == 0 ? 0 : Int(span) + 1)
      for row in values.indices where isPresent(row) {
        let place = Int(values[row] - low)
        if rows[place] < 0 { rows[place] = Int32(row) } else { duplicates += 1 }
      }
      self.rows = rows
      keys = []
    } else {
      var size = 16
      while size < present * 2 { size *= 2 }
      var rows = [Int32](repeating: -1, count: size)
      var keys = [Int64](repeating: 0, count: size)
      for row in values.indices where isPresent(row) {
        var place = Self.hash(values[row]) & (size - 1)
        while rows[place] >= 0, keys[place] != values[row] { place = (place + 1) & (size - 1) }
        if rows[place] < 0 {
          rows[place] = Int32(row)
          keys[place] = values[row]
        } else {
          duplicates += 1
        }
      }
      self.rows = rows
      self.keys = keys
    }
    lowest = present == 0 ? 0 : low
    self.duplicates = duplicates
  }

  /// The row, or -1.
  func row(of key: Int64) -> Int32 {
    guard !rows.isEmpty else { return -1 }
    if keys.isEmpty {
      let (place, overflow) = key.subtractingReportingOverflow(lowest)
      guard !overflow, place >= 0, place < rows.count else { return -1 }
      return rows[Int(place)]
    }
    let mask = keys.count - 1
    var place = Self.hash(key) & mask
    while rows[place] >= 0 {
      if keys[place] == key { return rows[place] }
      place = (place + 1) & mask
    }
    return -1
  }

  private static func hash(_ key: Int64) -> Int {
    let (high, low) = UInt64(bitPattern: key).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: high ^ low)
  }
}

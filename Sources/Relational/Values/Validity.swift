/// Which rows of a column hold a value.
///
/// A column without NULL keeps no bits at all; otherwise one bit per row, set where there is a value.
public struct Validity: Hashable, Sendable {
  public let count: Int
  public let nullCount: Int
  /// Bit `row % 64` of word `row / 64`; nil when every row has a value.
  public let words: [UInt64]?

  /// Every one of `count` rows has a value.
  public init(allValid count: Int) {
    self.count = count
    nullCount = 0
    words = nil
  }

  /// One flag per row, true where there is a value.
  public init(_ flags: some Collection<Bool>) {
    var words = [UInt64](repeating: 0, count: (flags.count + 63) / 64)
    var nulls = 0
    for (row, isValid) in flags.enumerated() {
      if isValid { words[row / 64] |= 1 << UInt64(row % 64) } else { nulls += 1 }
    }
    count = flags.count
    nullCount = nulls
    self.words = nulls == 0 ? nil : words
  }

  /// - Parameter nullWords: a bit per row, set where the row is NULL; may be shorter than `count`.
  init(count: Int, nullWords: [UInt64], nullCount: Int) {
    self.count = count
    self.nullCount = nullCount
    guard nullCount > 0 else {
      words = nil
      return
    }
    var words = [UInt64](repeating: .max, count: (count + 63) / 64)
    for (index, word) in nullWords.enumerated() where index < words.count { words[index] = ~word }
    // Bits past the last row are zero, so that equal validities have equal words.
    if count % 64 != 0 { words[words.count - 1] &= (1 << UInt64(count % 64)) - 1 }
    self.words = words
  }

  public var isAllValid: Bool { nullCount == 0 }

  @inlinable public subscript(row: Int) -> Bool {
    guard let words else { return true }
    return words[row >> 6] >> UInt64(row & 63) & 1 == 1
  }
}

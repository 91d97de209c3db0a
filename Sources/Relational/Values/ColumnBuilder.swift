/// Takes a column's values one row at a time, whatever type SQLite stored each of them as, and settles
/// on the narrowest type that holds them all.
///
/// Integers become reals when a real turns up, everything becomes text when a text turns up; what the
/// change costs is tallied, so that the schema can warn of it. Empty text among numbers is taken for a
/// missing value, as in tables imported from CSV.
///
/// A value that cannot be copied, so that whoever reads a table holds its builders in place: a class would
/// be checked for overlapping accesses and counted at every cell.
struct ColumnBuilder: ~Copyable {
  enum Content { case nothing, integers, reals, texts, blobs }

  private(set) var content = Content.nothing
  /// Integers, bit patterns of reals, codes of texts, byte counts of blobs; 0 for NULL.
  private var slots = GrowingBuffer()
  private(set) var pool = TextPool()
  private(set) var nullWords: [UInt64] = []
  private(set) var nullCount = 0
  /// Rows holding empty text while everything else is a number.
  private var emptyRows: [Int] = []
  private(set) var tallies = Tallies()
  /// Key columns keep short blobs (UUIDs) as hexadecimal text, so that they can be matched.
  let keepsBlobs: Bool

  /// How many values SQLite stored as what.
  struct Tallies: Equatable {
    var integers = 0
    var reals = 0
    var texts = 0
    var blobs = 0
    var empties = 0
    /// Integers that a real cannot hold exactly.
    var inexactIntegers = 0

    var kinds: Int { [integers, reals, texts, blobs].count { $0 > 0 } }
  }

  init(keepsBlobs: Bool = false) {
    self.keepsBlobs = keepsBlobs
  }

  var count: Int { slots.count }

  mutating func appendNull() {
    markNull(slots.count)
    slots.append(content == .texts ? -1 : 0)
  }

  mutating func append(_ value: Int64) {
    tallies.integers += 1
    switch content {
    case .integers: slots.append(value)
    case .nothing:
      content = .integers
      slots.append(value)
    case .reals: slots.append(realBits(value))
    case .texts: slots.append(Int64(pool.intern(String(value))))
    case .blobs:
      convertToTexts()
      slots.append(Int64(pool.intern(String(value))))
    }
  }

  mutating func append(_ value: Double) {
    tallies.reals += 1
    switch content {
    case .reals: slots.append(Int64(bitPattern: value.bitPattern))
    case .nothing:
      content = .reals
      slots.append(Int64(bitPattern: value.bitPattern))
    case .integers:
      for row in 0..<slots.count where !isNull(row) { slots[row] = realBits(slots[row]) }
      content = .reals
      slots.append(Int64(bitPattern: value.bitPattern))
    case .texts: slots.append(Int64(pool.intern(Self.text(value))))
    case .blobs:
      convertToTexts()
      slots.append(Int64(pool.intern(Self.text(value))))
    }
  }

  mutating func append(text: UnsafeBufferPointer<UInt8>) {
    if text.isEmpty, content != .texts {
      tallies.empties += 1
      emptyRows.append(slots.count)
      slots.append(0)
      return
    }
    tallies.texts += 1
    if content != .texts { convertToTexts() }
    slots.append(Int64(pool.intern(text)))
  }

  mutating func append(blob: UnsafeRawBufferPointer) {
    if keepsBlobs, blob.count <= Self.keyBytes {
      Self.hexadecimal(blob).withUnsafeBufferPointer { append(text: $0) }
      return
    }
    tallies.blobs += 1
    switch content {
    case .blobs: slots.append(Int64(blob.count))
    case .nothing:
      content = .blobs
      slots.append(Int64(blob.count))
    case .integers, .reals, .texts:
      if content != .texts { convertToTexts() }
      slots.append(Int64(pool.intern("⟨\(blob.count) B⟩")))
    }
  }

  /// The longest blob that a key column keeps as text.
  static let keyBytes = 64

  static func hexadecimal(_ blob: UnsafeRawBufferPointer) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    var hex: [UInt8] = []
    for byte in blob {
      hex.append(digits[Int(byte >> 4)])
      hex.append(digits[Int(byte & 15)])
    }
    return hex
  }

  /// The values in their final type. Empty texts among numbers become NULL here.
  mutating func finish() -> (values: ColumnValues, validity: Validity) {
    if content == .nothing, !emptyRows.isEmpty { convertToTexts() }
    for row in emptyRows { markNull(row) }
    emptyRows = []
    let validity = Validity(count: slots.count, nullWords: nullWords, nullCount: nullCount)
    let rows = slots.count
    let source = slots.values
    let values: ColumnValues =
      switch content {
      case .nothing, .texts:
        .texts(TextValues(codes: codes(validity), pool: pool.strings()))
      case .integers: .integers(Array(source))
      case .reals:
        .reals(
          [Double](unsafeUninitializedCapacity: rows) { target, count in
            for row in 0..<rows {
              let value = Double(bitPattern: UInt64(bitPattern: source[row]))
              target.initializeElement(at: row, to: validity[row] ? value : .nan)
            }
            count = rows
          })
      case .blobs: .blobs(source.map { Int($0) })
      }
    return (values, validity)
  }

  /// The text codes alone: what time parsing reads before any `String` is made.
  func codes(_ validity: Validity) -> [Int32] {
    let rows = slots.count
    let source = slots.values
    let isText = content == .texts
    return [Int32](unsafeUninitializedCapacity: rows) { target, count in
      for row in 0..<rows {
        let code = isText && validity[row] ? Int32(truncatingIfNeeded: source[row]) : -1
        target.initializeElement(at: row, to: code)
      }
      count = rows
    }
  }

  var validity: Validity {
    Validity(count: slots.count, nullWords: nullWords, nullCount: nullCount)
  }

  private mutating func convertToTexts() {
    let empties = Set(emptyRows)
    for row in 0..<slots.count {
      if isNull(row) {
        slots[row] = -1
      } else if empties.contains(row) {
        slots[row] = Int64(pool.intern(""))
      } else {
        let text =
          switch content {
          case .integers: String(slots[row])
          case .reals: Self.text(Double(bitPattern: UInt64(bitPattern: slots[row])))
          default: "⟨\(slots[row]) B⟩"
          }
        slots[row] = Int64(pool.intern(text))
      }
    }
    tallies.texts += emptyRows.count
    tallies.empties = 0
    emptyRows = []
    content = .texts
  }

  private mutating func realBits(_ value: Int64) -> Int64 {
    let real = Double(value)
    if Int64(exactly: real) != value { tallies.inexactIntegers += 1 }
    return Int64(bitPattern: real.bitPattern)
  }

  private static func text(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private func isNull(_ row: Int) -> Bool {
    let word = row >> 6
    return word < nullWords.count && nullWords[word] >> UInt64(row & 63) & 1 == 1
  }

  private mutating func markNull(_ row: Int) {
    while nullWords.count <= row >> 6 { nullWords.append(0) }
    nullWords[row >> 6] |= 1 << UInt64(row & 63)
    nullCount += 1
  }
}

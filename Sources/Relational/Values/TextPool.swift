import Foundation

/// Numbers distinct byte strings in the order of their first appearance.
///
/// All bytes lie in one buffer, found by an open-addressed table of hashes, so that a million short
/// strings cost no allocation each. Strings are equal when their bytes are: `é` written with one
/// scalar and with two are different keys, as they are for SQLite.
struct TextPool {
  private var bytes: [UInt8] = []
  /// Start of each entry in `bytes`, and the end of the last.
  private var starts: [Int] = [0]
  private var hashes: [UInt64] = []
  /// Entry + 1 at its hash; 0 where free. A power of two long.
  private var slots: [Int32]
  /// The entry interned last, -1 before the first.
  private var last = -1

  init(capacity: Int = 16) {
    var size = 32
    while size < capacity * 2 { size *= 2 }
    slots = [Int32](repeating: 0, count: size)
  }

  var count: Int { hashes.count }

  func withBytes<Value>(of entry: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
    bytes.withUnsafeBufferPointer { body(.init(rebasing: $0[starts[entry]..<starts[entry + 1]])) }
  }

  func string(_ entry: Int) -> String {
    withBytes(of: entry) { String(decoding: $0, as: UTF8.self) }
  }

  func byteCount(_ entry: Int) -> Int { starts[entry + 1] - starts[entry] }

  func strings() -> [String] { (0..<count).map(string) }

  /// The number of an entry, or -1.
  func find(_ text: UnsafeBufferPointer<UInt8>) -> Int32 {
    slots[slot(of: text, hash: ContentHash.hash(text))] - 1
  }

  func find(_ text: String) -> Int32 {
    var copy = text
    return copy.withUTF8 { find($0) }
  }

  mutating func intern(_ text: String) -> Int32 {
    var copy = text
    return copy.withUTF8 { intern($0) }
  }

  /// The number of an entry, added if it is new.
  mutating func intern(_ text: UnsafeBufferPointer<UInt8>) -> Int32 {
    // Rows in the order of a time or a foreign key repeat themselves.
    if last >= 0, holds(text, at: last) { return Int32(last) }
    let entry = findOrAdd(text)
    last = Int(entry)
    return entry
  }

  private mutating func findOrAdd(_ text: UnsafeBufferPointer<UInt8>) -> Int32 {
    let hash = ContentHash.hash(text)
    let place = slot(of: text, hash: hash)
    if slots[place] != 0 { return slots[place] - 1 }
    bytes.append(contentsOf: text)
    starts.append(bytes.count)
    hashes.append(hash)
    slots[place] = Int32(hashes.count)
    if hashes.count * 2 > slots.count { grow() }
    return Int32(hashes.count - 1)
  }

  /// The slot that holds the text, or the free one where it belongs.
  private func slot(of text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = Int(slots[place]) - 1
      if entry < 0 || hashes[entry] == hash && holds(text, at: entry) { return place }
      place = (place + 1) & mask
    }
  }

  /// Whether an entry has these bytes.
  private func holds(_ text: UnsafeBufferPointer<UInt8>, at entry: Int) -> Bool {
    let start = starts[entry]
    guard starts[entry + 1] - start == text.count else { return false }
    guard text.count > 0, let given = text.baseAddress else { return true }
    return bytes.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { memcmp($0 + start, given, text.count) == 0 } ?? false
    }
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    var wider = [Int32](repeating: 0, count: slots.count * 2)
    for (entry, hash) in hashes.enumerated() {
      var place = Int(truncatingIfNeeded: hash) & mask
      while wider[place] != 0 { place = (place + 1) & mask }
      wider[place] = Int32(entry + 1)
    }
    slots = wider
  }
}

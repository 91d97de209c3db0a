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
    slots.withUnsafeBufferPointer { slots in
      hashes.withUnsafeBufferPointer { hashes in
        starts.withUnsafeBufferPointer { starts in
          bytes.withUnsafeBufferPointer { bytes in
            let mask = slots.count - 1
            var place = Int(truncatingIfNeeded: hash) & mask
            while true {
              let entry = Int(slots[place]) - 1
              if entry < 0 { return place }
              if hashes[entry] == hash, starts[entry + 1] - starts[entry] == text.count,
                equal(bytes, starts[entry], text)
              {
                return place
              }
              place = (place + 1) & mask
            }
          }
        }
      }
    }
  }

  private func equal(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard text.count > 0, let left = bytes.baseAddress, let right = text.baseAddress else {
      return true
    }
    let pair = UnsafeRawBufferPointer(start: left + start, count: text.count)
    return pair.elementsEqual(UnsafeRawBufferPointer(start: right, count: text.count))
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

/// Byte strings numbered in the order in which they came, found by hashing: flat memory, nothing to
/// follow, so that a look-up of a short text takes some ten nanoseconds.
struct ByteTable: Sendable {
  private struct Slot {
    var hash: UInt32 = 0
    /// -1 in an empty slot.
    var entry: Int32 = -1
  }

  private var slots: [Slot]
  /// Entry `e` is `arena[starts[e] ..< starts[e + 1]]`.
  private var starts: [Int] = [0]
  private var arena: [UInt8] = []

  init(expecting count: Int = 0) {
    var capacity = 16
    while capacity < count * 2 { capacity *= 2 }
    slots = [Slot](repeating: Slot(), count: capacity)
    starts.reserveCapacity(count + 1)
  }

  var count: Int { starts.count - 1 }

  /// How many bytes the entries have together.
  var byteCount: Int { arena.count }

  /// The bytes of an entry.
  subscript(entry: Int) -> ArraySlice<UInt8> { arena[starts[entry]..<starts[entry + 1]] }

  /// The number of an entry, or nil.
  func find(_ key: UnsafeBufferPointer<UInt8>) -> Int? {
    let entry = slots[place(of: key, hash: Self.hash(key))].entry
    return entry < 0 ? nil : Int(entry)
  }

  func find(_ key: [UInt8]) -> Int? { key.withUnsafeBufferPointer { find($0) } }

  /// The number of an entry, which is added if it is new.
  @discardableResult
  mutating func insert(_ key: UnsafeBufferPointer<UInt8>) -> (entry: Int, isNew: Bool) {
    let hash = Self.hash(key)
    var place = place(of: key, hash: hash)
    if slots[place].entry >= 0 { return (Int(slots[place].entry), false) }
    if (count + 1) * 2 > slots.count {
      grow()
      place = self.place(of: key, hash: hash)
    }
    slots[place] = Slot(hash: hash, entry: Int32(count))
    arena.append(contentsOf: key)
    starts.append(arena.count)
    return (count - 1, true)
  }

  @discardableResult
  mutating func insert(_ key: [UInt8]) -> (entry: Int, isNew: Bool) {
    key.withUnsafeBufferPointer { insert($0) }
  }

  /// Where the key is or belongs.
  private func place(of key: UnsafeBufferPointer<UInt8>, hash: UInt32) -> Int {
    slots.withUnsafeBufferPointer { slots in
      starts.withUnsafeBufferPointer { starts in
        arena.withUnsafeBufferPointer { arena in
          let mask = slots.count - 1
          var place = Int(hash) & mask
          while slots[place].entry >= 0 {
            if slots[place].hash == hash {
              let start = starts[Int(slots[place].entry)]
              if starts[Int(slots[place].entry) + 1] - start == key.count {
                var index = 0
                while index < key.count, arena[start + index] == key[index] { index += 1 }
                if index == key.count { return place }
              }
            }
            place = (place + 1) & mask
          }
          return place
        }
      }
    }
  }

  private mutating func grow() {
    var larger = [Slot](repeating: Slot(), count: slots.count * 2)
    let mask = larger.count - 1
    for slot in slots where slot.entry >= 0 {
      var place = Int(slot.hash) & mask
      while larger[place].entry >= 0 { place = (place + 1) & mask }
      larger[place] = slot
    }
    slots = larger
  }

  /// Eight bytes at a time, multiplied and folded; the finalizer of MurmurHash3.
  private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let bytes = UnsafeRawBufferPointer(key)
    var hash = UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      hash = (hash ^ word) &* 0xD6E8_FEB8_6659_FD93
      hash ^= hash >> 32
      index += 8
    }
    var rest: UInt64 = 0
    while index < bytes.count {
      rest = rest << 8 | UInt64(bytes[index])
      index += 1
    }
    hash = (hash ^ rest) &* 0xFF51_AFD7_ED55_8CCD
    hash ^= hash >> 33
    hash = hash &* 0xC4CE_B9FE_1A85_EC53
    return UInt32(truncatingIfNeeded: hash ^ (hash >> 33))
  }
}

/// Which two tokens become which one, and how early: the rules of byte-pair encoding.
struct MergeTable: Sendable {
  struct Merge: Sendable {
    /// Rules of lower rank go first.
    var rank: Int32
    var result: Int32
  }

  private struct Slot {
    var pair: UInt64 = .max
    var merge = Merge(rank: 0, result: 0)
  }

  private var slots: [Slot]
  private var count = 0

  init(expecting count: Int) {
    var capacity = 16
    while capacity < count * 2 { capacity *= 2 }
    slots = [Slot](repeating: Slot(), count: capacity)
  }

  /// Adds a rule; a later rule for the same pair replaces the earlier one.
  mutating func add(_ left: Int32, _ right: Int32, _ merge: Merge) {
    precondition((count + 1) * 2 <= slots.count, "MergeTable: more rules than expected")
    let pair = Self.pair(left, right)
    let place = place(of: pair)
    if slots[place].pair == .max { count += 1 }
    slots[place] = Slot(pair: pair, merge: merge)
  }

  func find(_ left: Int32, _ right: Int32) -> Merge? {
    let pair = Self.pair(left, right)
    let slot = slots[place(of: pair)]
    return slot.pair == pair ? slot.merge : nil
  }

  private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  private func place(of pair: UInt64) -> Int {
    slots.withUnsafeBufferPointer { slots in
      let mask = slots.count - 1
      var place = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> 24) & mask
      while slots[place].pair != .max, slots[place].pair != pair { place = (place + 1) & mask }
      return place
    }
  }
}

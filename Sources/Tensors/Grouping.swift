/// Positions `0 ..< keys.count` grouped by their key, in order within each group.
struct Grouping: Sendable {
  /// Group `g` is `members[offsets[g] ..< offsets[g + 1]]`.
  let offsets: [Int32]
  let members: [Int32]

  /// Counting sort of the positions by key; with `values`, members are these in place of positions.
  ///
  /// Keys that never fall are sorted already: then the values are the members, and nothing is copied.
  ///
  /// - Parameter keys: numbers below `count`; positions with a negative key are in no group.
  /// - Complexity: O(keys + count)
  init(by keys: [Int32], count: Int, values: [Int32]? = nil) {
    precondition(
      values.map { $0.count == keys.count } ?? true, "Grouping: one value for each key")
    var isSorted = true
    offsets = [Int32](unsafeUninitializedCapacity: count + 1) { offsets, initialized in
      offsets.initialize(repeating: 0)
      initialized = count + 1
      var last: Int32 = 0
      keys.withUnsafeBufferPointer { keys in
        for key in keys {
          isSorted = isSorted && key >= last
          last = key
          if key >= 0 { offsets[Int(key) &+ 1] &+= 1 }
        }
      }
      for group in 0..<count { offsets[group &+ 1] &+= offsets[group] }
    }
    members =
      isSorted ? values ?? (0..<Int32(keys.count)).map { $0 } : Self.sort(keys, values, offsets)
  }

  private static func sort(_ keys: [Int32], _ values: [Int32]?, _ offsets: [Int32]) -> [Int32] {
    var next = offsets
    let total = Int(offsets[offsets.count - 1])
    return [Int32](unsafeUninitializedCapacity: total) { members, initialized in
      next.withUnsafeMutableBufferPointer { next in
        keys.withUnsafeBufferPointer { keys in
          func place(_ value: (Int) -> Int32) {
            for position in 0..<keys.count where keys[position] >= 0 {
              let group = Int(keys[position])
              members[Int(next[group])] = value(position)
              next[group] &+= 1
            }
          }
          if let values {
            values.withUnsafeBufferPointer { values in place { values[$0] } }
          } else {
            place { Int32(truncatingIfNeeded: $0) }
          }
        }
      }
      initialized = total
    }
  }

  var count: Int { offsets.count - 1 }

  /// 1 / size of each group, 0 for an empty one.
  var reciprocalSizes: [Float] {
    [Float](unsafeUninitializedCapacity: count) { sizes, initialized in
      offsets.withUnsafeBufferPointer { offsets in
        for group in 0..<count {
          let size = offsets[group &+ 1] &- offsets[group]
          sizes[group] = size > 0 ? 1 / Float(size) : 0
        }
      }
      initialized = count
    }
  }

  /// The first number that is not in the range from `lowest` (at most 0) to below `count`; nil when all
  /// are. One pass without branches, for the many times that all is well.
  static func firstOutside(_ numbers: [Int32], from lowest: Int32 = 0, below count: Int) -> Int32? {
    let largest = numbers.withUnsafeBufferPointer { numbers in
      var largest: UInt32 = 0
      for number in numbers { largest = max(largest, UInt32(bitPattern: number &- lowest)) }
      return largest
    }
    guard !numbers.isEmpty, Int(largest) >= count - Int(lowest) else { return nil }
    return numbers.first { $0 < lowest || Int($0) >= count }
  }
}

/// Positions `0 ..< keys.count` grouped by their key, in order within each group.
struct Grouping: Sendable {
  /// Group `g` is `members[offsets[g] ..< offsets[g + 1]]`.
  let offsets: [Int32]
  let members: [Int32]

  /// Counting sort of the positions by key; with `values`, members are these in place of positions.
  ///
  /// - Parameter keys: numbers below `count`; positions with a negative key are in no group.
  /// - Complexity: O(keys + count)
  init(by keys: [Int32], count: Int, values: [Int32]? = nil) {
    var offsets = [Int32](repeating: 0, count: count + 1)
    let total = keys.withUnsafeBufferPointer { keys in
      offsets.withUnsafeMutableBufferPointer { offsets in
        for key in keys where key >= 0 { offsets[Int(key) + 1] += 1 }
        for group in 0..<count { offsets[group + 1] += offsets[group] }
        return Int(offsets[count])
      }
    }
    members = keys.withUnsafeBufferPointer { keys in
      offsets.withUnsafeBufferPointer { offsets in
        [Int32](unsafeUninitializedCapacity: total) { members, initialized in
          var next = Array(offsets.dropLast())
          next.withUnsafeMutableBufferPointer { next in
            for position in keys.indices where keys[position] >= 0 {
              let group = Int(keys[position])
              members[Int(next[group])] = values?[position] ?? Int32(position)
              next[group] += 1
            }
          }
          initialized = total
        }
      }
    }
    self.offsets = offsets
  }

  var count: Int { offsets.count - 1 }

  /// 1 / size of each group, 0 for an empty one.
  var reciprocalSizes: [Float] {
    (0..<count).map { group in
      let size = offsets[group + 1] - offsets[group]
      return size > 0 ? 1 / Float(size) : 0
    }
  }
}

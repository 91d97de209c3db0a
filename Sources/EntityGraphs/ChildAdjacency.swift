import Relational

/// The child rows of every parent row by one foreign key: one flat array, cut into a range per parent.
struct ChildAdjacency: Sendable {
  /// Range of parent `p` in `rows`: `starts[p] ..< starts[p + 1]`.
  let starts: [Int32]
  /// Child rows by parent, then by time (rows without time first), then by row.
  let rows: [Int32]
  /// Time of each child in `rows`; empty when the child table has no time column.
  let times: [Int64]

  /// - Parameters:
  ///   - parentRows: per child row its parent, -1 for none.
  ///   - order: child rows by (time, row); nil when that is their own order.
  /// - Complexity: O(children + parents)
  init(parentRows: [Int32], parentCount: Int, childTimes: [Int64]?, order: [Int32]?) {
    var starts = [Int32](repeating: 0, count: parentCount + 1)
    for parent in parentRows where parent >= 0 { starts[Int(parent) + 1] += 1 }
    for parent in 0..<parentCount { starts[parent + 1] += starts[parent] }
    let edges = Int(starts[parentCount])
    var next = starts
    let rows = [Int32](unsafeUninitializedCapacity: edges) { rows, count in
      for place in parentRows.indices {
        let child = order.map { $0[place] } ?? Int32(place)
        let parent = Int(parentRows[Int(child)])
        guard parent >= 0 else { continue }
        rows.initializeElement(at: Int(next[parent]), to: child)
        next[parent] += 1
      }
      count = edges
    }
    self.starts = starts
    self.rows = rows
    times = childTimes.map { times in rows.map { times[Int($0)] } } ?? []
  }

  func range(of parent: Int) -> Range<Int> {
    Int(starts[parent])..<Int(starts[parent + 1])
  }

  /// The children up to and including a time.
  /// - Complexity: O(log(children of the parent))
  func range(of parent: Int, upTo horizon: Int64) -> Range<Int> {
    let all = range(of: parent)
    if times.isEmpty { return all }
    var low = all.lowerBound
    var high = all.upperBound
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= horizon { low = middle + 1 } else { high = middle }
    }
    return all.lowerBound..<low
  }

  static func isSorted(_ times: [Int64]) -> Bool {
    for row in 1..<max(1, times.count) where times[row] < times[row - 1] { return false }
    return true
  }

  /// The rows of a table by (time, row); nil when they already are in that order.
  static func timeOrder(_ times: [Int64]?) -> [Int32]? {
    guard let times else { return nil }
    if isSorted(times) { return nil }
    return (0..<Int32(times.count)).sorted { left, right in
      let (leftTime, rightTime) = (times[Int(left)], times[Int(right)])
      return leftTime == rightTime ? left < right : leftTime < rightTime
    }
  }
}

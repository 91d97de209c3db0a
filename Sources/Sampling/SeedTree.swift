/// The rows sampled around one seed, in the order they came in: a flat breadth-first list.
struct SeedTree {
  /// Table of each node.
  var tables: [Int32] = []
  var rows: [Int32] = []
  var hops: [UInt8] = []
  /// Edge type of each link, and the places of its ends in this list.
  var edgeTypes: [Int32] = []
  var sources: [Int32] = []
  var targets: [Int32] = []

  mutating func removeAll() {
    tables.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    hops.removeAll(keepingCapacity: true)
    edgeTypes.removeAll(keepingCapacity: true)
    sources.removeAll(keepingCapacity: true)
    targets.removeAll(keepingCapacity: true)
  }
}

/// Where each row of the database stands in the tree being built: one stamp and one place per row,
/// reused from seed to seed so that a lookup costs one load and nothing is ever cleared.
///
/// - Note: Unchecked, because a scratch belongs to the one thread that took it out of the sampler's pool,
///   which a mutex guards.
final class SamplingScratch: @unchecked Sendable {
  private var stamps: [[UInt32]]
  private var places: [[Int32]]
  private var stamp: UInt32 = 0
  /// Picks of one draw, marked by a stamp of their own.
  private var picked: [UInt32] = []
  private var pick: UInt32 = 0
  var tree = SeedTree()

  init(rowCounts: [Int]) {
    stamps = rowCounts.map { [UInt32](repeating: 0, count: $0) }
    places = rowCounts.map { [Int32](repeating: 0, count: $0) }
  }

  func begin() {
    tree.removeAll()
    if stamp == .max {
      for table in stamps.indices {
        stamps[table] = [UInt32](repeating: 0, count: stamps[table].count)
      }
      stamp = 0
    }
    stamp += 1
  }

  /// The row's place in the tree; it enters now, at `hop`, if it was not in already.
  func place(table: Int, row: Int32, hop: UInt8) -> Int32 {
    if stamps[table][Int(row)] == stamp { return places[table][Int(row)] }
    let place = Int32(tree.rows.count)
    stamps[table][Int(row)] = stamp
    places[table][Int(row)] = place
    tree.tables.append(Int32(table))
    tree.rows.append(row)
    tree.hops.append(hop)
    return place
  }

  /// Starts a draw of distinct numbers below `bound`.
  func beginPicks(bound: Int) {
    if picked.count < bound || pick == .max {
      picked = [UInt32](repeating: 0, count: max(bound, picked.count))
      pick = 0
    }
    pick += 1
  }

  /// Marks a number as picked; false if it was picked already.
  func isNewPick(_ number: Int) -> Bool {
    if picked[number] == pick { return false }
    picked[number] = pick
    return true
  }
}

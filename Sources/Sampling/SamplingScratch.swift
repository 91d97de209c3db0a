import Randomness

/// The trees of a batch while they grow, and where each row of the database stands in the tree under way.
///
/// Nodes lie in groups by (table, hop) and links by (edge type, hop), each in the order of the seeds, so
/// that joining the trees is copying the groups one after another. A row is found in the tree by one
/// load: a stamp per row says whether it is in, reused from seed to seed and never cleared. All memory
/// is kept from batch to batch.
///
/// - Note: Unchecked, because a scratch belongs to the one thread that took it out of the sampler's pool,
///   which a mutex guards.
struct SamplingScratch: @unchecked Sendable {
  /// Hop and place in the group, in one number: 4 bits and 28.
  struct NodePlace: BitwiseCopyable {
    var bits: UInt32

    static let largestHop = 15
    static let largestGroup = 1 << 28

    @inline(__always)
    init(bits: UInt32) { self.bits = bits }

    @inline(__always)
    init(hop: Int, place: Int) { bits = UInt32(truncatingIfNeeded: hop << 28 | place) }

    @inline(__always)
    var hop: Int { Int(bits >> 28) }
    @inline(__always)
    var place: Int { Int(bits & (1 << 28 - 1)) }
  }

  struct Link: BitwiseCopyable {
    var source: NodePlace
    /// Place in its group: the target's hop is that of the link's group.
    var target: Int32
  }

  /// A node whose neighbors will be looked at.
  struct Visit: BitwiseCopyable {
    var row: Int32
    var table: Int32
    var place: Int32
  }

  let hops: Int
  private let tables: Int
  private let rowCount: Int
  /// First mark of each table.
  private let tableStarts: UnsafeMutablePointer<Int>
  /// Per row of the database: the stamp of the last tree that it was in, and its place there.
  private let marks: UnsafeMutablePointer<UInt64>
  private var stamp: UInt32 = 0
  /// Rows and seeds of the nodes, group by group: `table * (hops + 1) + hop`.
  let rows: UnsafeMutablePointer<Pile<Int32>>
  let seeds: UnsafeMutablePointer<Pile<Int32>>
  /// Links by `edgeType * hops + hop - 1`, the hop that brought them in.
  let links: UnsafeMutablePointer<Pile<Link>>
  private let linkGroups: Int
  /// The tree under way, breadth first, without its last hop.
  var visits = Pile<Visit>()
  /// Chosen places of one draw.
  var picks = Pile<Int32>()
  /// Numbers of one draw, marked by a stamp of their own.
  private var picked = Pile<UInt32>()
  private var pick: UInt32 = 0

  init(rowCounts: [Int], edgeTypes: Int, hops: Int) {
    self.hops = hops
    tables = rowCounts.count
    rowCount = rowCounts.reduce(0, +)
    tableStarts = .allocate(capacity: max(1, tables))
    var start = 0
    for (table, count) in rowCounts.enumerated() {
      tableStarts[table] = start
      start += count
    }
    marks = .allocate(capacity: max(1, rowCount))
    marks.initialize(repeating: 0, count: max(1, rowCount))
    let groups = tables * (hops + 1)
    rows = .allocate(capacity: max(1, groups))
    seeds = .allocate(capacity: max(1, groups))
    for group in 0..<groups {
      (rows + group).initialize(to: Pile())
      (seeds + group).initialize(to: Pile())
    }
    linkGroups = edgeTypes * hops
    links = .allocate(capacity: max(1, linkGroups))
    for group in 0..<linkGroups { (links + group).initialize(to: Pile()) }
  }

  /// Gives the memory back; nobody may use the scratch any more.
  func free() {
    for group in 0..<tables * (hops + 1) {
      rows[group].free()
      seeds[group].free()
    }
    for group in 0..<linkGroups { links[group].free() }
    rows.deallocate()
    seeds.deallocate()
    links.deallocate()
    marks.deallocate()
    tableStarts.deallocate()
    visits.free()
    picks.free()
    picked.free()
  }

  mutating func beginBatch() {
    for group in 0..<tables * (hops + 1) {
      rows[group].clear()
      seeds[group].clear()
    }
    for group in 0..<linkGroups { links[group].clear() }
  }

  /// Starts the tree of a seed with the seed's own row.
  mutating func beginTree(from row: Int32, table: Int) {
    visits.clear()
    if stamp == .max {
      marks.update(repeating: 0, count: rowCount)
      stamp = 0
    }
    stamp += 1
    let group = rows + table * (hops + 1)
    let place = NodePlace(hop: 0, place: group.pointee.count)
    group.pointee.append(row)
    tableMarks(table)[Int(row)] = UInt64(stamp) << 32 | UInt64(place.bits)
    visits.append(Visit(row: row, table: Int32(table), place: Int32(place.place)))
  }

  /// Says of every node that came in since the last tree whose it is.
  mutating func endTree(of seed: Int) {
    for group in 0..<tables * (hops + 1) {
      let count = rows[group].count
      precondition(
        count <= NodePlace.largestGroup,
        "NeighborSampler: more than \(NodePlace.largestGroup) rows of one table; take fewer seeds")
      seeds[group].fill(to: count, with: Int32(truncatingIfNeeded: seed))
    }
  }

  /// The marks of a table's rows.
  func tableMarks(_ table: Int) -> UnsafeMutablePointer<UInt64> { marks + tableStarts[table] }

  /// The row's place in the tree; it enters now if it was not in already.
  @inline(__always)
  mutating func place(_ row: Int32, along way: UnsafePointer<Way>) -> NodePlace {
    let mark = way.pointee.marks + Int(row)
    let found = mark.pointee
    if UInt32(truncatingIfNeeded: found >> 32) == stamp {
      return NodePlace(bits: UInt32(truncatingIfNeeded: found))
    }
    let local = way.pointee.rows.pointee.count
    way.pointee.rows.pointee.append(row)
    let bits = way.pointee.hopBits | UInt32(truncatingIfNeeded: local)
    mark.pointee = UInt64(stamp) << 32 | UInt64(bits)
    if !way.pointee.isLastHop {
      visits.append(
        Visit(
          row: row, table: way.pointee.sourceTable, place: Int32(truncatingIfNeeded: local)))
    }
    return NodePlace(bits: bits)
  }

  /// Puts `count` distinct numbers below `bound` into ``picks``, each set of them with equal chance.
  ///
  /// - Source: Floyd's algorithm (Bentley and Floyd 1987): `count` numbers in `count` draws.
  mutating func pick(_ count: Int, below bound: Int, by draws: inout RandomStream) {
    picks.clear()
    if pick == .max {
      picked.clear()
      pick = 0
    }
    picked.fill(to: bound, with: 0)
    pick += 1
    for last in (bound - count)..<bound {
      var number = draws.below(last + 1)
      if picked.base[number] == pick { number = last }
      picked.base[number] = pick
      picks.append(Int32(truncatingIfNeeded: number))
    }
  }
}

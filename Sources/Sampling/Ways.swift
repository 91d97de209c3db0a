import EntityGraphs
import Relational

/// An edge type by which messages arrive at a table.
struct Arrival: Sendable {
  let edgeType: Int
  let relation: Int
  let isFromChildren: Bool
  let sourceTable: Int
  /// Place of the relation among those of its child table.
  let parentPlace: Int

  /// Per table the edge types that end in it, in the order of the graph.
  static func all(in graph: EntityGraph) -> [[Arrival]] {
    let schema = graph.database.schema
    var arrivals = [[Arrival]](repeating: [], count: graph.database.tables.count)
    for (index, edgeType) in graph.edgeTypes.enumerated() {
      let relation = schema.relations[edgeType.relation]
      let place = schema.relations(ofChild: relation.childTable).firstIndex(of: edgeType.relation)
      let isFromChildren = edgeType.direction == .toParent
      arrivals[isFromChildren ? relation.parentTable : relation.childTable].append(
        Arrival(
          edgeType: index, relation: edgeType.relation, isFromChildren: isFromChildren,
          sourceTable: isFromChildren ? relation.childTable : relation.parentTable,
          parentPlace: place ?? 0))
    }
    return arrivals
  }
}

/// One arrival at one hop, with the addresses of what it reads and writes.
struct Way: BitwiseCopyable {
  let marks: UnsafeMutablePointer<UInt64>
  let rows: UnsafeMutablePointer<Pile<Int32>>
  let links: UnsafeMutablePointer<Pile<SamplingScratch.Link>>
  /// Times of the source table's rows; nil without.
  let times: UnsafePointer<Int64>?
  /// Child rows of the relation, parent by parent.
  let children: UnsafePointer<Int32>?
  /// Neighbors at most.
  let limit: Int
  let relation: Int
  let parentPlace: Int
  let sourceTable: Int32
  let hopBits: UInt32
  let isFromChildren: Bool
  let isLastHop: Bool
}

/// All arrivals at all hops, flat, for the time that a batch takes.
struct Ways {
  private let ways: UnsafeMutablePointer<Way>
  /// Ways of table t at hop h: `starts[(h - 1) * tables + t] ..< starts[(h - 1) * tables + t + 1]`.
  private let starts: UnsafeMutablePointer<Int>
  private let tables: Int
  /// Per table its rows' parents, row by row, and how many a row has.
  private let parents: UnsafeMutablePointer<(base: UnsafePointer<Int32>?, count: Int)>

  @inline(__always)
  func range(ofTable table: Int, hop: Int) -> (start: UnsafePointer<Way>, end: UnsafePointer<Way>) {
    let place = (hop &- 1) &* tables &+ table
    return (UnsafePointer(ways + starts[place]), UnsafePointer(ways + starts[place &+ 1]))
  }

  /// The parents of a row, in the order of its table's relations.
  @inline(__always)
  func parents(ofTable table: Int, row: Int32) -> UnsafePointer<Int32> {
    let own = parents[table]
    return own.base.unsafelyUnwrapped + Int(row) &* own.count
  }

  /// Calls `body` while the graph's arrays are held.
  static func with(
    _ arrivals: [[Arrival]], in graph: EntityGraph, fanout: Fanout, scratch: SamplingScratch,
    _ body: (Ways) -> Void
  ) {
    let tables = graph.database.tables
    let relations = graph.database.schema.relations.indices
    let children = relations.map { graph.childRows(relation: $0) }
    let times = tables.map { $0.times ?? [] }
    let parents = tables.indices.map { graph.parentRows(ofTable: $0) }
    withPointers(to: children[...]) { children in
      withPointers(to: times[...]) { times in
        withPointers(to: parents[...]) { parents in
          let ways = Ways(
            arrivals, graph: graph, fanout: fanout, scratch: scratch, children: children,
            times: times, parents: parents)
          body(ways)
          ways.free()
        }
      }
    }
  }

  private init(
    _ arrivals: [[Arrival]], graph: EntityGraph, fanout: Fanout, scratch: SamplingScratch,
    children: [UnsafePointer<Int32>?], times: [UnsafePointer<Int64>?],
    parents parentRows: [UnsafePointer<Int32>?]
  ) {
    let hops = fanout.hops
    var all: [Way] = []
    var ends: [Int] = []
    for hop in 1...hops {
      for own in arrivals {
        for arrival in own {
          let limit = fanout.limit(hop: hop, edgeType: arrival.edgeType)
          guard limit > 0 else { continue }
          all.append(
            Way(
              marks: scratch.tableMarks(arrival.sourceTable),
              rows: scratch.rows + arrival.sourceTable * (hops + 1) + hop,
              links: scratch.links + arrival.edgeType * hops + hop - 1,
              times: times[arrival.sourceTable], children: children[arrival.relation],
              limit: limit, relation: arrival.relation, parentPlace: arrival.parentPlace,
              sourceTable: Int32(arrival.sourceTable),
              hopBits: SamplingScratch.NodePlace(hop: hop, place: 0).bits,
              isFromChildren: arrival.isFromChildren, isLastHop: hop == hops))
        }
        ends.append(all.count)
      }
    }
    tables = arrivals.count
    ways = .allocate(capacity: max(1, all.count))
    ways.initialize(from: all, count: all.count)
    starts = .allocate(capacity: ends.count + 1)
    starts.initialize(from: [0] + ends, count: ends.count + 1)
    parents = .allocate(capacity: max(1, tables))
    // The address of a table without parents is never read, but has to be one.
    let nowhere = UnsafePointer<Int32>(bitPattern: MemoryLayout<Int32>.alignment)
    for table in arrivals.indices {
      let count = graph.database.schema.relations(ofChild: table).count
      (parents + table).initialize(to: (parentRows[table] ?? nowhere, count))
    }
  }

  private func free() {
    ways.deallocate()
    starts.deallocate()
    parents.deallocate()
  }
}

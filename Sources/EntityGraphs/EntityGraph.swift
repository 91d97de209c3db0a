import Relational
import Synchronization

/// The database as a graph: rows are nodes, foreign keys are edges, in both directions.
///
/// A parent is found in constant time, the children up to a time by one binary search, since they lie
/// in the order of their times.
public final class EntityGraph: Sendable {
  public let database: Database
  /// For each relation, in the schema's order: child → parent, then parent → child.
  public let edgeTypes: [EdgeType]
  /// Per table; see ``parentRows(ofTable:)``. A row's parents are looked up together, so they lie together.
  private let parents: [[Int32]]
  /// Per relation its place among those of its child table, and how many these are.
  private let parentPlaces: [(table: Int, place: Int, count: Int)]
  let adjacency: [ChildAdjacency]
  /// Per table whether its rows lie in the order of their times, as in most logs: then those up to a time
  /// are found by one binary search.
  let liesInTime: [Bool]
  /// Row orders of recent pages; see `RowView.swift`.
  let views = Mutex<RowViewCache>(RowViewCache())
  /// Per table the columns that say what a row is; see `RowLabels.swift`.
  let labels: RowLabels

  public init(_ database: Database) {
    self.database = database
    let relations = database.schema.relations
    edgeTypes = relations.indices.flatMap { relation in
      [
        EdgeType(relation: relation, direction: .toParent),
        EdgeType(relation: relation, direction: .toChildren),
      ]
    }
    let parents = relations.indices.map { database.parentRows(of: $0) }
    var orders: [Int: [Int32]?] = [:]
    adjacency = relations.enumerated().map { index, relation in
      let times = database.tables[relation.childTable].times
      let order = orders[relation.childTable] ?? ChildAdjacency.timeOrder(times)
      orders[relation.childTable] = .some(order)
      return ChildAdjacency(
        parentRows: parents[index], parentCount: database.tables[relation.parentTable].rowCount,
        childTimes: times, order: order)
    }
    let own = database.tables.indices.map { database.schema.relations(ofChild: $0) }
    parentPlaces = relations.enumerated().map { index, relation in
      let siblings = own[relation.childTable]
      return (relation.childTable, siblings.firstIndex(of: index) ?? 0, siblings.count)
    }
    self.parents = own.enumerated().map { table, relations in
      Self.interleaved(relations.map { parents[$0] }, rows: database.tables[table].rowCount)
    }
    liesInTime = database.tables.map { ChildAdjacency.isSorted($0.times ?? []) }
    labels = RowLabels(database)
  }

  /// Columns of equal length, row by row.
  private static func interleaved(_ columns: [[Int32]], rows: Int) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: rows * columns.count) { buffer, count in
      for (place, column) in columns.enumerated() {
        for row in 0..<rows {
          buffer.initializeElement(at: row * columns.count + place, to: column[row])
        }
      }
      count = rows * columns.count
    }
  }

  /// The table whose rows send messages along an edge type.
  public func source(of edgeType: EdgeType) -> Int {
    let relation = database.schema.relations[edgeType.relation]
    return edgeType.direction == .toParent ? relation.childTable : relation.parentTable
  }

  /// The table whose rows receive messages along an edge type.
  public func destination(of edgeType: EdgeType) -> Int {
    let relation = database.schema.relations[edgeType.relation]
    return edgeType.direction == .toParent ? relation.parentTable : relation.childTable
  }

  /// RelBench's name: `results__f2p_driverId__drivers`, or `drivers__rev_f2p_driverId__results`.
  public func name(of edgeType: EdgeType) -> String {
    let schema = database.schema
    let relation = schema.relations[edgeType.relation]
    let columns = relation.columns.map { schema.tables[relation.childTable].columns[$0].name }
    let key =
      (edgeType.direction == .toParent ? "f2p_" : "rev_f2p_") + columns.joined(separator: "_")
    return schema.tables[source(of: edgeType)].name + "__" + key + "__"
      + schema.tables[destination(of: edgeType)].name
  }

  /// The parent of a child row by a relation; -1 where it has none.
  public func parent(of row: Int32, relation: Int) -> Int32 {
    let (table, place, count) = parentPlaces[relation]
    return parents[table][Int(row) * count + place]
  }

  /// The parents of a table's rows, row by row: one for each of the table's relations, in the order of
  /// the schema; -1 where there is none.
  public func parentRows(ofTable table: Int) -> [Int32] {
    parents[table]
  }

  /// All children of a parent row by a relation, by time, those without time first.
  public func children(of row: Int32, relation: Int) -> ArraySlice<Int32> {
    adjacency[relation].rows[adjacency[relation].range(of: Int(row))]
  }

  /// The places in ``childRows(relation:)`` of all children of a parent row.
  public func childRange(of row: Int32, relation: Int) -> Range<Int> {
    adjacency[relation].range(of: Int(row))
  }

  /// The places in ``childRows(relation:)`` of the children that the rule of time lets a seed see.
  public func visibleChildren(
    of row: Int32, relation: Int, at seedTime: Int64, rule: TemporalRule
  ) -> Range<Int> {
    adjacency[relation].range(of: Int(row), upTo: rule.horizon(at: seedTime))
  }

  /// The children of all parents of a relation, one after another.
  public func childRows(relation: Int) -> [Int32] {
    adjacency[relation].rows
  }

  /// The times of ``childRows(relation:)`` in microseconds; empty where the child table has none.
  public func childTimes(relation: Int) -> [Int64] {
    adjacency[relation].times
  }
}

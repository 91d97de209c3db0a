import Inspection
import Relational

extension EntityGraph {
  /// One row with its cells, parents and related rows, as of a time.
  ///
  /// - Parameters:
  ///   - asOf: related rows and parents later than it are left out; nil: everything.
  ///   - recent: how many of the newest related rows are listed per relation.
  /// - Throws: `unknownTable` or `unknownRow`
  public func entity(
    table name: String, row: Int, asOf: Timestamp? = nil, recent: Int = 5
  ) throws(EntityGraphError) -> EntitySummary {
    let index = try index(ofTable: name)
    let table = database.tables[index]
    guard row >= 0, row < table.rowCount else {
      throw .unknownRow(table: name, row: row, rows: table.rowCount)
    }
    let rule = TemporalRule(history: .asOf, testCutoff: nil)
    let seedTime = asOf?.microseconds ?? .max
    let fields = table.columns.indices.map { column in
      EntitySummary.Field(
        name: table.schema.columns[column].name,
        role: database.schema.role(ofColumn: column, in: index),
        value: table.cell(row: row, column: column),
        parent: parentReference(table: index, row: row, column: column) { time in
          rule.admits(rowTime: time, at: seedTime)
        })
    }
    let span = span(ofChildrenOf: Int32(row), in: index)
    return EntitySummary(
      reference: reference(table: index, row: row), fields: fields,
      related: related(
        to: Int32(row), of: index, rule: rule, seedTime: seedTime, recent: recent, span: span),
      asOf: asOf?.description,
      span: span.map {
        [$0.lowerBound, $0.upperBound].map { Timestamp(microseconds: $0).description }
      } ?? [])
  }

  /// The row with a key.
  /// - Throws: `unknownTable` or `unknownKey`
  public func row(forKey key: String, table name: String) throws(EntityGraphError) -> Int {
    let table = database.tables[try index(ofTable: name)]
    guard let row = table.row(forKey: key) else { throw .unknownKey(table: name, key: key) }
    return row
  }

  private func parentReference(
    table: Int, row: Int, column: Int, isVisible: (Int64) -> Bool
  ) -> RowReference? {
    for relation in database.schema.relations(ofChild: table) {
      let key = database.schema.relations[relation]
      guard key.columns.contains(column) else { continue }
      let parent = Int(parent(of: Int32(row), relation: relation))
      guard parent >= 0, isVisible(database.tables[key.parentTable].time(ofRow: parent)) else {
        continue
      }
      return reference(table: key.parentTable, row: parent)
    }
    return nil
  }

  private func related(
    to row: Int32, of table: Int, rule: TemporalRule, seedTime: Int64, recent: Int,
    span: ClosedRange<Int64>?
  ) -> [EntitySummary.Related] {
    let schema = database.schema
    let relations = schema.relations(toParent: table)
    let ranges = relations.map { visibleChildren(of: row, relation: $0, at: seedTime, rule: rule) }
    // One span for all relations, so that their timelines can be read together.
    var first = Int64.max
    var last = Int64.min
    for (relation, range) in zip(relations, ranges) {
      guard let timed = timedRange(relation, range) else { continue }
      first = min(first, adjacency[relation].times[timed.lowerBound])
      last = max(last, adjacency[relation].times[timed.upperBound - 1])
    }
    return zip(relations, ranges).map { relation, range in
      let key = schema.relations[relation]
      let child = schema.tables[key.childTable]
      let timed = timedRange(relation, range)
      let times = timed.map { adjacency[relation].times[$0] } ?? []
      return EntitySummary.Related(
        childTable: child.name, columns: key.columns.map { child.columns[$0].name },
        visible: range.count, total: childRange(of: row, relation: relation).count,
        timeline: times.isEmpty ? [] : Self.timeline(times, first, last),
        firstTime: times.first.map { Timestamp(microseconds: $0).description },
        lastTime: times.last.map { Timestamp(microseconds: $0).description },
        recent: range.suffix(recent).reversed().map { place in
          reference(table: key.childTable, row: Int(adjacency[relation].rows[place]))
        }, strip: strip(of: row, relation: relation, over: span))
    }
  }

  /// First and last time of all rows that refer to a row, later ones too.
  private func span(ofChildrenOf row: Int32, in table: Int) -> ClosedRange<Int64>? {
    let ends = database.schema.relations(toParent: table).compactMap { relation in
      timedRange(relation, childRange(of: row, relation: relation)).map {
        let times = adjacency[relation].times
        return (first: times[$0.lowerBound], last: times[$0.upperBound - 1])
      }
    }
    guard let first = ends.map(\.first).min(), let last = ends.map(\.last).max() else {
      return nil
    }
    return first...last
  }

  /// All children in equal spans of a time.
  private func strip(of row: Int32, relation: Int, over span: ClosedRange<Int64>?) -> [Int] {
    guard let span, let timed = timedRange(relation, childRange(of: row, relation: relation))
    else { return [] }
    return Self.timeline(
      adjacency[relation].times[timed], span.lowerBound, span.upperBound, spans: 96)
  }

  /// The part of a range whose rows have a time; nil when there is none.
  private func timedRange(_ relation: Int, _ range: Range<Int>) -> Range<Int>? {
    let times = adjacency[relation].times
    guard !times.isEmpty,
      let start = range.first(where: { times[$0] != Table.noTime })
    else { return nil }
    return start..<range.upperBound
  }

  /// Counts in equal spans from the first time to the last.
  private static func timeline(
    _ times: ArraySlice<Int64>, _ first: Int64, _ last: Int64, spans: Int = 24
  ) -> [Int] {
    var counts = [Int](repeating: 0, count: spans)
    let width = Double(last) - Double(first)
    for time in times {
      let share = width > 0 ? (Double(time) - Double(first)) / width : 1
      counts[min(spans - 1, Int(share * Double(spans)))] += 1
    }
    return counts
  }
}

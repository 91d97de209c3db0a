import Inspection
import Relational

/// The rows that an aggregate of a question is over: each with the entity it belongs to, its time and
/// its value, in the order of time.
struct AggregateRows {
  let aggregate: TaskQuery.Aggregate
  /// Row of the entity table.
  private(set) var entities: [Int32] = []
  private(set) var times: [Int64] = []
  /// What is summed or compared; for COUNT_DISTINCT a number per distinct value.
  private(set) var values: [Double] = []
  /// The relations from the table up to the entity, for the SQL.
  let path: [Int]

  /// - Throws: `TaskError.badQuestion` with what is wrong and what there is.
  init(
    _ aggregate: TaskQuery.Aggregate, upTo entity: Int, in database: Database
  ) throws(TaskError) {
    self.aggregate = aggregate
    guard let index = database.index(ofTable: aggregate.table) else {
      throw .badQuestion(
        "there is no table '\(aggregate.table)'; there are: "
          + database.tables.map(\.name).joined(separator: ", "))
    }
    let table = database.tables[index]
    guard let rowTimes = table.times else {
      throw .badQuestion(
        "\(table.name) has no time column, so none of its rows lies after a seed time; tables in "
          + "time are: "
          + database.tables.filter { $0.times != nil }.map(\.name)
          .joined(separator: ", "))
    }
    path = try Self.path(from: index, to: entity, via: aggregate.via, in: database)
    let value = try Self.value(aggregate, table)
    let tests = try aggregate.conditions.map { condition throws(TaskError) in
      try ConditionTest(condition, table)
    }
    let parents = path.map { database.parentRows(of: $0) }
    var found: [(time: Int64, row: Int32, entity: Int32)] = []
    for row in 0..<table.rowCount where rowTimes[row] != Table.noTime {
      guard tests.allSatisfy({ $0.holds(row) }) else { continue }
      var place = Int32(row)
      for step in parents where place >= 0 { place = step[Int(place)] }
      if place >= 0 { found.append((rowTimes[row], Int32(row), place)) }
    }
    found.sort { ($0.time, $0.row) < ($1.time, $1.row) }
    for item in found {
      guard let number = value(Int(item.row)) else { continue }
      entities.append(item.entity)
      times.append(item.time)
      values.append(number)
    }
  }

  /// The window in microseconds after the seed time.
  var window: (start: Int64, end: Int64) {
    let unit = aggregate.unit.seconds * 1_000_000
    return (Int64(aggregate.start) * unit, Int64(aggregate.end) * unit)
  }

  /// The aggregate of each entity that has a row in the window after a time.
  func values(at time: Int64) -> [Int32: Double] {
    let (start, end) = window
    let rows = firstPlace(after: time + start)..<firstPlace(after: time + end)
    var counts: [Int32: Int] = [:]
    var sums: [Int32: Double] = [:]
    var seen: [Int32: Set<Double>] = [:]
    for row in rows {
      let (entity, value) = (entities[row], values[row])
      counts[entity, default: 0] += 1
      switch aggregate.function {
      case .count: break
      case .countDistinct: seen[entity, default: []].insert(value)
      case .sum, .average: sums[entity, default: 0] += value
      case .minimum: sums[entity] = min(sums[entity] ?? value, value)
      case .maximum: sums[entity] = max(sums[entity] ?? value, value)
      }
    }
    switch aggregate.function {
    case .count: return counts.mapValues(Double.init)
    case .countDistinct: return seen.mapValues { Double($0.count) }
    case .average:
      return counts.reduce(into: [:]) { $0[$1.key] = sums[$1.key, default: 0] / Double($1.value) }
    default: return sums
    }
  }

  private func firstPlace(after time: Int64) -> Int {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  // MARK: What a row counts for

  private static func value(
    _ aggregate: TaskQuery.Aggregate, _ table: Table
  ) throws(TaskError) -> (Int) -> Double? {
    if aggregate.column == "*" { return { _ in 1 } }
    guard let column = table.columns.first(where: { $0.schema.name == aggregate.column }) else {
      throw .badQuestion(
        "\(table.name) has no column '\(aggregate.column)'; it has: "
          + table.columns.map(\.schema.name).joined(separator: ", "))
    }
    let validity = column.validity
    switch aggregate.function {
    case .count: return { validity[$0] ? 1 : nil }
    case .countDistinct:
      var numbers: [String: Double] = [:]
      let codes = (0..<table.rowCount).map { row -> Double? in
        guard validity[row] else { return nil }
        let text = column.keyText(row: row)
        if let known = numbers[text] { return known }
        numbers[text] = Double(numbers.count)
        return numbers[text]
      }
      return { codes[$0] }
    default:
      switch column.values {
      case .integers(let values): return { validity[$0] ? Double(values[$0]) : nil }
      case .reals(let values):
        return { validity[$0] && values[$0].isFinite ? values[$0] : nil }
      case .booleans(let values): return { validity[$0] ? (values[$0] ? 1 : 0) : nil }
      case .timestamps, .texts, .blobs:
        throw .badQuestion(
          "\(table.name).\(aggregate.column) holds \(column.schema.storage.rawValue) values: "
            + "\(aggregate.function.rawValue) needs numbers")
      }
    }
  }

  // MARK: The way up

  /// The shortest way up from a table to the entity, by foreign keys.
  static func path(
    from table: Int, to entity: Int, via: String?, in database: Database
  ) throws(TaskError) -> [Int] {
    let relations = database.schema.relations
    let names = database.tables.map(\.name)
    func first(_ relation: Int) -> Bool {
      guard let via else { return true }
      return relations[relation].columns.contains {
        database.tables[table].schema.columns[$0].name == via
      }
    }
    var ways: [[Int]] = relations.indices
      .filter { relations[$0].childTable == table && first($0) }.map { [$0] }
    var seen: Set<Int> = []
    while !ways.isEmpty {
      let arrived = ways.filter { $0.last.map { relations[$0].parentTable == entity } ?? false }
      if arrived.count == 1 { return arrived[0] }
      if arrived.count > 1 {
        let keys = arrived.compactMap(\.first).map { relation in
          relations[relation].columns.map { database.tables[table].schema.columns[$0].name }
            .joined(separator: ", ")
        }
        throw .badQuestion(
          "\(names[table]) leads to \(names[entity]) by more than one key; name one inside the "
            + "brackets with VIA: \(keys.joined(separator: ", "))")
      }
      for way in ways { seen.formUnion(way) }
      ways = ways.flatMap { way in
        relations.indices
          .filter { next in
            !seen.contains(next)
              && way.last.map { relations[$0].parentTable } == relations[next].childTable
          }.map { way + [$0] }
      }
    }
    throw .badQuestion(
      "no key leads from \(names[table])\(via.map { " by \($0)" } ?? "") to \(names[entity])")
  }
}

/// One condition of a question for the rows of its table. NULL fulfils none.
private struct ConditionTest {
  let holds: (Int) -> Bool

  init(_ condition: TaskQuery.Condition, _ table: Table) throws(TaskError) {
    guard let column = table.columns.first(where: { $0.schema.name == condition.column }) else {
      throw .badQuestion(
        "\(table.name) has no column '\(condition.column)'; it has: "
          + table.columns.map(\.schema.name).joined(separator: ", "))
    }
    let validity = column.validity
    let value = condition.value
    let order: (Int) -> Int
    switch column.values {
    case .integers(let values):
      let limit = try Self.number(value, condition, column)
      order = { Self.order(Double(values[$0]), limit) }
    case .reals(let values):
      let limit = try Self.number(value, condition, column)
      order = { Self.order(values[$0], limit) }
    case .booleans(let values):
      let meanings = ["true": 1, "1": 1, "false": 0, "0": 0]
      guard let limit = meanings[value.lowercased()] else {
        throw Self.notComparable(condition, column)
      }
      order = { Self.order(values[$0] ? 1 : 0, limit) }
    case .timestamps(let values):
      guard let limit = Timestamp(parsing: value)?.microseconds else {
        throw Self.notComparable(condition, column)
      }
      order = { Self.order(values[$0], limit) }
    case .texts(let texts):
      let orders = texts.pool.map { Self.order($0, value) }
      order = { orders[Int(texts.codes[$0])] }
    case .blobs: throw Self.notComparable(condition, column)
    }
    let comparison = condition.comparison
    holds = { row in
      guard validity[row] else { return false }
      let order = order(row)
      return switch comparison {
      case .atLeast: order >= 0
      case .atMost: order <= 0
      case .unequal: order != 0
      case .more: order > 0
      case .less: order < 0
      case .equal: order == 0
      }
    }
  }

  private static func order<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
    left < right ? -1 : left == right ? 0 : 1
  }

  private static func number(
    _ text: String, _ condition: TaskQuery.Condition, _ column: Column
  ) throws(TaskError) -> Double {
    guard let number = Double(text), number.isFinite else {
      throw notComparable(condition, column)
    }
    return number
  }

  private static func notComparable(
    _ condition: TaskQuery.Condition, _ column: Column
  ) -> TaskError {
    .badQuestion(
      "\(condition.column) holds \(column.schema.storage.rawValue) values and cannot be compared "
        + "with '\(condition.value)'")
  }
}

import Inspection
import TerminalUI

/// The form that makes a task: a question as fields and as one line, two views of one value.
struct TaskBuilder: Equatable, Sendable {
  enum Field: Int, CaseIterable, Sendable {
    case entity, table, function, column, conditions, window, comparison, past, query, name, save
  }

  /// A table that can be asked about, with the parts of its key.
  struct Entity: Equatable, Sendable {
    var table: String
    var key: String
  }

  var field = Field.entity
  let entities: [Entity]
  /// Tables in time and their columns.
  let tables: [String]
  let columns: [String: [String]]
  private(set) var query: TaskQuery
  var conditions = TextField()
  var window = TextField("30 days")
  var comparison = TextField("> 0")
  var past = TextField("365 days")
  var line = TextField()
  var name = TextField("")
  /// What is wrong with the field being edited; the question stays as it was.
  var problem: String?

  /// A first question: does anything of a large table in time happen to those to whom it happened in the
  /// last year?
  ///
  /// - Parameter wanted: whom the question is about, if it can be; otherwise it is about things that
  ///   belong to nothing else, such as customers, rather than about events, such as orders, or about
  ///   kinds of things, such as categories, which belong to one another.
  init?(_ schema: SchemaSummary, about wanted: String? = nil) {
    let entities = schema.tables.filter { !$0.primaryKey.isEmpty && !$0.isView }
      .map { Entity(table: $0.name, key: $0.primaryKey.joined(separator: ", ")) }
    self.entities = entities
    let timed = schema.tables.filter { $0.timeColumn != nil }.sorted { $0.rows > $1.rows }
    tables = timed.map(\.name)
    columns = Dictionary(
      timed.map { ($0.name, ["*"] + $0.columns.map(\.name)) }, uniquingKeysWith: { a, _ in a })
    let pairs = timed.flatMap { table in
      schema.relations.filter { $0.childTable == table.name && $0.parentTable != table.name }
        .compactMap { relation in
          entities.first { $0.table == relation.parentTable }.map {
            (table: table.name, entity: $0)
          }
        }
    }
    func isRoot(_ table: String) -> Bool { !schema.relations.contains { $0.childTable == table } }
    func isTimed(_ table: String) -> Bool { timed.contains { $0.name == table } }
    let pair =
      pairs.first { $0.entity.table == wanted }
      ?? pairs.first { isRoot($0.entity.table) && !isTimed($0.entity.table) }
      ?? pairs.first { isRoot($0.entity.table) } ?? pairs.first { !isTimed($0.entity.table) }
      ?? pairs.first
    guard let pair else { return nil }
    query = TaskQuery(
      target: .init(table: pair.table, end: 30), comparison: .more, threshold: 0,
      entityTable: pair.entity.table, entityColumn: pair.entity.key,
      filter: .init(table: pair.table, start: -365, end: 0))
    line = TextField(query.text)
  }

  mutating func move(_ by: Int) {
    let count = Field.allCases.count
    field = Field(rawValue: ((field.rawValue + by) % count + count) % count) ?? .entity
  }

  /// Takes a key; returns whether the question changed.
  mutating func edit(_ key: Key) -> Bool {
    let before = query
    switch (field, key) {
    case (_, .down), (_, .tab): move(1)
    case (_, .up), (_, .backTab): move(-1)
    case (.entity, _), (.table, _), (.function, _), (.column, _):
      guard let step = Self.step(key) else { return false }
      turn(by: step)
      compose()
    case (.conditions, _): if conditions.edit(key) { compose() }
    case (.window, _): if window.edit(key) { compose() }
    case (.comparison, _): if comparison.edit(key) { compose() }
    case (.past, _): if past.edit(key) { compose() }
    case (.query, _): if line.edit(key) { readLine() }
    case (.name, _): _ = name.edit(key)
    case (.save, _): break
    }
    return query != before
  }

  mutating func paste(_ text: String) -> Bool {
    let before = query
    switch field {
    case .conditions: conditions.insert(text)
    case .window: window.insert(text)
    case .comparison: comparison.insert(text)
    case .past: past.insert(text)
    case .name: name.insert(text)
    case .query:
      line.insert(text)
      readLine()
      return query != before
    default: return false
    }
    compose()
    return query != before
  }

  private static func step(_ key: Key) -> Int? {
    switch key {
    case .right, .character(" "), .character("l"): 1
    case .left, .character("h"): -1
    default: nil
    }
  }

  private mutating func turn(by step: Int) {
    func next<Value: Equatable>(_ value: Value, in all: [Value]) -> Value {
      guard !all.isEmpty else { return value }
      let here = all.firstIndex(of: value) ?? 0
      return all[(here + step + all.count) % all.count]
    }
    switch field {
    case .entity:
      let now = Entity(table: query.entityTable, key: query.entityColumn)
      let entity = next(now, in: entities)
      query.entityTable = entity.table
      query.entityColumn = entity.key
      query.target.via = nil
    case .table:
      query.target = .init(
        table: next(query.target.table, in: tables), end: query.target.end,
        unit: query.target.unit)
      conditions = TextField()
    case .function:
      query.target.function = next(query.target.function, in: TaskQuery.Function.allCases)
      if query.target.function != .count, query.target.column == "*" {
        query.target.column = columns[query.target.table]?[safe: 1] ?? "*"
      }
    case .column:
      let all = columns[query.target.table] ?? []
      let allowed = query.target.function == .count ? all : Array(all.dropFirst())
      query.target.column = next(query.target.column, in: allowed)
    default: break
    }
  }

  // MARK: Fields to question

  private mutating func compose() {
    problem = nil
    var next = query
    do {
      next.target.conditions = try TaskQuery.conditions(parsing: conditions.text)
    } catch {
      problem = "rows where: \(error.description)"
      return
    }
    guard let span = Self.span(window.text), span.count > 0 else {
      problem = "window: type a number and hours, days or weeks, as 30 days"
      return
    }
    next.target.start = min(next.target.start, span.count - 1)
    next.target.end = span.count
    next.target.unit = span.unit
    guard let (sign, threshold) = Self.comparison(comparison.text) else {
      problem = "compare: type a sign and a number, as > 0; nothing asks for the amount"
      return
    }
    next.comparison = sign
    next.threshold = threshold
    if past.text.allSatisfy(\.isWhitespace) {
      next.filter = nil
    } else if let span = Self.span(past.text), span.count > 0 {
      next.filter = .init(
        table: next.target.table, conditions: next.target.conditions, start: -span.count, end: 0,
        unit: span.unit, via: next.target.via)
    } else {
      problem = "active in: type a number and hours, days or weeks; nothing asks of everyone"
      return
    }
    query = next
    line = TextField(query.text)
  }

  /// `30 days`, `2 weeks`, `12 hours`.
  static func span(_ text: String) -> (count: Int, unit: TaskQuery.Unit)? {
    let words = text.split(separator: " ")
    guard words.count == 2 || words.count == 1, let count = Int(words[0]), abs(count) < 100_000
    else { return nil }
    let spelled = words.count == 2 ? words[1].lowercased() : "days"
    let unit = TaskQuery.Unit.allCases.first {
      $0.rawValue == spelled || $0.rawValue.dropLast() == spelled
    }
    return unit.map { (count, $0) }
  }

  private static func comparison(_ text: String) -> (TaskQuery.Comparison?, Double)? {
    let word = text.filter { !$0.isWhitespace }
    if word.isEmpty { return (nil, 0) }
    for sign in TaskQuery.Comparison.allCases where word.hasPrefix(sign.rawValue) {
      guard let number = Double(word.dropFirst(sign.rawValue.count)), number.isFinite else {
        return nil
      }
      return (sign, number)
    }
    return nil
  }

  // MARK: Line to fields

  private mutating func readLine() {
    do {
      query = try TaskQuery(parsing: line.text)
      problem = nil
    } catch {
      problem = "at \(error.place + 1): \(error.description)"
      return
    }
    conditions = TextField(query.target.conditionText)
    window = TextField("\(query.target.end) \(query.target.unit.rawValue)")
    comparison = TextField(
      query.comparison.map { "\($0.rawValue) \(Figures.plain(query.threshold))" } ?? "")
    past = TextField(
      query.filter.map { $0.end == 0 ? "\(-$0.start) \($0.unit.rawValue)" : "" } ?? "")
  }
}

extension Figures {
  /// A number as it is typed: without a fraction where it has none.
  static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }
}

import Inspection
import Relational

extension TaskLabels {
  /// The labels as SQL over a table `timestamps` of seed times, for reading and for other programs
  /// (DuckDB's dialect, as in RelBench's tasks).
  public var sql: String {
    let entity = Self.quoted(query.entityTable)
    let key = database.tables[entityTable].schema.primaryKey
      .map { Self.quoted(database.tables[entityTable].schema.columns[$0].name) }
    let keys = key.map { "e.\($0)" }.joined(separator: ", ")
    let hasZero = [.count, .countDistinct, .sum].contains(query.target.function)
    var lines = ["SELECT t.timestamp, \(keys), \(labelText) AS label", "FROM timestamps t"]
    lines.append("CROSS JOIN \(entity) e")
    lines += joins(query.target, path, kind: hasZero ? "LEFT JOIN" : "JOIN", alias: "r")
    if let filter = query.filter {
      lines.append("WHERE EXISTS (")
      lines.append("  SELECT 1 FROM \(Self.quoted(filter.table)) f")
      lines += wayUp(filterPath, alias: "f").dropLast().map { "  " + $0 }
      lines.append("  WHERE " + conditions(filter, filterPath, alias: "f"))
      lines.append(")")
    }
    lines.append("GROUP BY t.timestamp, \(keys)")
    return lines.joined(separator: "\n")
  }

  private var labelText: String {
    let target = query.target
    let column = target.column == "*" ? "r.rowid" : "r.\(Self.quoted(target.column))"
    let aggregate =
      switch target.function {
      case .count: "COUNT(\(column))"
      case .countDistinct: "COUNT(DISTINCT \(column))"
      case .sum: "COALESCE(SUM(\(column)), 0)"
      default: "\(target.function.rawValue)(\(column))"
      }
    guard let comparison = query.comparison else { return aggregate }
    let sign = comparison == .unequal ? "<>" : comparison.rawValue
    return "CAST(\(aggregate) \(sign) \(Self.number(query.threshold)) AS INTEGER)"
  }

  private func joins(
    _ aggregate: TaskQuery.Aggregate, _ path: [Int], kind: String, alias: String
  ) -> [String] {
    guard path.count > 1 else {
      return [
        "\(kind) \(Self.quoted(aggregate.table)) \(alias)",
        "  ON " + conditions(aggregate, path, alias: alias),
      ]
    }
    // Tables between, inside the join, so that a missing row leaves the entity in.
    return ["\(kind) (\(Self.quoted(aggregate.table)) \(alias)"]
      + wayUp(path, alias: alias).dropLast().map { "  " + $0 }
      + [") ON " + conditions(aggregate, path, alias: alias)]
  }

  /// `JOIN parent p1 ON p1.key = r.key`, from the table up; the last is the entity itself.
  private func wayUp(_ path: [Int], alias: String) -> [String] {
    var below = alias
    return path.enumerated().map { place, index in
      let relation = database.schema.relations[index]
      let above = place == path.count - 1 ? "e" : "\(alias)\(place + 1)"
      defer { below = above }
      return "JOIN \(Self.quoted(database.tables[relation.parentTable].name)) \(above) ON "
        + link(relation, below, above)
    }
  }

  private func conditions(
    _ aggregate: TaskQuery.Aggregate, _ path: [Int], alias: String
  ) -> String {
    guard let last = path.last, let index = database.index(ofTable: aggregate.table) else {
      return "FALSE"
    }
    let schema = database.tables[index].schema
    let time = schema.timeColumn.map { Self.quoted(schema.columns[$0].name) } ?? "NULL"
    func moved(_ count: Int) -> String {
      count == 0
        ? "t.timestamp"
        : "t.timestamp \(count < 0 ? "-" : "+") INTERVAL '\(abs(count)) \(aggregate.unit.rawValue)'"
    }
    let below = path.count == 1 ? alias : "\(alias)\(path.count - 1)"
    var parts = [link(database.schema.relations[last], below, "e")]
    parts.append("\(alias).\(time) > \(moved(aggregate.start))")
    parts.append("\(alias).\(time) <= \(moved(aggregate.end))")
    parts += aggregate.conditions.map { condition in
      let sign = condition.comparison == .unequal ? "<>" : condition.comparison.rawValue
      let value =
        Double(condition.value) == nil
        ? "'" + condition.value.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
        : condition.value
      return "\(alias).\(Self.quoted(condition.column)) \(sign) \(value)"
    }
    return parts.joined(separator: "\n    AND ")
  }

  private func link(_ relation: Relation, _ child: String, _ parent: String) -> String {
    zip(relation.columns, relation.parentColumns).map { column, key in
      let childName = database.tables[relation.childTable].schema.columns[column].name
      let parentName = database.tables[relation.parentTable].schema.columns[key].name
      return "\(child).\(Self.quoted(childName)) = \(parent).\(Self.quoted(parentName))"
    }.joined(separator: " AND ")
  }

  /// A name as SQL takes it: bare where it is a plain word.
  static func quoted(_ name: String) -> String {
    let isPlain =
      !name.isEmpty
      && name.utf8.allSatisfy {
        (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 95
      }
    return isPlain ? name : "\"" + name.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }

  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }
}

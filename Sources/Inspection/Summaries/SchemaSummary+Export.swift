// The schema in languages that other programs read.
extension SchemaSummary {
  /// `CREATE TABLE` statements with the keys as they are known here, declared or inferred; SQLite can
  /// run them.
  public var ddl: String {
    tables.filter { !$0.isView }.map { table in
      var parts = table.columns.map { column -> String in
        let type = column.declaredType.isEmpty ? column.sqlType : column.declaredType
        return Self.quoted(column.name) + " " + type
      }
      if !table.primaryKey.isEmpty {
        parts.append("PRIMARY KEY (\(Self.list(table.primaryKey)))")
      }
      for relation in relations where relation.childTable == table.name {
        parts.append(
          "FOREIGN KEY (\(Self.list(relation.columns))) REFERENCES "
            + "\(Self.quoted(relation.parentTable)) (\(Self.list(relation.parentColumns)))")
      }
      return "CREATE TABLE \(Self.quoted(table.name)) (\n  \(parts.joined(separator: ",\n  "))\n);"
    }.joined(separator: "\n\n")
  }

  /// A digraph for Graphviz: tables as boxes of columns, keys as arrows from child to parent.
  public var dot: String {
    var lines = [
      "digraph \(Self.label(name)) {", "  rankdir=RL;", "  node [shape=plaintext];",
    ]
    for table in tables {
      let head =
        "<tr><td bgcolor=\"lightgray\"><b>\(Self.html(table.name))</b> \(table.rows)</td></tr>"
      let rows = table.columns.enumerated().map { place, column in
        "<tr><td align=\"left\" port=\"c\(place)\">\(column.role.sign)\(Self.html(column.name))</td></tr>"
      }
      lines.append(
        "  \(Self.label(table.name)) [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\">"
          + head + rows.joined() + "</table>>];")
    }
    for relation in relations {
      let label = relation.columns.joined(separator: ", ")
      lines.append(
        "  \(port(relation.childTable, relation.columns)) -> "
          + "\(port(relation.parentTable, relation.parentColumns)) "
          + "[label=\(Self.label(label)), arrowtail=crow, arrowhead="
          + (relation.nulls + relation.dangling > 0 ? "odottee" : "tee") + ", dir=both];")
    }
    return (lines + ["}"]).joined(separator: "\n")
  }

  /// An `erDiagram` for mermaid.
  public var mermaid: String {
    var lines = ["erDiagram"]
    for relation in relations {
      let parentEnd = relation.nulls + relation.dangling > 0 ? "|o" : "||"
      lines.append(
        "  \(Self.word(relation.parentTable)) \(parentEnd)--o{ \(Self.word(relation.childTable)) : "
          + Self.label(relation.columns.joined(separator: ", ")))
    }
    for table in tables {
      lines.append("  \(Self.word(table.name)) {")
      for column in table.columns {
        let mark =
          switch column.role {
          case .key: " PK"
          case .foreignKey: " FK"
          case .time, .feature: ""
          }
        lines.append("    \(column.storage) \(Self.word(column.name))\(mark)")
      }
      lines.append("  }")
    }
    return lines.joined(separator: "\n")
  }

  /// The part of the schema around one table: it, its parents and its children.
  public func around(table name: String) -> SchemaSummary {
    var part = self
    part.relations = relations.filter { $0.childTable == name || $0.parentTable == name }
    let near = Set(part.relations.flatMap { [$0.childTable, $0.parentTable] } + [name])
    part.tables = tables.filter { near.contains($0.name) }
    part.warnings = warnings.filter { $0.table == name }
    return part
  }

  private func port(_ table: String, _ columns: [String]) -> String {
    let place = tables.first { $0.name == table }?.columns.firstIndex { columns.contains($0.name) }
    return Self.label(table) + (place.map { ":c\($0)" } ?? "")
  }

  private static func list(_ names: [String]) -> String {
    names.map(quoted).joined(separator: ", ")
  }

  /// In double quotes, with those inside doubled for SQL; line ends are shown, not sent.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for character in Escaping.visible(text) {
      quoted += character == "\"" ? "\"\"" : String(character)
    }
    return quoted + "\""
  }

  /// In double quotes, as Graphviz and mermaid take them.
  private static func label(_ text: String) -> String {
    "\"" + Escaping.visible(text).map { $0 == "\"" || $0 == "\\" ? "'" : String($0) }.joined()
      + "\""
  }

  private static func html(_ text: String) -> String {
    Escaping.visible(text).map { character in
      switch character {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      default: String(character)
      }
    }.joined()
  }

  /// A name as mermaid takes it: letters, digits, `_` and `-`.
  private static func word(_ text: String) -> String {
    let kept = text.map { character -> Character in
      character.isLetter || character.isNumber || character == "_" || character == "-"
        ? character : "_"
    }
    return kept.isEmpty ? "_" : String(kept)
  }
}

extension ColumnSummary {
  fileprivate var sqlType: String {
    switch storage {
    case "integer": "INTEGER"
    case "real": "REAL"
    case "boolean": "BOOLEAN"
    case "time": "DATETIME"
    case "blob": "BLOB"
    default: "TEXT"
    }
  }
}

extension ColumnSummary.Role {
  fileprivate var sign: String {
    switch self {
    case .key: "◆ "
    case .foreignKey: "◇ "
    case .time: "◷ "
    case .feature: ""
    }
  }
}

import Yams

/// Takes a manifest's YAML apart, with the line in every complaint.
struct ManifestReader {
  let path: String

  func wrong(_ node: Node, _ detail: String) -> DatabaseError {
    let line = node.mark.map { "line \($0.line): " } ?? ""
    return .manifestUnreadable(path: path, detail: line + detail + ".")
  }

  func isNull(_ node: Node) -> Bool {
    node.null != nil
  }

  func mapping(_ node: Node, what: String) throws(DatabaseError) -> [(String, Node)] {
    guard let mapping = node.mapping else {
      throw wrong(node, "\(what) should be a mapping of names to values")
    }
    var pairs: [(String, Node)] = []
    for (key, value) in mapping {
      guard let scalar = key.scalar else { throw wrong(key, "a name in \(what) is not text") }
      pairs.append((scalar.string, value))
    }
    return pairs
  }

  /// A scalar as written, nil for null.
  func text(_ node: Node, what: String) throws(DatabaseError) -> String? {
    guard let scalar = node.scalar else { throw wrong(node, "\(what) should be one value") }
    return isNull(node) ? nil : scalar.string
  }

  func time(_ node: Node, what: String) throws(DatabaseError) -> Timestamp? {
    guard let text = try text(node, what: what) else { return nil }
    guard let time = Timestamp(parsing: text) else {
      throw wrong(node, "\(what) is \"\(text)\"; write it as '2010-01-01' or '2010-01-01 12:30:00'")
    }
    return time
  }

  /// One name, a list of names, or null for none.
  func names(_ node: Node, what: String) throws(DatabaseError) -> [String] {
    guard let sequence = node.sequence else {
      return try text(node, what: what).map { [$0] } ?? []
    }
    var names: [String] = []
    for item in sequence {
      guard let name = try text(item, what: what) else { throw wrong(item, "\(what) lists a null") }
      names.append(name)
    }
    return names
  }

  func table(_ node: Node, name: String) throws(DatabaseError) -> TableManifest {
    var table = TableManifest(stated: [])
    if isNull(node) { return table }
    for (key, node) in try mapping(node, what: "table \(name)") {
      switch key {
      case "pkey", "pkey_col":
        table.primaryKey = try names(node, what: "pkey of \(name)")
        table.stated.insert(.primaryKey)
      case "time_col":
        table.timeColumn = try text(node, what: "time_col of \(name)")
        table.stated.insert(.timeColumn)
      case "fkeys":
        table.foreignKeys = try foreignKeys(node, of: name)
        table.stated.insert(.foreignKeys)
      default:
        throw wrong(
          node, "table \(name) has the unknown key \"\(key)\"; known are pkey, time_col, fkeys")
      }
    }
    return table
  }

  private func foreignKeys(
    _ node: Node, of table: String
  ) throws(DatabaseError) -> [ForeignKeyManifest] {
    if isNull(node) { return [] }
    var keys: [ForeignKeyManifest] = []
    if let sequence = node.sequence {
      for item in sequence { keys.append(try foreignKey(item, of: table)) }
      return keys
    }
    for (columns, parent) in try mapping(node, what: "fkeys of \(table)") {
      guard let parentTable = try text(parent, what: "fkeys of \(table)") else {
        throw wrong(parent, "the foreign key \(columns) of \(table) names no table")
      }
      keys.append(ForeignKeyManifest(columns: Self.split(columns), parentTable: parentTable))
    }
    return keys
  }

  private func foreignKey(
    _ node: Node, of table: String
  ) throws(DatabaseError) -> ForeignKeyManifest {
    var key = ForeignKeyManifest(columns: [], parentTable: "")
    for (name, value) in try mapping(node, what: "a foreign key of \(table)") {
      switch name {
      case "columns", "column": key.columns = try names(value, what: "columns")
      case "table": key.parentTable = try text(value, what: "table") ?? ""
      case "parent_columns", "parent_column":
        key.parentColumns = try names(value, what: "parent_columns")
      default:
        throw wrong(
          value,
          "a foreign key of \(table) has the unknown key \"\(name)\"; known are columns, "
            + "table, parent_columns")
      }
    }
    guard !key.columns.isEmpty, !key.parentTable.isEmpty else {
      throw wrong(node, "a foreign key of \(table) needs columns and table")
    }
    return key
  }

  /// `a, b` are two columns; blanks around a comma do not count.
  private static func split(_ columns: String) -> [String] {
    columns.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let front = part.drop { $0 == " " }
      return String(front.reversed().drop { $0 == " " }.reversed())
    }
  }
}

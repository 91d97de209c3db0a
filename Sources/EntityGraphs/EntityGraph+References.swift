import Inspection
import Relational

extension EntityGraph {
  /// What to call a row: its key, a telling detail, its time.
  ///
  /// The detail is the row's own name; a row without one (an event) is told by the names of the first
  /// two parents that have one.
  public func reference(table: Int, row: Int) -> RowReference {
    let time = database.tables[table].time(ofRow: row)
    return RowReference(
      table: database.tables[table].name, row: row, key: database.tables[table].keyText(row: row),
      detail: Self.shortened(detail(table: table, row: row)),
      time: time == Table.noTime ? nil : Timestamp(microseconds: time).description)
  }

  private func detail(table: Int, row: Int) -> String {
    let own = name(table: table, row: row)
    guard own.isEmpty else { return own }
    var parts: [String] = []
    for relation in database.schema.relations(ofChild: table) where parts.count < 2 {
      let parent = parent(of: Int32(row), relation: relation)
      guard parent >= 0 else { continue }
      let name = name(
        table: database.schema.relations[relation].parentTable, row: Int(parent))
      if !name.isEmpty { parts.append(name) }
    }
    return parts.joined(separator: ", ")
  }

  private func name(table: Int, row: Int) -> String {
    labels.columns[table].compactMap { column -> String? in
      guard case .texts(let texts) = database.tables[table].columns[column].values else {
        return nil
      }
      return texts[row].flatMap { $0.isEmpty ? nil : $0 }
    }.joined(separator: " ")
  }

  private static func shortened(_ text: String) -> String {
    text.count <= 60 ? text : text.prefix(59) + "…"
  }
}

extension SchemaSummary {
  /// A line per column of these tables as CSV.
  public static func csv(_ tables: [TableSummary]) -> String {
    let head = [
      "table", "rows", "column", "type", "storage", "role", "meaning", "nulls", "distinct", "least",
      "greatest",
    ]
    let lines = tables.flatMap { table in
      table.columns.map { column -> String in
        let role =
          switch column.role {
          case .key: "key"
          case .foreignKey(let parent): "key to \(parent)"
          case .time: "time"
          case .feature: ""
          }
        let texts = [
          table.name, "\(table.rows)", column.name, column.declaredType, column.storage, role,
          column.semanticType ?? "", "\(column.nulls)", "\(column.distinct)",
        ]
        return
          ([CSVText.line(texts)]
          + [column.minimum, column.maximum].map { CSVText.field($0) }).joined(separator: ",")
      }
    }
    return ([CSVText.line(head)] + lines).map { $0 + "\n" }.joined()
  }
}

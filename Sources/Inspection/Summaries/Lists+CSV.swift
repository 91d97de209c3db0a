// Lists that the screens show, for other programs: a line per item.

extension SubgraphSummary {
  /// Rows of a subgraph as CSV.
  public static func csv(_ nodes: [Node]) -> String {
    CSVText.table(
      head: ["hop", "table", "key", "time", "detail", "via"],
      nodes.map { node in
        let row = node.reference
        return ["\(node.hop)", row.table, row.key, row.time ?? "", row.detail, node.via]
      })
  }
}

extension PredictionSummary {
  /// What moved an answer as CSV: by how much each row, or each whole table or column, did.
  public static func csv(_ evidence: [Evidence]) -> String {
    CSVText.table(
      head: ["change", "rows", "table", "key", "time", "detail", "hop", "via", "column"],
      evidence.map { item in
        let row = item.reference
        return [
          "\(item.effect)", "\(item.rows)", item.table, row?.key ?? "", row?.time ?? "",
          row?.detail ?? "", "\(item.hop)", item.via, item.column ?? "",
        ]
      })
  }
}

extension [TaskSummary] {
  /// Tasks as CSV, a line per split.
  public var csv: String {
    CSVText.table(
      head: [
        "task", "type", "entity_table", "entity_column", "target", "window", "metric", "split",
        "rows", "first", "last", "label_mean",
      ],
      flatMap { task -> [[String]] in
        let about = [
          task.name, task.type, task.entityTable, task.entityColumn, task.target,
          task.window ?? "", task.metric,
        ]
        guard !task.splits.isEmpty else { return [about + ["", "", "", "", ""]] }
        return task.splits.map { split in
          about + [
            split.name, "\(split.rows)", split.firstTime ?? "", split.lastTime ?? "",
            split.labelMean.map { "\($0)" } ?? "",
          ]
        }
      })
  }
}

extension Array where Element: Summary {
  /// All that is known of each, as JSON.
  public func jsonList() throws -> String {
    try isEmpty ? "[]\n" : "[\n" + map { try $0.json() }.joined(separator: ",\n") + "\n]\n"
  }
}

extension CSVText {
  fileprivate static func table(head: [String], _ lines: [[String]]) -> String {
    ([head] + lines).map { line($0) + "\n" }.joined()
  }
}

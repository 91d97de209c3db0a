import Inspection

/// How well a foreign key holds: matches, danglers, children per parent, parents later than children.
struct RelationQuality {
  let summary: RelationSummary
  let warnings: [WarningSummary]

  init(_ database: Database, relation index: Int) {
    let relation = database.schema.relations[index]
    let child = database.tables[relation.childTable]
    let parent = database.tables[relation.parentTable]
    let parents = database.parentRows(of: index)
    let keys = relation.columns.map { child.columns[$0] }

    var matched = 0
    var nulls = 0
    var firstDangling: Int?
    var parentLater = 0
    var children = [Int](repeating: 0, count: parent.rowCount)
    for row in parents.indices {
      let parentRow = Int(parents[row])
      if parentRow >= 0 {
        matched += 1
        children[parentRow] += 1
        let time = child.time(ofRow: row)
        if time != Table.noTime, parent.time(ofRow: parentRow) > time { parentLater += 1 }
      } else if keys.contains(where: { !$0.validity[row] }) {
        nulls += 1
      } else if firstDangling == nil {
        firstDangling = row
      }
    }
    let dangling = parents.count - matched - nulls
    let counts = children.filter { $0 > 0 }.sorted()
    let danglingKey = firstDangling.map { row in
      keys.map { $0.keyText(row: row) }.joined(separator: ", ")
    }
    summary = RelationSummary(
      childTable: child.name, columns: keys.map(\.schema.name), parentTable: parent.name,
      parentColumns: relation.parentColumns.map { parent.schema.columns[$0].name },
      matched: matched, dangling: dangling, nulls: nulls, firstDangling: danglingKey,
      minimumChildren: counts.first ?? 0,
      medianChildren: counts.isEmpty ? 0 : counts[(counts.count - 1) / 2],
      maximumChildren: counts.last ?? 0,
      histogram: counts.isEmpty
        ? []
        : ColumnStatistics.histogram(
          counts.lazy.map(Double.init), from: Double(counts[0]),
          to: Double(counts[counts.count - 1])),
      parentLater: parentLater, evidence: relation.evidence.description)

    var warnings: [WarningSummary] = []
    let label = database.schema.label(of: relation)
    let column = keys.count == 1 ? keys[0].schema.name : nil
    if let danglingKey, let firstDangling {
      warnings.append(
        WarningSummary(
          table: child.name, column: column,
          message: "\(label): \(dangling) of \(matched + dangling) values match no row"
            + (database.until.map { " that is known by \($0)" } ?? "") + " (first: "
            + "\(danglingKey), row \(firstDangling)); those edges are left out"))
    }
    if parentLater > 0 {
      warnings.append(
        WarningSummary(
          table: child.name, column: column,
          message:
            "\(label): \(parentLater) of \(matched) rows are earlier than their parent, which "
            + "they cannot see at their own time"))
    }
    self.warnings = warnings
  }
}

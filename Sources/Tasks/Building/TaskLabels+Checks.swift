import Inspection
import Relational

extension TaskLabels {
  /// What speaks against learning from these labels. All are asked of the labels as they are, not of how
  /// they were made.
  public var checks: [TaskPreviewSummary.Check] {
    [countCheck, classCheck, orderCheck, filterCheck, columnCheck, recount, cutoffCheck]
  }

  private func check(_ name: String, _ isPassed: Bool, _ finding: String)
    -> TaskPreviewSummary.Check
  {
    TaskPreviewSummary.Check(name: name, isPassed: isPassed, finding: finding)
  }

  private func table(_ split: Split) -> TaskTable {
    tables[split] ?? TaskTable(split: split, seeds: [], targets: [])
  }

  private var countCheck: TaskPreviewSummary.Check {
    let empty = Split.allCases.filter { table($0).count == 0 }
    return check(
      "every split has labels", empty.isEmpty,
      empty.isEmpty
        ? Split.allCases.map { "\($0.rawValue) \(table($0).count)" }.joined(separator: ", ")
        : "none in \(empty.map(\.rawValue).joined(separator: ", ")): shorten the window, or ask of more entities"
    )
  }

  private var classCheck: TaskPreviewSummary.Check {
    let alike = [Split.train, .val].filter { split in
      let targets = table(split).targets
      return targets.allSatisfy { $0 == targets.first }
    }
    return check(
      query.isBinary ? "both answers occur" : "amounts differ", alike.isEmpty,
      alike.isEmpty
        ? "in train and val"
        : "all labels of \(alike.map(\.rawValue).joined(separator: " and ")) are alike: change the comparison"
    )
  }

  /// No window of an earlier split reaches into a later one.
  private var orderCheck: TaskPreviewSummary.Check {
    let reach = query.target.unit.seconds * 1_000_000 * Int64(query.target.end)
    let late =
      table(.train).seeds.count { $0.time + reach > validationCutoff.microseconds }
      + table(.val).seeds.count { $0.time + reach > testCutoff.microseconds }
    let early =
      table(.val).seeds.count { $0.time < validationCutoff.microseconds }
      + table(.test).seeds.count { $0.time < testCutoff.microseconds }
    return check(
      "splits follow each other", late + early == 0,
      late + early == 0
        ? "no label of one looks into the next" : "\(late + early) labels look into the next split")
  }

  private var filterCheck: TaskPreviewSummary.Check {
    guard let filter = query.filter else {
      return check(
        "who is asked is known then", true, "all entities are asked, also those without a past")
    }
    return check(
      "who is asked is known then", filter.end <= 0,
      filter.end <= 0
        ? "by rows up to the seed time"
        : "the filter looks \(filter.end) \(filter.unit.rawValue) ahead: at the seed time nobody knows for "
          + "whom it holds. End its window at 0")
  }

  private var columnCheck: TaskPreviewSummary.Check {
    let table = table(.train)
    let entity = database.tables[entityTable]
    let leak = ColumnLeak(entity, seeds: table.seeds, targets: table.targets, hidden: [])
    return check(
      "no column is the label", leak == nil, leak?.description ?? "of \(entity.name)")
  }

  /// Counts some labels again, row by row over the whole table.
  private var recount: TaskPreviewSummary.Check {
    guard let index = database.index(ofTable: query.target.table),
      let rows = try? AggregateRows(query.target, upTo: entityTable, in: database)
    else { return check("labels counted twice", false, "the rows cannot be read again") }
    let reach = query.target.unit.seconds * 1_000_000
    var wrong = 0
    var counted = 0
    for split in Split.allCases {
      let table = table(split)
      for place in stride(from: 0, to: table.count, by: max(1, table.count / 10)) {
        let seed = table.seeds[place]
        var single: [Double] = []
        for row in rows.times.indices where rows.entities[row] == seed.row {
          let age = rows.times[row] - seed.time
          if age > reach * Int64(query.target.start), age <= reach * Int64(query.target.end) {
            single.append(rows.values[row])
          }
        }
        let value: Double =
          switch query.target.function {
          case .count: Double(single.count)
          case .countDistinct: Double(Set(single).count)
          case .sum: single.reduce(0, +)
          case .average: single.reduce(0, +) / Double(max(1, single.count))
          case .minimum: single.min() ?? 0
          case .maximum: single.max() ?? 0
          }
        counted += 1
        if query.label(of: value) != table.targets[place] { wrong += 1 }
      }
    }
    return check(
      "labels counted twice", wrong == 0,
      wrong == 0
        ? "\(counted) of them again, over all \(database.tables[index].rowCount) rows: the same"
        : "\(wrong) of \(counted) differ when counted again: please report this")
  }

  private var cutoffCheck: TaskPreviewSummary.Check {
    check(
      "validation and test begin at a time", true,
      hasOwnCutoffs
        ? "\(validationCutoff) and \(testCutoff), from the database's manifest"
        : "\(validationCutoff) and \(testCutoff), chosen here; val_timestamp and test_timestamp in its "
          + "manifest.yaml would say it for all tasks, and for training without labels")
  }
}

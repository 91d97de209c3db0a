import Relational

/// Something about a table of labels that a person should know before trusting a model of it.
public enum TaskWarning: Error, Equatable, Sendable, CustomStringConvertible {
  /// All labels are alike: nothing to learn, and `roc_auc` has no value.
  case oneClass(split: Split, label: Double)
  /// Label windows of train seeds that reach past the validation cutoff.
  case windowsPastCutoff(count: Int, cutoff: Timestamp)
  /// Validation seeds before the newest train seed.
  case splitsOverlap(count: Int)
  /// A column of the entity that is the label: a model sees it at any time.
  case columnIsLabel(ColumnLeak)

  public var description: String {
    switch self {
    case .oneClass(let split, let label):
      "All \(split.rawValue) labels are \(label)."
    case .windowsPastCutoff(let count, let cutoff):
      "\(count) train labels look past the validation cutoff \(cutoff)."
    case .columnIsLabel(let leak): leak.description
    case .splitsOverlap(let count):
      "\(count) validation seeds are earlier than the newest train seed."
    }
  }
}

extension PredictionTask {
  /// What is odd about the labels of train and val.
  public func warnings(train: TaskTable, val: TaskTable) -> [TaskWarning] {
    var warnings: [TaskWarning] = []
    for table in [train, val] {
      if let first = table.targets.first, table.targets.allSatisfy({ $0 == first }) {
        warnings.append(.oneClass(split: table.split, label: first))
      }
    }
    if let cutoff = database.schema.validationCutoff {
      let reach = window?.microseconds ?? 0
      let late = train.seeds.count { $0.time + reach > cutoff.microseconds }
      if late > 0 { warnings.append(.windowsPastCutoff(count: late, cutoff: cutoff)) }
    }
    if let newest = train.seeds.map(\.time).max() {
      let early = val.seeds.count { $0.time < newest }
      if early > 0 { warnings.append(.splitsOverlap(count: early)) }
    }
    let leak = ColumnLeak(
      database.tables[entityTable], seeds: train.seeds, targets: train.targets,
      hidden: Set(hiddenColumns.filter { $0.table == entityTable }.map(\.column)))
    if let leak { warnings.append(.columnIsLabel(leak)) }
    return warnings
  }

  /// Makes sure that a binary task's labels have both classes, before training on them.
  ///
  /// - Throws: `TaskError.oneClass`.
  public func requireTwoClasses(_ table: TaskTable) throws(TaskError) {
    guard isBinary, let first = table.targets.first,
      table.targets.allSatisfy({ $0 == first })
    else { return }
    throw .oneClass(task: name, split: table.split, label: first, rows: table.count)
  }
}

/// What can be wrong with a task folder, with what was asked, what was found, where, and what to do.
public enum TaskError: Error, Equatable, Sendable {
  /// Whoever asked wants no answer any more.
  case cancelled
  case unknownTask(name: String, known: [String], looked: [String])
  case missingFile(path: String)
  case unreadable(path: String, reason: String)
  case badManifest(path: String, reason: String)
  case missingManifestKey(path: String, key: String)
  case unknownKind(path: String, key: String, value: String, known: [String])
  case badWindow(path: String, value: String)
  case unknownTable(task: String, table: String, known: [String])
  case unknownColumn(task: String, table: String, column: String, known: [String])
  case notTheKey(task: String, table: String, column: String, key: String)
  case missingColumns(path: String, missing: [String], found: [String])
  case badRecord(path: String, line: Int, expected: Int, found: Int)
  case badText(path: String, line: Int, reason: String)
  case badTime(path: String, line: Int, column: String, value: String)
  case badLabel(path: String, line: Int, column: String, value: String, expected: String)
  case unknownEntities(
    path: String, table: String, count: Int, rows: Int, first: String, line: Int)
  case noRows(path: String)
  case oneClass(task: String, split: Split, label: Double, rows: Int)
  case noNumberLabels(task: String, kind: TaskKind)
  case sealed(task: String)
  case wrongCount(task: String, predictions: Int, seeds: Int)
  case noPrediction(path: String, entity: String, time: String, split: Split)
  /// A question that this database cannot answer.
  case badQuestion(String)
  case badName(String)
  case alreadyThere(path: String)
  case unwritable(path: String, reason: String)
}

extension TaskError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cancelled: "The question was cancelled."
    case .unknownTask(let name, let known, let looked):
      "There is no task '\(name)'. "
        + (known.isEmpty
          ? "No task was found in \(Self.list(looked))."
          : "Tasks of this database: \(Self.list(known)).")
    case .missingFile(let path):
      "\(path) is missing. A task folder holds manifest.yaml, train.csv, val.csv and test.csv."
    case .unreadable(let path, let reason):
      "\(path) cannot be read: \(reason)."
    case .badManifest(let path, let reason):
      "\(path) is no task manifest: \(reason)."
    case .missingManifestKey(let path, let key):
      "\(path) has no '\(key)'. Add it to the manifest."
    case .unknownKind(let path, let key, let value, let known):
      "\(path): \(key) is '\(value)'; known are \(Self.list(known))."
    case .badWindow(let path, let value):
      "\(path): timedelta is '\(value)'; write it as '30 days 00:00:00'."
    case .unknownTable(let task, let table, let known):
      "Task \(task) names the table '\(table)', which the database does not have. "
        + "Its tables: \(Self.list(known))."
    case .unknownColumn(let task, let table, let column, let known):
      "Task \(task) names the column '\(column)', which table \(table) does not have. "
        + "Its columns: \(Self.list(known))."
    case .notTheKey(let task, let table, let column, let key):
      "Task \(task) finds entities by \(table).\(column), but the key of \(table) is "
        + (key.isEmpty ? "not known. Name it in the database's manifest.yaml." : "\(key).")
    case .missingColumns(let path, let missing, let found):
      "\(path) lacks the column\(missing.count == 1 ? "" : "s") \(Self.list(missing)); "
        + "its first line has \(Self.list(found))."
    case .badRecord(let path, let line, let expected, let found):
      "\(path), line \(line): \(found) field\(found == 1 ? "" : "s") where the first line has "
        + "\(expected)."
    case .badText(let path, let line, let reason):
      "\(path), line \(line): \(reason)."
    case .badTime(let path, let line, let column, let value):
      "\(path), line \(line): \(column) is '\(value)', which is no time. "
        + "Write 2010-01-01 or 2010-01-01 12:30:00."
    case .badLabel(let path, let line, let column, let value, let expected):
      "\(path), line \(line): \(column) is '\(value)'; expected \(expected)."
    case .unknownEntities(let path, let table, let count, let rows, let first, let line):
      "\(path): \(count) of \(rows) entities match no row of \(table) "
        + "(first: \(first), line \(line)). Make the task from this database, or drop those rows."
    case .noRows(let path):
      "\(path) has a first line but no rows."
    case .oneClass(let task, let split, let label, let rows):
      "Task \(task): all \(rows) \(split.rawValue) labels are \(Int(label)). "
        + "A model needs both classes to learn from."
    case .noNumberLabels(let task, let kind):
      "Task \(task) is of type \(kind.rawValue), whose labels are lists or classes. "
        + "Tables of labels exist for binary_classification and regression."
    case .sealed(let task):
      "The test labels of task \(task) are sealed: ask for its test seeds, and score predictions."
    case .badQuestion(let reason): reason
    case .badName(let name):
      "'\(name)' is no name for a task: use letters, digits, - and _."
    case .alreadyThere(let path):
      "\(path) is already there. Choose another name, or remove that folder."
    case .unwritable(let path, let reason): "Cannot write \(path): \(reason)."
    case .wrongCount(let task, let predictions, let seeds):
      "Task \(task): \(predictions) predictions for \(seeds) seeds."
    case .noPrediction(let path, let entity, let time, let split):
      "\(path) has no prediction for \(entity) at \(time), a row of \(split.rawValue). "
        + "It must have one for each row of that split."
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(12).joined(separator: ", ")
    return names.isEmpty ? "none" : names.count > 12 ? shown + ", …" : shown
  }
}

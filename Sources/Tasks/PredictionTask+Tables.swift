import Relational

extension PredictionTask {
  /// The seeds and labels of `train` or `val`, in the order of the CSV file.
  ///
  /// - Throws: `TaskError.sealed` for `test`, `.noNumberLabels` for recommendation and classes, and
  ///   what is wrong with the file, with line and value.
  public func table(_ split: Split) throws(TaskError) -> TaskTable {
    guard split != .test else { throw .sealed(task: name) }
    let rows = try rows(of: split, withLabels: true)
    return TaskTable(split: split, seeds: rows.seeds, targets: rows.targets)
  }

  /// The seeds of a split, in the order of its file. Labels stay unread.
  public func seeds(of split: Split) throws(TaskError) -> [Seed] {
    try rows(of: split, withLabels: false).seeds
  }

  /// The test labels, unread, to be opened by scoring once.
  public func sealedLabels() throws(TaskError) -> SealedLabels {
    guard kind.hasNumberLabels else { throw .noNumberLabels(task: name, kind: kind) }
    return SealedLabels(task: self)
  }

  struct Rows {
    var seeds: [Seed] = []
    var targets: [Double] = []
  }

  func rows(of split: Split, withLabels: Bool) throws(TaskError) -> Rows {
    try rows(at: path(of: split), with: withLabels ? .label : nil)
  }

  /// What a file says of each seed.
  enum Value {
    case label
    case prediction
  }

  func rows(at path: String, with value: Value?) throws(TaskError) -> Rows {
    guard kind.hasNumberLabels else { throw .noNumberLabels(task: name, kind: kind) }
    var reader = CSVReader(try TaskFile.read(path))
    var fields: [String] = []
    let columns = try columns(of: &reader, path: path, with: value.map { _ in targetColumn })
    var rows = Rows()
    var unknown = UnknownEntities()
    var lastTime: (text: String, time: Int64)?
    while try read(&reader, into: &fields, path: path) {
      guard fields.count == columns.count else {
        throw .badRecord(
          path: path, line: reader.line, expected: columns.count, found: fields.count)
      }
      let timeText = fields[columns.time]
      let time: Int64
      if let lastTime, lastTime.text == timeText {
        time = lastTime.time
      } else {
        guard let parsed = Timestamp(parsing: timeText) else {
          throw .badTime(path: path, line: reader.line, column: timeColumn, value: timeText)
        }
        time = parsed.microseconds
        lastTime = (timeText, time)
      }
      let key = columns.entity.map { fields[$0] }.joined(separator: ", ")
      guard let row = row(forKey: key) else {
        unknown.add(key, line: reader.line)
        continue
      }
      rows.seeds.append(Seed(row: Int32(row), time: time))
      if let place = columns.value {
        rows.targets.append(
          value == .label
            ? try label(fields[place], path: path, line: reader.line)
            : try number(fields[place], in: targetColumn, path: path, line: reader.line))
      }
    }
    if let first = unknown.first {
      throw .unknownEntities(
        path: path, table: entitySchema.name, count: unknown.count,
        rows: rows.seeds.count + unknown.count, first: first.key, line: first.line)
    }
    guard !rows.seeds.isEmpty else { throw .noRows(path: path) }
    return rows
  }

  private struct UnknownEntities {
    var count = 0
    var first: (key: String, line: Int)?
    mutating func add(_ key: String, line: Int) {
      count += 1
      if first == nil { first = (key, line) }
    }
  }

  /// Places of the columns in the file.
  private struct Columns {
    var time: Int
    var entity: [Int]
    var value: Int?
    var count: Int
  }

  private func columns(
    of reader: inout CSVReader, path: String, with value: String?
  ) throws(TaskError) -> Columns {
    var names: [String] = []
    _ = try read(&reader, into: &names, path: path)
    let wanted = [timeColumn] + entityColumns + (value.map { [$0] } ?? [])
    let missing = wanted.filter { !names.contains($0) }
    guard missing.isEmpty, let time = names.firstIndex(of: timeColumn) else {
      throw .missingColumns(path: path, missing: missing, found: names)
    }
    return Columns(
      time: time, entity: entityColumns.compactMap { names.firstIndex(of: $0) },
      value: value.flatMap { names.firstIndex(of: $0) }, count: names.count)
  }

  private func read(
    _ reader: inout CSVReader, into fields: inout [String], path: String
  ) throws(TaskError) -> Bool {
    do {
      return try reader.read(into: &fields)
    } catch {
      switch error {
      case .openQuote(let line):
        throw .badText(path: path, line: line, reason: "a quoted field begins here and never ends")
      case .afterQuote(let line):
        throw .badText(
          path: path, line: line, reason: "text after a closing quote; write quotes twice inside")
      case .notUTF8(let line):
        throw .badText(path: path, line: line, reason: "bytes that are no UTF-8")
      }
    }
  }

  /// The entity's row. pandas writes whole numbers of a column with gaps as `12347.0`.
  private func row(forKey key: String) -> Int? {
    let table = database.tables[entityTable]
    if let row = table.row(forKey: key) { return row }
    return key.hasSuffix(".0") ? table.row(forKey: String(key.dropLast(2))) : nil
  }

  private func label(
    _ text: String, path: String, line: Int
  ) throws(TaskError) -> Double {
    switch (kind, text) {
    case (.binaryClassification, "0"), (.binaryClassification, "False"),
      (.binaryClassification, "false"), (.binaryClassification, "0.0"):
      return 0
    case (.binaryClassification, "1"), (.binaryClassification, "True"),
      (.binaryClassification, "true"), (.binaryClassification, "1.0"):
      return 1
    case (.binaryClassification, _):
      throw .badLabel(
        path: path, line: line, column: targetColumn, value: text, expected: "0 or 1")
    default: return try number(text, in: targetColumn, path: path, line: line)
    }
  }

  private func number(
    _ text: String, in column: String, path: String, line: Int
  ) throws(TaskError) -> Double {
    guard let value = Double(text), value.isFinite else {
      throw .badLabel(
        path: path, line: line, column: column, value: text, expected: "a finite number")
    }
    return value
  }
}

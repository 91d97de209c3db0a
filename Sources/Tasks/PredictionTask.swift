import Relational

/// A question about entities at times: what will the target be, over the window after the time?
///
/// A task is a folder: `manifest.yaml` says what is asked, `train.csv`, `val.csv` and `test.csv` hold
/// time, entity key and label of each seed. Entities are matched to rows by the database's key.
public struct PredictionTask: Sendable {
  public let name: String
  public let description: String
  public let kind: TaskKind
  /// Whether the task fills in a column of existing rows, instead of looking ahead.
  public let isAutocomplete: Bool
  /// Place of the entity table in the database.
  public let entityTable: Int
  /// Columns of the CSV that hold the entity's key: one, or as many as the key has.
  public let entityColumns: [String]
  public let targetColumn: String
  public let timeColumn: String
  /// A label at time t looks at what happens in (t, t + window]; nil for autocomplete tasks.
  public let window: TimeSpan?
  /// Columns that hold or give away the answer: no model may see them.
  public let hiddenColumns: Set<ColumnPlace>
  /// The task in words: its manifest's, else the catalog's; nil where neither has one.
  public let question: TaskQuestion?
  public let folder: String
  let database: Database

  /// The metric that chooses the epoch: `roc_auc` for binary tasks, `mae` for regression; nil for
  /// kinds whose labels are not numbers.
  public var metric: Metric? { kind.primaryMetric }
  public var metrics: [Metric] { kind.metrics }
  public var isBinary: Bool { kind == .binaryClassification }

  var entitySchema: TableSchema { database.schema.tables[entityTable] }
  /// `drivers.driverId`, or `stock.store, item` for a composite key.
  var entityColumn: String { entityColumns.joined(separator: ", ") }

  func path(of split: Split) -> String { TaskFile.join(folder, split.rawValue + ".csv") }
}

// MARK: - Reading

extension PredictionTask {
  /// Reads a task folder's manifest and checks it against the database; the CSV files are read when
  /// they are asked for.
  public static func read(
    folder: String, database: Database
  ) throws(TaskError) -> PredictionTask {
    let path = TaskFile.join(folder, "manifest.yaml")
    let manifest = try TaskManifest.read(path)
    let name = manifest.name ?? String(folder.split(separator: "/").last ?? "task")
    let kind = try kind(of: manifest, path: path)
    let isAutocomplete = try isAutocomplete(manifest, path: path)
    let entity = try demand(manifest.entityTable, "entity_table", path)
    let target = try demand(manifest.targetColumn, "target_col", path)
    let time = try demand(manifest.timeColumn, "time_col", path)
    guard let first = manifest.entityColumns.first else {
      throw .missingManifestKey(path: path, key: "entity_col")
    }
    let place = Places(task: name, schema: database.schema)
    let table = try place.table(entity)
    let columns = try entityColumns(manifest.entityColumns, first: first, table, place)
    var hidden: Set<ColumnPlace> = []
    if isAutocomplete {
      hidden.insert(ColumnPlace(table: table, column: try place.column(target, of: table)))
    }
    for removed in manifest.removeColumns {
      let table = try place.table(removed.table)
      hidden.insert(
        ColumnPlace(table: table, column: try place.column(removed.column, of: table)))
    }
    return PredictionTask(
      name: name, description: manifest.description ?? "", kind: kind,
      isAutocomplete: isAutocomplete, entityTable: table, entityColumns: columns,
      targetColumn: target, timeColumn: time,
      window: isAutocomplete ? nil : try window(manifest, path: path), hiddenColumns: hidden,
      question: manifest.question
        ?? TaskCatalog.builtIn.question(database: database.name, task: name),
      folder: folder, database: database)
  }

  private static func kind(
    of manifest: TaskManifest, path: String
  ) throws(TaskError) -> TaskKind {
    let value = try demand(manifest.taskType, "task_type", path)
    // RelBench 1 and 2 call recommendation by the method of its models.
    if value == "link_prediction" { return .recommendation }
    guard let kind = TaskKind(rawValue: value) else {
      throw .unknownKind(
        path: path, key: "task_type", value: value, known: TaskKind.allCases.map(\.rawValue))
    }
    return kind
  }

  private static func isAutocomplete(
    _ manifest: TaskManifest, path: String
  ) throws(TaskError) -> Bool {
    switch manifest.kind {
    case "forecast": return false
    case "autocomplete": return true
    case nil: return manifest.timedelta == nil
    case let value?:
      throw .unknownKind(
        path: path, key: "kind", value: value, known: ["forecast", "autocomplete"])
    }
  }

  private static func window(
    _ manifest: TaskManifest, path: String
  ) throws(TaskError) -> TimeSpan {
    let text = try demand(manifest.timedelta, "timedelta", path)
    guard let window = TimeSpan(parsing: text), window.microseconds > 0 else {
      throw .badWindow(path: path, value: text)
    }
    return window
  }

  private static func demand(
    _ value: String?, _ key: String, _ path: String
  ) throws(TaskError) -> String {
    guard let value, !value.isEmpty else { throw .missingManifestKey(path: path, key: key) }
    return value
  }

  /// The key's columns in the key's order, from a list or from "a, b"; they must be the whole key.
  private static func entityColumns(
    _ named: [String], first: String, _ table: Int, _ place: Places
  ) throws(TaskError) -> [String] {
    let schema = place.schema.tables[table]
    let key = schema.primaryKey.map { schema.columns[$0].name }
    if key.joined(separator: ", ") == first { return key }
    for name in named { _ = try place.column(name, of: table) }
    guard Set(named) == Set(key), named.count == key.count else {
      throw .notTheKey(
        task: place.task, table: schema.name, column: named.joined(separator: ", "),
        key: key.joined(separator: ", "))
    }
    return key
  }

  /// Finds tables and columns by name, or says which there are.
  private struct Places {
    let task: String
    let schema: Schema

    func table(_ name: String) throws(TaskError) -> Int {
      guard let place = schema.tables.firstIndex(where: { $0.name == name }) else {
        throw .unknownTable(task: task, table: name, known: schema.tables.map(\.name))
      }
      return place
    }

    func column(_ name: String, of table: Int) throws(TaskError) -> Int {
      let schema = schema.tables[table]
      guard let place = schema.columns.firstIndex(where: { $0.name == name }) else {
        throw .unknownColumn(
          task: task, table: schema.name, column: name, known: schema.columns.map(\.name))
      }
      return place
    }
  }
}

import Foundation
import Inspection
import Relational

extension TaskLabels {
  /// Keeps the question as a task of the database: `manifest.yaml` and a CSV per split, in
  /// `<home>/tasks/<database>/<name>/`, where ``PredictionTask/list(beside:home:)`` finds it. Nothing is
  /// ever written beside the person's database.
  ///
  /// - Returns: the folder.
  /// - Throws: `badName`, `alreadyThere`, `unwritable`.
  public func write(name: String, home: String) throws(TaskError) -> String {
    let isName =
      !name.isEmpty && name.count <= 80
      && name.utf8.allSatisfy {
        (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 45
          || $0 == 95
      }
    guard isName else { throw .badName(name) }
    guard !PredictionTask.list(beside: database, home: home).contains(where: { $0.name == name })
    else { throw .alreadyThere(path: "a task named \(name)") }
    let folder = TaskPlaces.folder(ofNew: name, of: database, in: home)
    let parent = (folder as NSString).deletingLastPathComponent
    // Written beside its place and moved there whole, so that no half task is ever read.
    let unfinished = TaskFile.join(parent, ".\(name).\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(
        atPath: unfinished, withIntermediateDirectories: true)
      try Data(manifest(name: name).utf8).write(
        to: URL(fileURLWithPath: TaskFile.join(unfinished, "manifest.yaml")))
      for split in Split.allCases {
        try Data(csv(split).utf8).write(
          to: URL(fileURLWithPath: TaskFile.join(unfinished, split.rawValue + ".csv")))
      }
      try FileManager.default.moveItem(atPath: unfinished, toPath: folder)
    } catch {
      try? FileManager.default.removeItem(atPath: unfinished)
      throw .unwritable(path: folder, reason: error.localizedDescription)
    }
    return folder
  }

  private var keyColumns: [String] {
    let schema = database.tables[entityTable].schema
    return schema.primaryKey.map { schema.columns[$0].name }
  }

  func manifest(name: String) -> String {
    let window = TimeSpan(
      seconds: query.target.unit.seconds * Int64(query.target.end))
    let sql = sql.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "  " + $0 }.joined(separator: "\n")
    let columns =
      keyColumns.count == 1
      ? Self.yaml(keyColumns[0])
      : "[" + keyColumns.map(Self.yaml).joined(separator: ", ") + "]"
    return """
      name: \(name)
      kind: forecast
      database: \(Self.yaml(database.path))
      task_type: \((query.isBinary ? TaskKind.binaryClassification : .regression).rawValue)
      description: \(Self.yaml(query.text))
      entity_table: \(Self.yaml(query.entityTable))
      entity_col: \(columns)
      target_col: label
      time_col: timestamp
      timedelta: \(Self.yaml("\(window)"))
      query: \(Self.yaml(query.text))
      sql: |-
      \(sql)
      manifest_version: 1

      """
  }

  /// In single quotes, as YAML takes any text.
  private static func yaml(_ text: String) -> String {
    "'" + Escaping.visible(text).map { $0 == "'" ? "''" : String($0) }.joined() + "'"
  }

  func csv(_ split: Split) -> String {
    let entity = database.tables[entityTable]
    let table = tables[split] ?? TaskTable(split: split, seeds: [], targets: [])
    let keys = entity.schema.primaryKey.map { entity.columns[$0] }
    var text = (["timestamp"] + keyColumns + ["label"]).map(Self.field).joined(separator: ",")
    text += "\n"
    for (seed, target) in zip(table.seeds, table.targets) {
      let time = Timestamp(microseconds: seed.time).description
      let key = keys.map { Self.field($0.keyText(row: Int(seed.row))) }
      text += ([time] + key + [Self.number(target)]).joined(separator: ",") + "\n"
    }
    return text
  }

  private static func field(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 }) else {
      return text
    }
    return "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }
}

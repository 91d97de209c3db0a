import Foundation
import Yams

/// A task folder's `manifest.yaml`, key by key as RelBench 3 writes it. Keys not named here (`sql`,
/// `num_eval_timestamps`, `metrics`, `eval_k`) make the labels or name measures, and are not needed
/// to read them.
struct TaskManifest: Equatable {
  var name: String?
  var description: String?
  /// `forecast` or `autocomplete`; without it, a forecast when there is a window.
  var kind: String?
  var taskType: String?
  /// The file that a task of the home was made of.
  var database: String?
  var entityTable: String?
  /// More than one for a composite key.
  var entityColumns: [String]
  var targetColumn: String?
  var timeColumn: String?
  var timedelta: String?
  /// Columns that must not be in the input, beside the target of an autocomplete task.
  var removeColumns: [Column]
  var question: TaskQuestion?

  struct Column: Equatable {
    var table: String
    var column: String
  }

  /// - Throws: `TaskError.missingFile`, `.unreadable` or `.badManifest`.
  static func read(_ path: String) throws(TaskError) -> TaskManifest {
    let bytes = try TaskFile.read(path)
    let loaded: Any?
    do {
      loaded = try Yams.load(yaml: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw .badManifest(path: path, reason: "\(error)")
    }
    guard let keys = loaded as? [String: Any] else {
      throw .badManifest(path: path, reason: "it must be a list of 'key: value'")
    }
    let fields = Fields(path: path, keys: keys)
    return TaskManifest(
      name: try fields.text("name"), description: try fields.text("description"),
      kind: try fields.text("kind"), taskType: try fields.text("task_type"),
      database: try fields.text("database"),
      entityTable: try fields.text(
        fields.has("entity_table") ? "entity_table" : "src_entity_table"),
      entityColumns: try fields.texts(fields.has("entity_col") ? "entity_col" : "src_entity_col"),
      targetColumn: try fields.text("target_col"), timeColumn: try fields.text("time_col"),
      timedelta: try fields.text("timedelta"), removeColumns: try fields.columns("remove_columns"),
      question: try fields.question())
  }

  private struct Fields {
    let path: String
    let keys: [String: Any]

    func has(_ key: String) -> Bool { keys[key] != nil }

    func text(_ key: String) throws(TaskError) -> String? {
      switch keys[key] {
      case nil, is NSNull: return nil
      case let text as String: return text
      case let number as Int: return String(number)
      default: throw .badManifest(path: path, reason: "'\(key)' must be text")
      }
    }

    /// A name or a list of names; none where the key is not there.
    func texts(_ key: String) throws(TaskError) -> [String] {
      if let list = keys[key] as? [Any] {
        let texts = list.compactMap { $0 as? String }
        guard texts.count == list.count, !texts.isEmpty else {
          throw .badManifest(path: path, reason: "'\(key)' must be a name or a list of names")
        }
        return texts
      }
      return try text(key).map { [$0] } ?? []
    }

    func question() throws(TaskError) -> TaskQuestion? {
      guard let value = keys["question"], !(value is NSNull) else { return nil }
      return try TaskQuestion(value, path: path)
    }

    /// Pairs `[table, column]`.
    func columns(_ key: String) throws(TaskError) -> [Column] {
      guard let value = keys[key], !(value is NSNull) else { return [] }
      let pairs = (value as? [Any])?.map { ($0 as? [Any])?.compactMap { $0 as? String } ?? [] }
      guard let pairs, pairs.allSatisfy({ $0.count == 2 }) else {
        throw .badManifest(path: path, reason: "'\(key)' must be a list of [table, column]")
      }
      return pairs.map { Column(table: $0[0], column: $0[1]) }
    }
  }
}

import Yams

/// Tasks that the field knows, by database and name: what is asked, in words, and what a yes means.
///
/// A person who has one of these databases brings its tables and labels; the catalog brings the
/// question, where the task's own manifest has none.
///
/// - Source: RelBench v1 and v2, <https://arxiv.org/abs/2407.20060>; the twelve binary tasks of Rel-LLM,
///   table 1; polarity as in `spec/relzero.md` §6: in three tasks the published prompt asserts the
///   opposite of label 1.
public struct TaskCatalog: Sendable {
  public struct Entry: Sendable, Hashable {
    public let database: String
    public let task: String
    public let kind: TaskKind
    public let entityTable: String
    public let targetColumn: String
    /// As RelBench's manifests write it.
    public let window: String
    public let description: String
    public let question: TaskQuestion
    /// Cutoffs of the database.
    public let validation: String
    public let test: String
  }

  public let entries: [Entry]

  /// The question of a task that has none of its own.
  public func question(database: String, task: String) -> TaskQuestion? {
    entries.first { $0.database == database && $0.task == task }?.question
  }

  /// The built-in catalog.
  public static let builtIn: TaskCatalog = {
    do { return try TaskCatalog(yaml: catalogText) } catch {
      preconditionFailure("TaskCatalog: \(error)")
    }
  }()

  /// - Throws: `TaskError.badManifest` for what the text lacks.
  init(yaml: String) throws(TaskError) {
    let path = "task catalog"
    let loaded: Any?
    do { loaded = try Yams.load(yaml: yaml) } catch {
      throw .badManifest(path: path, reason: "\(error)")
    }
    guard let databases = loaded as? [[String: Any]] else {
      throw .badManifest(path: path, reason: "it must be a list of databases")
    }
    var entries: [Entry] = []
    for database in databases {
      func text(_ key: String, _ keys: [String: Any]) throws(TaskError) -> String {
        guard let value = keys[key] as? String, !value.isEmpty else {
          throw .badManifest(path: path, reason: "'\(key)' is missing in \(keys)")
        }
        return value
      }
      for task in database["tasks"] as? [[String: Any]] ?? [] {
        let kind = try text("kind", task)
        guard let kind = TaskKind(rawValue: kind) else {
          throw .badManifest(path: path, reason: "'\(kind)' is no kind of task")
        }
        entries.append(
          Entry(
            database: try text("database", database), task: try text("name", task), kind: kind,
            entityTable: try text("entity", task), targetColumn: try text("target", task),
            window: try text("window", task), description: try text("description", task),
            question: try TaskQuestion(task["question"] ?? "", path: path),
            validation: try text("val", database), test: try text("test", database)))
      }
    }
    self.entries = entries
  }
}

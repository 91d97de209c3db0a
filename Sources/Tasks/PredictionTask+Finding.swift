import Foundation
import Relational

/// A task that can be read: its name and where it lies.
public struct TaskFolder: Hashable, Codable, Sendable {
  public let name: String
  public let path: String
}

extension PredictionTask {
  /// The tasks of a database by name: `tasks/<name>/` beside the file (or inside the folder), and
  /// `<home>/tasks/<database>/<name>/`. Of two with one name the one beside the database is taken.
  public static func list(beside database: Database, home: String?) -> [TaskFolder] {
    var found: [String: TaskFolder] = [:]
    for place in places(of: database, home: home).reversed() {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
      for name in names {
        let path = TaskFile.join(place, name)
        let manifest = TaskFile.join(path, "manifest.yaml")
        guard FileManager.default.fileExists(atPath: manifest) else { continue }
        found[name] = TaskFolder(name: name, path: path)
      }
    }
    return found.values.sorted { $0.name < $1.name }
  }

  /// Reads a task by its name, or by the path of its folder.
  public static func named(
    _ name: String, beside database: Database, home: String?
  ) throws(TaskError) -> PredictionTask {
    let known = list(beside: database, home: home)
    if let folder = known.first(where: { $0.name == name }) {
      return try read(folder: folder.path, database: database)
    }
    if name.contains("/") { return try read(folder: name, database: database) }
    throw .unknownTask(
      name: name, known: known.map(\.name), looked: places(of: database, home: home))
  }

  private static func places(of database: Database, home: String?) -> [String] {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: database.path, isDirectory: &isFolder)
    let beside =
      exists && isFolder.boolValue
      ? database.path : (database.path as NSString).deletingLastPathComponent
    var places = [TaskFile.join(beside.isEmpty ? "." : beside, "tasks")]
    if let home {
      places.append(TaskFile.join(TaskFile.join(home, "tasks"), database.name))
    }
    return places
  }
}

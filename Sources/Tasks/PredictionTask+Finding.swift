import Foundation
import Relational

/// A task that can be read: its name and where it lies.
public struct TaskFolder: Hashable, Codable, Sendable {
  public let name: String
  public let path: String
}

extension PredictionTask {
  /// The tasks of a database by name: `tasks/<name>/` beside the file (or inside the folder), and
  /// `<home>/tasks/<database>/<name>/`, there only those that were made of this file. Of two with one name
  /// the one beside the database is taken.
  public static func list(beside database: Database, home: String?) -> [TaskFolder] {
    var found: [String: TaskFolder] = [:]
    let places = TaskPlaces(database: database, home: home)
    for place in places.all.reversed() {
      for path in places.tasks(in: place) {
        let name = (path as NSString).lastPathComponent
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
      name: name, known: known.map(\.name), looked: TaskPlaces(database: database, home: home).all)
  }
}

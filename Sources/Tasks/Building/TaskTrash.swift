import Foundation
import Relational

/// Takes tasks of the home out of the way, and brings them back. Tasks beside a database stay: nothing
/// there is ever written to.
public enum TaskTrash {
  /// Moves a task of the home into the trash beside it, over an older one of its name.
  /// - Throws: for a task that lies beside the database, or is not there.
  public static func discard(
    _ name: String, of database: Database, home: String
  ) throws(TaskError) {
    let known = PredictionTask.list(beside: database, home: home)
    let places = TaskPlaces(database: database, home: home)
    guard let folder = known.first(where: { $0.name == name }) else {
      throw .unknownTask(name: name, known: known.map(\.name), looked: places.kept)
    }
    guard let place = places.kept.first(where: { folder.path.hasPrefix($0 + "/") }) else {
      throw .unwritable(
        path: folder.path, reason: "it lies beside the database, which is never written to")
    }
    try move(folder.path, to: trash(name, of: place))
  }

  /// Brings a task back from the trash.
  /// - Throws: where another of its name has taken its place, or there is none.
  public static func restore(
    _ name: String, of database: Database, home: String
  ) throws(TaskError) {
    let places = TaskPlaces(database: database, home: home)
    let place = places.kept.first {
      FileManager.default.fileExists(atPath: trash(name, of: $0))
        && places.isOurs(trash(name, of: $0))
    }
    guard let place else { throw .missingFile(path: trash(name, of: places.kept[0])) }
    let folder = TaskFile.join(place, name)
    guard !FileManager.default.fileExists(atPath: folder) else { throw .alreadyThere(path: folder) }
    try move(trash(name, of: place), to: folder)
  }

  /// A folder whose own tasks no list names, because it is none itself.
  private static func trash(_ name: String, of place: String) -> String {
    TaskFile.join(TaskFile.join(place, ".trash"), name)
  }

  private static func move(_ from: String, to: String) throws(TaskError) {
    let parent = URL(fileURLWithPath: to).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
      if FileManager.default.fileExists(atPath: to) {
        try FileManager.default.removeItem(atPath: to)
      }
      try FileManager.default.moveItem(atPath: from, toPath: to)
    } catch {
      throw .unwritable(path: to, reason: error.localizedDescription)
    }
  }
}

import Foundation
import Relational

/// Where the tasks of one database file lie: beside it, and in the home.
///
/// In the home a folder goes by the database's name, `<home>/tasks/<database>/<task>/`, and by
/// `<database>-2` and so on where another file of that name has a task of the same name. Whose a task is,
/// its manifest says under `database`.
struct TaskPlaces {
  let database: Database
  let home: String?

  /// The folder beside the file, or in the folder that was opened. Nothing is ever written there.
  var beside: String {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: database.path, isDirectory: &isFolder)
    let folder =
      exists && isFolder.boolValue
      ? database.path : (database.path as NSString).deletingLastPathComponent
    return TaskFile.join(folder.isEmpty ? "." : folder, "tasks")
  }

  /// Those of the home that are there, in their order; the first even where it is not there yet.
  var kept: [String] {
    guard let home else { return [] }
    let first = Self.folder(1, of: database, in: home)
    return [first]
      + (2...).lazy.map { Self.folder($0, of: database, in: home) }
      .prefix { FileManager.default.fileExists(atPath: $0) }
  }

  var all: [String] { [beside] + kept }

  /// The paths of the tasks in a folder that are this database's.
  func tasks(in place: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    // A name with a dot is a task being written, or the trash.
    return names.filter { !$0.hasPrefix(".") }.map { TaskFile.join(place, $0) }.filter {
      FileManager.default.fileExists(atPath: TaskFile.join($0, "manifest.yaml"))
        && (place == beside || isOurs($0))
    }
  }

  /// Whether a task of the home was made of this file: of the one that its manifest names, or of one that
  /// is gone, as a file that was moved is. One that names none is everybody's of the name.
  func isOurs(_ folder: String) -> Bool {
    let manifest = TaskFile.join(folder, "manifest.yaml")
    guard let owner = try? TaskManifest.read(manifest).database else { return true }
    return Self.resolved(owner) == Self.resolved(database.path)
      || !FileManager.default.fileExists(atPath: owner)
  }

  /// The folder for a new task of the home: one that no other file's task of the name has.
  static func folder(ofNew name: String, of database: Database, in home: String) -> String {
    var number = 1
    var path: String { TaskFile.join(folder(number, of: database, in: home), name) }
    while FileManager.default.fileExists(atPath: path) { number += 1 }
    return path
  }

  private static func folder(_ number: Int, of database: Database, in home: String) -> String {
    // A manifest may name the database as it likes.
    let name = database.name.replacingOccurrences(of: "/", with: "_")
    return TaskFile.join(
      TaskFile.join(home, "tasks"),
      (name.hasPrefix(".") ? "_" : "") + name + (number == 1 ? "" : "-\(number)"))
  }

  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }
}

import Foundation

/// Where a database lies: the file that a path means, and the manifest beside it.
struct DatabaseLocation {
  /// Absolute, so that no part of it is taken for something else than a path.
  let path: String

  init(_ given: String) throws(DatabaseError) {
    let expanded = (given as NSString).expandingTildeInPath
    let absolute = URL(fileURLWithPath: expanded).standardizedFileURL.path
    var isFolder: ObjCBool = false
    guard !given.isEmpty, FileManager.default.fileExists(atPath: absolute, isDirectory: &isFolder)
    else {
      // A file in a folder that may not be entered looks missing; the header says which it is.
      path = absolute
      return
    }
    guard isFolder.boolValue else {
      path = absolute
      return
    }
    let files = Self.databases(in: absolute)
    guard files.count == 1 else { throw .folder(path: given, databases: files) }
    path = absolute + "/" + files[0]
  }

  /// The file's name without its ending.
  var stem: String {
    URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  }

  private var folder: String {
    URL(fileURLWithPath: path).deletingLastPathComponent().path
  }

  /// The manifest beside the file: `STEM.manifest.yaml`, or `manifest.yaml` if it is about this
  /// database: by its name, or because no other database lies there.
  func manifest(_ warnings: inout [SchemaWarning]) throws(DatabaseError) -> Manifest? {
    let own = folder + "/" + stem + ".manifest.yaml"
    if FileManager.default.fileExists(atPath: own) { return try Manifest.read(own) }
    let shared = folder + "/manifest.yaml"
    guard FileManager.default.fileExists(atPath: shared) else { return nil }
    let manifest = try Manifest.read(shared)
    let isOurs =
      manifest.name.isEmpty || manifest.name == stem || Self.databases(in: folder).count <= 1
    if isOurs { return manifest }
    warnings.append(
      SchemaWarning(
        message: "manifest.yaml beside the file is about \"\(manifest.name)\" and not used; rename "
          + "it to \(stem).manifest.yaml to use it"))
    return nil
  }

  private static func databases(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { name in
      [".sqlite", ".sqlite3", ".db", ".db3"].contains { name.lowercased().hasSuffix($0) }
    }.sorted()
  }
}

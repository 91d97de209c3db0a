import Foundation

/// The built-in database: a made-up web shop of two years with three questions to ask of it.
///
/// Customers come, buy what they like, are served well or badly and leave; products rise and fall.
/// ``CustomerLife`` and ``Product`` hold the equations, ``Dirt`` what makes it real. Nothing is read
/// from the network or the clock: the files are the same bytes every time and everywhere.
public enum DemoDatabase {
  /// Changes when the contents do.
  public static let version = 1

  static let seed: UInt64 = 2024

  /// Whether the database and all that belongs beside it are there. The database is put in its place
  /// last, so that a file under its name is a whole one.
  public static func isComplete(at path: String) -> Bool {
    let folder = URL(filePath: path).deletingLastPathComponent()
    let beside = ["manifest.yaml"] + taskNames.map { "tasks/\($0)/manifest.yaml" }
    return ([path] + beside.map { folder.appending(path: $0).path }).allSatisfy {
      FileManager.default.fileExists(atPath: $0)
    }
  }

  public static let taskNames = ["churn", "lifetime-value", "product-demand"]

  /// Writes the database to `path` and, beside it, `manifest.yaml` and `tasks/`.
  ///
  /// Folders on the way are made.
  ///
  /// - Parameter replacing: whether a file at `path` may be written over.
  /// - Throws: ``DemoError``: ``DemoError/exists(path:)`` when a file is there and `replacing` is
  ///   false, ``DemoError/unwritable(path:reason:)`` when the system refuses.
  public static func write(to path: String, replacing: Bool = false) throws(DemoError) {
    let target = URL(filePath: path)
    let folder = target.deletingLastPathComponent()
    guard replacing || !FileManager.default.fileExists(atPath: path) else {
      throw .exists(path: path)
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw .unwritable(path: path, reason: "it is a folder")
    }
    try makeFolder(folder)
    try write(Shop(seed: seed), to: target)
  }

  static func write(_ shop: Shop, to target: URL) throws(DemoError) {
    let folder = target.deletingLastPathComponent()
    let tasks = ShopTasks(shop)
    try write(ShopWriter.manifest, to: folder.appending(path: "manifest.yaml"))
    for task in tasks.all {
      let place = folder.appending(path: "tasks/\(task.name)")
      try makeFolder(place)
      try write(task.manifest, to: place.appending(path: "manifest.yaml"))
      let splits = [
        ("train", Cutoffs.trainingDays(window: task.window)),
        ("val", Cutoffs.validationDays),
        ("test", Cutoffs.testDays),
      ]
      for (split, days) in splits {
        try write(task.csv(days: days), to: place.appending(path: "\(split).csv"))
      }
    }
    try writeDatabase(shop, to: target)
  }

  /// Writes a temporary file and moves it into place, so that no half database is ever seen.
  private static func writeDatabase(_ shop: Shop, to target: URL) throws(DemoError) {
    let unfinished = target.deletingLastPathComponent().appending(
      path: ".\(target.lastPathComponent).\(UUID().uuidString)")
    do {
      try ShopWriter(shop: shop).write(to: unfinished.path)
      try SQLiteHeader.hideLibraryVersion(of: unfinished)
      if rename(unfinished.path, target.path) != 0 {
        throw CocoaError(.fileWriteUnknown)
      }
    } catch {
      try? FileManager.default.removeItem(at: unfinished)
      throw .unwritable(path: target.path, reason: reason(error))
    }
  }

  private static func makeFolder(_ folder: URL) throws(DemoError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: folder.path, reason: reason(error))
    }
  }

  private static func write(_ text: String, to file: URL) throws(DemoError) {
    do {
      try Data(text.utf8).write(to: file, options: .atomic)
    } catch {
      throw .unwritable(path: file.path, reason: reason(error))
    }
  }

  /// The system's words for what went wrong, without the codes around them.
  private static func reason(_ error: any Error) -> String {
    let error = error as NSError
    let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    return cause.domain == NSPOSIXErrorDomain
      ? String(cString: strerror(Int32(cause.code))) : error.localizedDescription
  }
}

import Foundation

/// Whole files of a task folder.
enum TaskFile {
  static func read(_ path: String) throws(TaskError) -> [UInt8] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .missingFile(path: path)
    }
    guard !isFolder.boolValue else { throw .unreadable(path: path, reason: "it is a folder") }
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
      throw .unreadable(
        path: path, reason: cause.map { String(cString: strerror(Int32($0.code))) } ?? "\(error)")
    }
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}

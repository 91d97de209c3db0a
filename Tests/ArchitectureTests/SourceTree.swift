import Foundation

/// The files of the package, found from where this test was compiled.
enum SourceTree {
  static var root: URL {
    URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Every text file with one of the endings below the folders, sorted by path.
  static func files(in folders: [String], endings: Set<String>) throws -> [SourceFile] {
    var paths: [String] = []
    for folder in folders {
      let walk = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
      while let path = walk?.nextObject() as? String {
        guard !path.split(separator: "/").contains(where: { $0 == ".build" }) else { continue }
        let isFile = walk?.fileAttributes?[.type] as? FileAttributeType == .typeRegular
        guard isFile, endings.contains((path as NSString).pathExtension) else { continue }
        paths.append(folder + "/" + path)
      }
    }
    return try paths.sorted().map { SourceFile(path: $0, text: try text($0)) }
  }
}

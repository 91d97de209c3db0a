import Demo
import Foundation
import GRDB

/// The demo as written to a temporary folder, once for all tests of this process.
struct WrittenDemo {
  let folder: URL
  let queue: DatabaseQueue

  var path: String { folder.appending(path: "demo.sqlite").path }

  static let shared = Swift.Result { try WrittenDemo() }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "demo-\(UUID().uuidString)")
    let path = folder.appending(path: "demo.sqlite").path
    try DemoDatabase.write(to: path)
    var configuration = Configuration()
    configuration.readonly = true
    queue = try DatabaseQueue(path: path, configuration: configuration)
  }

  func count(_ sql: String) throws -> Int {
    try queue.read { try Int.fetchOne($0, sql: sql) ?? 0 }
  }

  func strings(_ sql: String) throws -> [String] {
    try queue.read { try String.fetchAll($0, sql: sql) }
  }

  /// Relative paths of all files with their contents.
  func files() throws -> [String: Data] {
    var found: [String: Data] = [:]
    let walk = FileManager.default.enumerator(atPath: folder.path)
    while let path = walk?.nextObject() as? String {
      guard walk?.fileAttributes?[.type] as? FileAttributeType == .typeRegular else { continue }
      found[path] = try Data(contentsOf: folder.appending(path: path))
    }
    return found
  }

  /// One row of a task table.
  struct Answer: Equatable {
    var time: String
    var key: String
    var label: Double
  }

  func answers(_ task: String, _ split: String) throws -> [Answer] {
    let file = folder.appending(path: "tasks/\(task)/\(split).csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    return try lines.dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard cells.count == 3, let label = Double(cells[2]) else {
        throw CocoaError(.fileReadCorruptFile)
      }
      return Answer(time: cells[0], key: cells[1], label: label)
    }
  }
}

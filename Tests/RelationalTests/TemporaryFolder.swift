import Foundation
import GRDB

/// A folder that goes away when the tests end.
struct TemporaryFolder {
  let path: String

  init() throws {
    path = Self.root + "/" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  private static let root: String = {
    atexit { TemporaryFolder.removeAll() }
    return NSTemporaryDirectory() + "relzero-tests-\(getpid())"
  }()

  private static func removeAll() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    for name in names {
      // A test may have made its folder read-only.
      try? FileManager.default.setAttributes(
        [.posixPermissions: 0o700], ofItemAtPath: root + "/" + name)
    }
    try? FileManager.default.removeItem(atPath: root)
  }

  func file(_ name: String) -> String { path + "/" + name }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
  }

  /// A SQLite file made by these statements.
  func database(_ sql: String) throws -> String {
    try database("test.sqlite", sql)
  }

  func database(_ name: String, _ sql: String) throws -> String {
    var configuration = Configuration()
    // Dangling keys are part of the dirt.
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: file(name), configuration: configuration)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
    return file(name)
  }

  var contents: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

/// Another program that has a database open.
final class OtherProgram: Sendable {
  private let queue: DatabaseQueue

  init(_ path: String) throws {
    var configuration = Configuration()
    configuration.busyMode = .immediateError
    // A transaction stays open from one call to the next.
    configuration.allowsUnsafeTransactions = true
    queue = try DatabaseQueue(path: path, configuration: configuration)
  }

  func execute(_ sql: String) throws {
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
  }

  func close() throws { try queue.close() }
}

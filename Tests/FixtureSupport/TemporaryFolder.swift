import Foundation
import GRDB

/// A folder that goes away when the tests end.
public struct TemporaryFolder: Sendable {
  public let path: String

  public init() throws {
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

  public func file(_ name: String) -> String { path + "/" + name }

  public func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
  }

  /// A SQLite file made by these statements.
  public func database(_ sql: String) throws -> String {
    try database("test.sqlite", sql)
  }

  public func database(_ name: String, _ sql: String) throws -> String {
    var configuration = Configuration()
    // Dangling keys are part of the dirt.
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: file(name), configuration: configuration)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
    return file(name)
  }

  public var contents: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

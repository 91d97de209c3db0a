import Demo
import Foundation
import Testing

@Suite("Writing the demo database")
struct WritingTests {
  private func temporaryFolder() -> URL {
    FileManager.default.temporaryDirectory.appending(path: "demo-\(UUID().uuidString)")
  }

  @Test("makes the folders on the way, keeps a file that is there, replaces it on request")
  func existingFiles() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "a/b/shop.sqlite").path
    #expect(!DemoDatabase.isComplete(at: path))
    try FileManager.default.createDirectory(
      atPath: folder.appending(path: "a/b").path, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: URL(filePath: path))
    #expect(throws: DemoError.exists(path: path)) { try DemoDatabase.write(to: path) }
    #expect(try Data(contentsOf: URL(filePath: path)) == Data("mine".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a/b").count == 1)

    try DemoDatabase.write(to: path, replacing: true)
    #expect(try Data(contentsOf: URL(filePath: path)).starts(with: Data("SQLite format 3".utf8)))
    #expect(DemoDatabase.isComplete(at: path))
    try FileManager.default.removeItem(atPath: folder.path + "/a/b/tasks/churn/manifest.yaml")
    #expect(!DemoDatabase.isComplete(at: path))
  }

  @Test("says what it could not write, and why")
  func unwritable() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // A file where a folder is needed: refused for every user, root too.
    try Data("file".utf8).write(to: folder.appending(path: "file"))
    let path = folder.appending(path: "file/shop.sqlite").path
    let error = #expect(throws: DemoError.self) { try DemoDatabase.write(to: path) }
    let message = try #require(error?.description)
    #expect(message.contains("file"))
    #expect(message.contains("cannot write"))
    #expect(!message.contains("NSCocoa"))
  }

  @Test("refuses a folder as its target and leaves nothing behind")
  func folderAsTarget() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let target = folder.appending(path: "shop.sqlite")
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    #expect(throws: DemoError.self) { try DemoDatabase.write(to: target.path, replacing: true) }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left == ["shop.sqlite"])
  }
}
